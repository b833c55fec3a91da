"""Temporary keys for several doors, in the control API."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .call import JSON, Call, Handler

if TYPE_CHECKING:
    from ..aggregates.temp_keys import TempKey
    from ..world.temp_keys import DoorOptions


def temp_key_json(key: "TempKey") -> JSON:
    """Return a temporary key as JSON, with its PIN."""
    more = {"version": key.version, "collective": key.collective, "usedCount": key.used_count, "pin": key.pin}
    return {**key.to_json(), **more}


def _door(door: Mapping[str, Any]) -> "DoorOptions":
    names = {"lockId": "lock_id", "label": "label", "accessMethod": "access_method"}
    options: DoorOptions = {names[name]: value for name, value in door.items()}  # type: ignore[assignment]
    return options


def _list(call: Call) -> JSON:
    keys = call.world.temp_keys
    return {"tempKeys": [temp_key_json(key) for key in keys.latest(call.limit)], "total": len(keys)}


def _create(call: Call) -> JSON:
    body = call.body
    key = call.world.temp_keys.create(
        [_door(door) for door in body["doors"]],
        valid_from=body.get("validFrom"),
        valid_until=body.get("validUntil"),
        description=body.get("description"),
        collective=body.get("collective", False),
        org_id=body.get("orgId"),
    )
    return temp_key_json(key)


OPERATIONS: Mapping[str, Handler] = {"list_temp_keys": _list, "create_temp_key": _create}
