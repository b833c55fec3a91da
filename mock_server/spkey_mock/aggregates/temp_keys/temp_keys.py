"""The operations on temporary keys for several doors, and their rules."""

from collections.abc import Iterable

from ...service.aggregate import JSON, Context
from ...service.decision import Decision
from ...service.errors import InvalidState, NotFound
from ...service.event import Event
from ...service.message import Response
from ...service.outcome import Outcome
from ..locks import LOCKS, Lock
from ..locks.lock_temp_keys import ISSUED_IDS, TempKeyCreated, TempKeyDeleted, TempKeyUsed
from ..locks.state import owner_or_org
from ..requests import (
    CreateCollectiveTempKey,
    CreateTempKey,
    ListTempKeys,
    NewDoor,
    OpenTempKey,
    OpenTempKeyDoor,
    RevokeCollectiveTempKey,
    RevokeTempKey,
)
from ..window import Window
from .opening import Opening, opening
from .pins import free_pin
from .state import TEMP_KEYS, Creator, Door, TempKey, TempKeyIssued, TempKeyOpened, TempKeyRevoked

Create = CreateTempKey | CreateCollectiveTempKey
Revoke = RevokeTempKey | RevokeCollectiveTempKey
Others = tuple[tuple[str, str, tuple[Event[Lock], ...]], ...]


def window_not_empty(request: Create) -> None:
    """Check the window of a new key."""
    Window(request.valid_from, request.valid_until).check()


def new_id(_request: Create, context: Context) -> str:
    """Return the id of a new key, which the service chooses."""
    return context.new_id()


@TEMP_KEYS.command(CreateTempKey, creates=True, identify=new_id, validate=window_not_empty)
def create_temp_key(key: TempKey, request: CreateTempKey, context: Context) -> Decision:
    """Create a key for locks on which the caller has rights."""
    return create(key, request, context)


def create(key: TempKey, request: Create, context: Context, *, collective: bool = False) -> Decision:
    """Create a key, with a PIN if one of its doors takes one."""
    doors = _doors(request.doors, context)
    issued = TempKeyIssued(
        creator=Creator.of(context.caller),
        window=Window(request.valid_from, request.valid_until),
        doors=doors,
        description=request.description,
        collective=collective,
        pin=free_pin(doors, context),
        org_id=context.caller.org_id,
    )
    created = issued.apply(key, context.at)
    body = {
        "success": True,
        "uuid": created.id,
        "url": created.url,
        "validFrom": created.window.start,
        "validUntil": created.window.end,
        "doors": created.doors_json,
        "pin": created.pin,
    }
    return Decision((issued,), others=_created(created, context), response=Response.json(201, body))


def _doors(doors: Iterable[NewDoor], context: Context) -> tuple[Door, ...]:
    """Return the doors of a new key, numbered from 1.

    Raises:
        Rejection: A lock does not exist, or the caller has no rights on it.
    """
    locks = [(door, _lock(door.lock_id, context, rule="all_or_nothing")) for door in doors]
    for _, lock in locks:
        owner_or_org(lock, context.caller)
    return tuple(
        Door(number, lock.id, lock.uuid, door.label, door.access_method or "key")
        for number, (door, lock) in enumerate(locks, 1)
    )


def _lock(lock_id: str, context: Context, rule: str) -> Lock:
    # An id that is not a number belongs to no lock.
    lock = context.others.load(LOCKS, lock_id.lstrip("0"))
    if not lock.version:
        raise NotFound(f"There is no lock {lock_id}.", rule=rule)
    return lock


def _created(key: TempKey, context: Context) -> Others:
    return _on_locks(
        context,
        (
            (door, TempKeyCreated(key.id, door.lock_uuid, key.window, context.caller.id, scoped=False))
            for door in key.doors
        ),
    )


def _on_locks(context: Context, events: Iterable[tuple[Door, Event[Lock]]]) -> Others:
    """Return the events by lock, if keys for several doors record events on their locks in this world."""
    if not context.outside.temp_key_events:
        return ()
    by_lock: dict[str, list[Event[Lock]]] = {}
    for door, event in events:
        by_lock.setdefault(door.lock_id, []).append(event)
    return tuple((LOCKS.name, lock_id, tuple(items)) for lock_id, items in by_lock.items())


@TEMP_KEYS.view(ListTempKeys)
def list_temp_keys(request: ListTempKeys, context: Context) -> JSON:
    """Return the caller's own keys, or those of a lock on which the caller has rights."""
    if request.lock_id is None:
        keys = context.others.where(TEMP_KEYS, "creator", str(Creator.of(context.caller)))
    else:
        lock = _lock(request.lock_id, context, rule="lock_must_exist")
        owner_or_org(lock, context.caller)
        keys = context.others.where(TEMP_KEYS, "lock", lock.id)
    return {"tempKeys": [key.to_json() for key in keys]}


@TEMP_KEYS.command(RevokeTempKey)
def revoke_temp_key(key: TempKey, request: RevokeTempKey, context: Context) -> Decision:
    """Revoke a key."""
    return revoke(key, context)


def revoke(key: TempKey, context: Context) -> Decision:
    """Revoke a key whose locks the caller has rights on."""
    for door in key.doors:
        owner_or_org(context.others.load(LOCKS, door.lock_id), context.caller)
    if key.revoked_at is None:
        deleted = ((door, TempKeyDeleted(key.id, door.lock_uuid, context.caller.id)) for door in key.doors)
        response = Response.json(200, {"success": True})
        return Decision((TempKeyRevoked(),), others=_on_locks(context, deleted), response=response)
    if context.at < key.revoked_at:
        # Another request revoked the key after this one had arrived.
        return Decision(response=Response.json(200, {"success": True, "alreadyRevoked": True}))
    raise NotFound(f"There is no temporary key {key.id}.", rule="temp_key_must_exist")


@TEMP_KEYS.command(OpenTempKey, creates=None)
def open_temp_key(key: TempKey, request: OpenTempKey, context: Context) -> Decision:
    """Open the first door that the key's link opens."""
    if not key.version:
        return _open_lock(key.id, context, rule="temp_key_must_exist")
    key.check_opens(context.at)
    door = next((door for door in key.doors if door.slides), None)
    if door is None:
        raise InvalidState("Every door of this key requires its PIN.", rule="code_required")
    return opening(key, door, context).redirected(f"/temp-keys/{key.id}", context, (TempKeyOpened(door.id),))


def _open_lock(uuid: str, context: Context, rule: str) -> Decision:
    """Open the lock of a key of a single lock. The key has one door, its lock."""
    lock = context.others.load(LOCKS, context.others.load(ISSUED_IDS, uuid).lock_id)
    key = lock.temp_keys.get(uuid)
    if key is None:
        raise NotFound(f"There is no temporary key {uuid}.", rule=rule)
    user_id = context.caller.user_id
    key.check_opens(user_id, context.at)
    used = TempKeyUsed(uuid, lock.uuid, key.used_count + 1, user_id)
    return Opening(1, lock, used).redirected(f"/temp-keys/{uuid}", context)


@TEMP_KEYS.command(OpenTempKeyDoor, creates=None)
def open_temp_key_door(key: TempKey, request: OpenTempKeyDoor, context: Context) -> Decision:
    """Open a door of a key."""
    if not key.version and request.door_id == 1:
        return _open_lock(key.id, context, rule="door_must_exist")
    return open_door(key, request.door_id, f"/temp-keys/{key.id}", context)


def open_door(key: TempKey, number: int, path: str, context: Context) -> Decision:
    """Open a door of a key. `path` is the path of the key, which the confirmation extends."""
    if not 1 <= number <= len(key.doors):
        raise NotFound(f"There is no door {number} of temporary key {key.id}.", rule="door_must_exist")
    key.check_opens(context.at)
    door = key.doors[number - 1]
    if not door.slides:
        raise InvalidState("The door requires the PIN of the key.", rule="code_required")
    return opening(key, door, context).redirected(path, context, (TempKeyOpened(door.id),))


TEMP_KEYS.reached_by_any(
    "temp_keys.create.pin_for_codes",
    "temp_keys.revoke.opens_nothing",
    "temp_keys.open.first_door_without_code",
    "temp_keys.open.opening_counted",
    on="event",
)
TEMP_KEYS.reached_by_any("temp_keys.list.without_pins", "temp_keys.open_door.redirect_says_offline")


@TEMP_KEYS.rule("temp_keys.list.own_keys")
def _no_lock_is_named(key: None, request: ListTempKeys, outcome: Outcome) -> bool:
    return request.lock_id is None


@TEMP_KEYS.rule("temp_keys.list.of_lock")
def _a_lock_is_named(key: None, request: ListTempKeys, outcome: Outcome) -> bool:
    return request.lock_id is not None
