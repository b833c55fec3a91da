"""The older interface to temporary keys for several doors."""

from ...service.aggregate import Context
from ...service.decision import Decision
from ..requests import CreateCollectiveTempKey, OpenCollectiveTempKeyDoor, RevokeCollectiveTempKey
from .state import TEMP_KEYS, TempKey
from .temp_keys import create, new_id, open_door, revoke, window_not_empty


@TEMP_KEYS.command(CreateCollectiveTempKey, creates=True, identify=new_id, validate=window_not_empty)
def create_collective_temp_key(key: TempKey, request: CreateCollectiveTempKey, context: Context) -> Decision:
    """Create a key whose link leads to the collective operations."""
    return create(key, request, context, collective=True)


@TEMP_KEYS.command(RevokeCollectiveTempKey)
def revoke_collective_temp_key(key: TempKey, request: RevokeCollectiveTempKey, context: Context) -> Decision:
    """Revoke a key."""
    return revoke(key, context)


@TEMP_KEYS.command(OpenCollectiveTempKeyDoor, creates=None)
def open_collective_temp_key_door(key: TempKey, request: OpenCollectiveTempKeyDoor, context: Context) -> Decision:
    """Open a door of a key."""
    return open_door(key, request.door_id, f"/collective-temp-keys/{key.id}", context)


TEMP_KEYS.reached_by_any("collective_temp_keys.open_door.opening_counted", on="event")
TEMP_KEYS.reached_by_any("collective_temp_keys.create.same_store")
