"""The temporary keys of single locks: events, operations and rules."""

from typing import Any

from attrs import evolve, frozen

from ...service.absent import ABSENT
from ...service.aggregate import JSON, Aggregate, Context, anyone
from ...service.codec import present
from ...service.decision import Decision
from ...service.errors import InvalidState, NotFound
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.state import State
from ...service.times import iso
from ..private_event import PrivateEvent
from ..requests import CreateLockTempKey, DeleteLockTempKey, ListLockTempKeys, UpdateLockTempKey
from ..window import Window
from .lock_temp_key import AccessMode, LockTempKey
from .state import LOCKS, Lock, owner_or_org


@frozen(slots=False)
class IssuedId(State):
    """The id of a temporary key of a lock. It outlives the key, since an id is never used again.

    Attributes:
        lock_id: The id of the lock.
    """

    lock_id: str = ""


ISSUED_IDS: Aggregate[IssuedId] = Aggregate("lock-temp-key", IssuedId, access=anyone, limit="temp_keys", public=False)
"""The locks of temporary keys, by the ids of the keys."""


@ISSUED_IDS.event
@frozen
class LockTempKeyIssued(PrivateEvent[IssuedId]):
    """A lock has a temporary key with this id."""

    lock_id: str

    def apply(self, state: IssuedId, at: int) -> IssuedId:
        """Return the id with its lock."""
        return state.after(lock_id=self.lock_id)


def _shared(uuid: str, lock_id: str, lock_uuid: str, at: int) -> JSON:
    return {"tempKeyUuid": uuid, "lockId": int(lock_id), "lockUuid": lock_uuid, "timestamp": iso(at)}


@LOCKS.event
@frozen
class TempKeyCreated(Event[Lock]):
    """A temporary key was created. The description is not public.

    A key for several doors is not `scoped` to the lock, which does not list it.
    """

    uuid: str
    lock_uuid: str
    window: Window
    created_by: str
    access_mode: AccessMode = "public"
    allowed_user_ids: tuple[str, ...] = ()
    max_uses: int | None = None
    description: str | None = None
    scoped: bool = True

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock with the key."""
        if not self.scoped:
            return state.changed(self, at)
        key = LockTempKey(
            uuid=self.uuid,
            window=self.window,
            created_at=at,
            created_by=self.created_by,
            access_mode=self.access_mode,
            allowed_user_ids=self.allowed_user_ids,
            max_uses=self.max_uses,
            description=self.description,
        )
        return state.changed(self, at, temp_keys=state.temp_keys.put(self.uuid, key), text=state.text + key.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key without its description."""
        return {
            **_shared(self.uuid, aggregate_id, self.lock_uuid, at),
            "accessMode": self.access_mode,
            "allowedUserIds": list(self.allowed_user_ids),
            "validFrom": self.window.start,
            "validUntil": self.window.end,
            **present(maxUses=self.max_uses),
            "createdBy": self.created_by,
        }


@LOCKS.event
@frozen
class TempKeyUsed(Event[Lock]):
    """A temporary key opened the lock, for the nth time."""

    uuid: str
    lock_uuid: str
    used_count: int
    user_id: str | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock. If the key is the lock's own, its use is counted."""
        key = state.temp_keys.get(self.uuid)
        if key is None:
            return state.changed(self, at)
        return state.changed(
            self, at, temp_keys=state.temp_keys.put(self.uuid, evolve(key, used_count=self.used_count))
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key, the user and the number of uses."""
        used = present(userId=self.user_id, usedCount=self.used_count)
        return {**_shared(self.uuid, aggregate_id, self.lock_uuid, at), **used}


@LOCKS.event
@frozen
class TempKeyUpdated(Event[Lock]):
    """A temporary key was changed. Attributes that are None did not change; `unlimited` lifts the maximum."""

    uuid: str
    lock_uuid: str
    updated_by: str
    valid_from: str | None = None
    valid_until: str | None = None
    max_uses: int | None = None
    unlimited: bool = False
    allowed_user_ids: tuple[str, ...] | None = None
    access_mode: AccessMode | None = None

    @property
    def changes(self) -> JSON:
        """The changes as the event shows them. Empty if nothing changes."""
        users = None if self.allowed_user_ids is None else list(self.allowed_user_ids)
        changes = present(
            validFrom=self.valid_from,
            validUntil=self.valid_until,
            maxUses=self.max_uses,
            allowedUserIds=users,
            accessMode=self.access_mode,
        )
        return {**changes, "maxUses": None} if self.unlimited else changes

    def changed(self, key: LockTempKey) -> LockTempKey:
        """Return the key with the changes."""
        return evolve(
            key,
            window=Window(self.valid_from or key.window.start, self.valid_until or key.window.end),
            max_uses=None if self.unlimited else self.max_uses or key.max_uses,
            allowed_user_ids=key.allowed_user_ids if self.allowed_user_ids is None else self.allowed_user_ids,
            access_mode=self.access_mode or key.access_mode,
        )

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock with the changed key."""
        before = state.temp_keys[self.uuid]
        key = self.changed(before)
        return state.changed(
            self, at, temp_keys=state.temp_keys.put(self.uuid, key), text=state.text + key.text - before.text
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key and its changes."""
        changed = {"changes": self.changes, "updatedBy": self.updated_by}
        return {**_shared(self.uuid, aggregate_id, self.lock_uuid, at), **changed}


@LOCKS.event
@frozen
class TempKeyDeleted(Event[Lock]):
    """A temporary key was deleted. A key for several doors is not in the lock's own list."""

    uuid: str
    lock_uuid: str
    deleted_by: str

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock without the key."""
        key = state.temp_keys.get(self.uuid)
        if key is None:
            return state.changed(self, at)
        return state.changed(self, at, temp_keys=state.temp_keys.remove(self.uuid), text=state.text - key.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key and who deleted it."""
        return {**_shared(self.uuid, aggregate_id, self.lock_uuid, at), "deletedBy": self.deleted_by}


@LOCKS.query(ListLockTempKeys, access=owner_or_org)
def list_lock_temp_keys(lock: Lock, request: ListLockTempKeys, context: Context) -> JSON:
    """Return the temporary keys with their status."""
    return {"tempKeys": [key.to_json(lock.id, lock.uuid, context.at) for key in lock.temp_keys]}


def _window_not_empty(request: CreateLockTempKey) -> None:
    Window(request.valid_from, request.valid_until).check()


@LOCKS.command(CreateLockTempKey, access=owner_or_org, validate=_window_not_empty)
def create_lock_temp_key(lock: Lock, request: CreateLockTempKey, context: Context) -> Decision:
    """Create a temporary key with the client's id."""
    uuid = request.temp_key_uuid
    if context.others.load(ISSUED_IDS, uuid).version:
        raise InvalidState(f"The id {uuid} was already used for a temporary key.", rule="id_used_once")
    created = TempKeyCreated(
        uuid=uuid,
        lock_uuid=lock.uuid,
        window=Window(request.valid_from, request.valid_until),
        created_by=context.caller.id,
        access_mode=request.access_mode,
        allowed_user_ids=request.allowed_user_ids or (),
        max_uses=None if request.max_uses is ABSENT else request.max_uses,
        description=request.description,
    )
    issued = (ISSUED_IDS.name, uuid, (LockTempKeyIssued(lock.id),))
    return Decision((created,), others=(issued,), extra={"tempKeyUuid": uuid})


@LOCKS.command(UpdateLockTempKey, access=owner_or_org)
def update_lock_temp_key(lock: Lock, request: UpdateLockTempKey, context: Context) -> TempKeyUpdated | None:
    """Change a temporary key."""
    key = _existing(lock, request.temp_key_uuid)
    updated = TempKeyUpdated(
        uuid=key.uuid,
        lock_uuid=lock.uuid,
        updated_by=context.caller.id,
        valid_from=_changed(request.valid_from, key.window.start),
        valid_until=_changed(request.valid_until, key.window.end),
        max_uses=None if request.max_uses is ABSENT else _changed(request.max_uses, key.max_uses),
        unlimited=request.max_uses is None and key.max_uses is not None,
        allowed_user_ids=_changed(request.allowed_user_ids, key.allowed_user_ids),
        access_mode=_changed(request.access_mode, key.access_mode),
    )
    changed = updated.changed(key)
    changed.window.check()
    if changed.max_uses is not None and changed.max_uses < key.used_count:
        message = f"maxUses must be at least {key.used_count}, the number of uses so far."
        raise InvalidState(message, rule="not_below_uses")
    return updated if updated.changes else None


def _changed(value: Any, current: object) -> Any:
    return None if value == current else value


@LOCKS.command(DeleteLockTempKey, access=owner_or_org)
def delete_lock_temp_key(lock: Lock, request: DeleteLockTempKey, context: Context) -> TempKeyDeleted:
    """Delete a temporary key."""
    key = _existing(lock, request.temp_key_uuid)
    return TempKeyDeleted(key.uuid, lock.uuid, context.caller.id)


def _existing(lock: Lock, uuid: str) -> LockTempKey:
    key = lock.temp_keys.get(uuid)
    if key is None:
        raise NotFound(f"Lock {lock.id} has no temporary key {uuid}.", rule="key_must_exist")
    return key


LOCKS.reached_by_any("lock_temp_keys.create.event_recorded", "lock_temp_keys.delete.event_recorded", on="event")
LOCKS.reached_by_any("lock_temp_keys.update.only_changes_recorded")


@LOCKS.rule("lock_temp_keys.list.status_has_precedence")
def _several_reasons(lock: Lock, request: ListLockTempKeys, outcome: Outcome) -> bool:
    return any(key.is_used_up and not key.window.contains(outcome.at) for key in lock.temp_keys)


@LOCKS.rule("lock_temp_keys.list.creation_order")
def _several_keys(lock: Lock, request: ListLockTempKeys, outcome: Outcome) -> bool:
    return len(lock.temp_keys) > 1
