"""The settings of a world, in the control API."""

from collections.abc import Mapping
from typing import Any, cast

from ..world.settings import WorldLimits, WorldSettings
from .call import JSON, Call, Handler, whole


def _wire(name: str) -> str:
    first, *rest = name.split("_")
    return "".join([first, *(word.capitalize() for word in rest)])


_SETTINGS = {_wire(name): name for name in WorldSettings.__annotations__}
_LIMITS = {_wire(name): name for name in WorldLimits.__annotations__}


def _json(settings: WorldSettings) -> JSON:
    values = cast("Mapping[str, Any]", settings)
    found = {wire: values[name] for wire, name in _SETTINGS.items()}
    return {**found, "limits": {wire: found["limits"][name] for wire, name in _LIMITS.items()}}


def _read(body: Mapping[str, Any]) -> WorldSettings:
    changes = {_SETTINGS[wire]: value for wire, value in body.items()}
    if "limits" in changes:
        changes["limits"] = {_LIMITS[wire]: whole(value) for wire, value in changes["limits"].items()}
    return cast("WorldSettings", changes)


def _get(call: Call) -> JSON:
    return _json(call.world.settings.of_world())


def _change(call: Call) -> JSON:
    call.world.configure(**_read(call.body))
    return _json(call.world.settings.of_world())


OPERATIONS: Mapping[str, Handler] = {"get_settings": _get, "change_settings": _change}
