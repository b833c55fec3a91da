"""The switches for devices and systems outside the service, in the control API."""

from collections.abc import Mapping

from ..world.outside import OutsideChanges, encoded
from .call import JSON, Call, Handler
from .settings import wire

_SWITCHES = {wire(name): name for name in OutsideChanges.__annotations__}


def _get(call: Call) -> JSON:
    return dict(encoded(call.world.outside.current))


def _change(call: Call) -> JSON:
    changes: OutsideChanges = {_SWITCHES[name]: value for name, value in call.body.items()}  # type: ignore[assignment]
    return dict(encoded(call.world.outside.change(**changes)))


OPERATIONS: Mapping[str, Handler] = {"get_outside": _get, "change_outside": _change}
