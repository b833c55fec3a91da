"""The settings of a world, in the control API."""

from collections.abc import Mapping
from typing import Any, cast

from ..world.settings import WorldLimits, WorldSettings
from .call import JSON, Call, Handler, whole


def wire(name: str) -> str:
    """Return a name as JSON has it, in camelCase."""
    first, *rest = name.split("_")
    return "".join([first, *(word.capitalize() for word in rest)])


_SETTINGS = {wire(name): name for name in WorldSettings.__annotations__}
_LIMITS = {wire(name): name for name in WorldLimits.__annotations__}


def _json(settings: WorldSettings) -> JSON:
    values = cast("Mapping[str, Any]", settings)
    found = {key: values[name] for key, name in _SETTINGS.items()}
    return {**found, "limits": {key: found["limits"][name] for key, name in _LIMITS.items()}}


def _read(body: Mapping[str, Any]) -> WorldSettings:
    changes = {_SETTINGS[key]: value for key, value in body.items()}
    if "limits" in changes:
        changes["limits"] = {_LIMITS[key]: whole(value) for key, value in changes["limits"].items()}
    return cast("WorldSettings", changes)


def _get(call: Call) -> JSON:
    return _json(call.world.settings.of_world())


def _change(call: Call) -> JSON:
    call.world.configure(**_read(call.body))
    return _json(call.world.settings.of_world())


OPERATIONS: Mapping[str, Handler] = {"get_settings": _get, "change_settings": _change}
