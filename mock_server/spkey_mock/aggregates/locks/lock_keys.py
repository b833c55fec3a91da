"""The keys on a lock: adding one or many, removing, and writing onto cards."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from ...service.aggregate import JSON, Context
from ...service.codec import codec, present
from ...service.decision import Decision, Later
from ...service.errors import Invalid, InvalidState, NotFound, Problem
from ...service.event import Event
from ...service.message import Response
from ...service.outcome import Outcome
from ..requests import AddLockKey, AddLockKeysInBulk, RemoveLockKey, WriteLockKey
from .keys import Key
from .locks import reach
from .state import LOCKS, Lock, lock_json

_TASK = "add_key"
_STEP = 1_000
"""The time between two keys of a bulk addition, in milliseconds."""

_RETRY = 10_000
"""The delay before a step whose device cannot be reached is retried, in milliseconds. Each further retry doubles it."""

_ATTEMPTS = 6


@LOCKS.event
@frozen
class KeyAdded(Event[Lock]):
    """A key was added to the lock."""

    uuid: str
    key_uuid: str
    key_index_number: int | None = None
    user_id: str | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock with the key."""
        return state.changed(self, at, keys=state.keys.put(Key(self.key_uuid, self.key_index_number, self.user_id)))

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and the key."""
        return {**_key_json(self, aggregate_id, at), **present(userId=self.user_id)}


@LOCKS.event
@frozen
class KeyRemoved(Event[Lock]):
    """A key was removed from the lock."""

    uuid: str
    key_uuid: str
    key_index_number: int | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock without the key."""
        return state.changed(self, at, keys=state.keys.remove(self.key_uuid))

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and the key."""
        return _key_json(self, aggregate_id, at)


@LOCKS.event
@frozen
class KeyWriteRequested(Event[Lock]):
    """The writing of a key onto a card was requested."""

    uuid: str
    key_uuid: str
    key_index_number: int | None = None

    def apply(self, state: Lock, at: int) -> Lock:
        """Return the lock, of which only the version changes."""
        return state.changed(self, at)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and the key."""
        return _key_json(self, aggregate_id, at)


def _key_json(event: KeyAdded | KeyRemoved | KeyWriteRequested, lock_id: str, at: int) -> JSON:
    """Return the lock and the key of an event."""
    key = present(keyUuid=event.key_uuid, keyIndexNumber=event.key_index_number)
    return {**lock_json(lock_id, event.uuid, at), **key}


def _is_refused(lock: Lock, uuid: str, context: Context) -> bool:
    return uuid in lock.keys and context.outside.duplicate_keys == "refuse"


@LOCKS.command(AddLockKey)
def add_lock_key(lock: Lock, request: AddLockKey, context: Context) -> KeyAdded:
    """Add a key if the lock does not have it, and its device can be reached."""
    if _is_refused(lock, request.key_uuid, context):
        raise InvalidState(f"Key {request.key_uuid} is already on lock {lock.id}.", rule="key_once_per_lock")
    reach(lock, context)
    return KeyAdded(lock.uuid, request.key_uuid, request.key_index_number, request.user_id)


def _key_is_named(request: RemoveLockKey) -> None:
    if request.key_uuid is None and request.key_index_number is None:
        raise Invalid(Problem("keyUuid or keyIndexNumber is required", ("body",)), rule="key_must_be_named")


@LOCKS.command(RemoveLockKey, validate=_key_is_named)
def remove_lock_key(lock: Lock, request: RemoveLockKey, context: Context) -> KeyRemoved:
    """Remove the key that matches the request."""
    key = _named(lock, request.key_uuid, request.key_index_number)
    return KeyRemoved(lock.uuid, key.uuid, key.index)


def _named(lock: Lock, uuid: str | None, index: int | None) -> Key:
    """Return the key with this uuid and this index, of which one may be None.

    Raises:
        NotFound: The lock has no such key.
        InvalidState: Several keys have the index.
    """
    if uuid is not None:
        key = lock.keys.get(uuid)
        if key is None:
            raise NotFound(f"There is no key {uuid} on lock {lock.id}.", rule="key_must_be_on_lock")
        if index not in (None, key.index):
            raise NotFound(f"Key {uuid} on lock {lock.id} does not have index {index}.", rule="both_must_match")
        return key
    found = () if index is None else lock.keys.at_index(index)
    if len(found) > 1:
        message = f"{len(found)} keys on lock {lock.id} have index {index}. Send the keyUuid."
        raise InvalidState(message, rule="index_must_be_unambiguous")
    for key in found:
        return key
    raise NotFound(f"There is no key with index {index} on lock {lock.id}.", rule="key_must_be_on_lock")


@LOCKS.command(WriteLockKey)
def write_lock_key(lock: Lock, request: WriteLockKey, context: Context) -> KeyWriteRequested:
    """Request the writing of a key onto a card. The key need not be on the lock."""
    reach(lock, context)
    return KeyWriteRequested(lock.uuid, request.key_uuid, request.key_index_number)


def _possible(_key: object, _attribute: object, attempt: int) -> None:
    if not 1 <= attempt <= _ATTEMPTS:
        raise ValueError(f"attempt must be from 1 to {_ATTEMPTS}, not {attempt}.")


@frozen
class _KeyOfBulk:
    """A key of a bulk addition, to be added by a task.

    Attributes:
        key_uuid: The id of the key.
        key_index_number: The index of the key on the device.
        user_id: The user who holds the key.
        attempt: The number of the attempt.
    """

    key_uuid: str
    key_index_number: int | None = None
    user_id: str | None = None
    attempt: int = field(default=1, validator=_possible)

    def later(self, lock_id: str, at: int) -> Later:
        """Return the work that adds the key to a lock at a time."""
        return Later(at, LOCKS.name, lock_id, _TASK, codec(_KeyOfBulk).encode(self))


@LOCKS.command(AddLockKeysInBulk, creates=None)
def add_lock_keys_in_bulk(lock: Lock, request: AddLockKeysInBulk, context: Context) -> Decision:
    """Schedule the addition of the keys, one per second. The lock's existence is checked only then."""
    return Decision(
        later=tuple(
            _KeyOfBulk(key.key_uuid, key.key_index_number, key.user_id).later(lock.id, context.at + position * _STEP)
            for position, key in enumerate(request.keys, start=1)
        ),
        response=Response.json(200, {"success": True, "lockId": request.id, "instanceId": context.new_id()}),
    )


@LOCKS.task(_TASK)
def add_key_of_bulk(lock: Lock, data: Mapping[str, Any], context: Context) -> KeyAdded | Decision | None:
    """Add one key of a bulk addition, unless the lock has it. While the device cannot be reached, retry later."""
    key: _KeyOfBulk = codec(_KeyOfBulk).decode(data)
    if _is_refused(lock, key.key_uuid, context):
        return None
    if lock.id not in context.outside.offline_locks:
        return KeyAdded(lock.uuid, key.key_uuid, key.key_index_number, key.user_id)
    if key.attempt == _ATTEMPTS:
        return None
    at = context.at + _RETRY * 2 ** (key.attempt - 1)
    return Decision(later=(evolve(key, attempt=key.attempt + 1).later(lock.id, at),))


LOCKS.reached_by_any(
    "lock_keys.add.event_recorded",
    "lock_keys.remove.event_recorded",
    "lock_keys.write.event_recorded",
    "lock_keys.write.keys_unchanged",
    on="event",
)


@LOCKS.rule("lock_keys.add.user_gets_rights", on="event")
def _added_for_a_user(lock: Lock, request: AddLockKey, outcome: Outcome) -> bool:
    return request.user_id is not None


@LOCKS.rule("lock_keys.add_in_bulk.lock_not_checked")
def _lock_is_unknown(lock: Lock, request: AddLockKeysInBulk, outcome: Outcome) -> bool:
    return not lock.version


@LOCKS.rule("lock_keys.add_in_bulk.one_key_per_second")
def _several_keys_for_a_lock(lock: Lock, request: AddLockKeysInBulk, outcome: Outcome) -> bool:
    return lock.version > 0 and len(request.keys) > 1


@LOCKS.rule("lock_keys.add_in_bulk.known_keys_skipped")
def _a_key_is_known(lock: Lock, request: AddLockKeysInBulk, outcome: Outcome) -> bool:
    return any(key.key_uuid in lock.keys for key in request.keys)
