"""The locks that a user's app shows. They are labels, which give no right to open a lock."""

from attrs import frozen

from ...service.aggregate import JSON, Context
from ...service.errors import InvalidState
from ...service.event import Event
from ...service.outcome import Outcome
from ...service.times import iso
from ..requests import AddAccessibleLock, ListAccessibleLocks, RemoveAccessibleLock
from .belongings import AccessibleLock, AccessLevel
from .state import USERS, User


@USERS.event
@frozen
class AccessibleLockAdded(Event[User]):
    """A lock was added to the list."""

    lock_id: str
    lock_name: str
    access_level: AccessLevel
    granted_by: str

    @property
    def lock(self) -> AccessibleLock:
        """The added lock."""
        return AccessibleLock(self.lock_id, self.lock_name, self.access_level, self.granted_by)

    def apply(self, state: User, at: int) -> User:
        """Return the user with the lock in the list."""
        return state.after(
            accessible_locks=state.accessible_locks.put(self.lock_id, self.lock), text=state.text + self.lock.text
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock and its user."""
        return {"userId": aggregate_id, **self.lock.to_json()}


@USERS.event
@frozen
class AccessibleLockRemoved(Event[User]):
    """A lock was removed from the list."""

    lock_id: str
    removed_by: str
    reason: str

    def apply(self, state: User, at: int) -> User:
        """Return the user without the lock in the list."""
        lock = state.accessible_locks[self.lock_id]
        return state.after(accessible_locks=state.accessible_locks.remove(self.lock_id), text=state.text - lock.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the lock, the reason and the time."""
        return {
            "userId": aggregate_id,
            "lockId": self.lock_id,
            "removedBy": self.removed_by,
            "reason": self.reason,
            "removedAt": iso(at),
        }


@USERS.command(AddAccessibleLock)
def add_accessible_lock(user: User, request: AddAccessibleLock, context: Context) -> AccessibleLockAdded:
    """Add a lock to the list. Its validity is accepted but not applied."""
    if request.lock_id in user.accessible_locks:
        raise InvalidState(f"Lock {request.lock_id} is already in the user's list.", rule="lock_only_once")
    return AccessibleLockAdded(request.lock_id, request.lock_name, request.access_level, request.granted_by)


@USERS.command(RemoveAccessibleLock)
def remove_accessible_lock(user: User, request: RemoveAccessibleLock, context: Context) -> AccessibleLockRemoved:
    """Remove a lock from the list."""
    if request.lock_id not in user.accessible_locks:
        raise InvalidState(f"Lock {request.lock_id} is not in the user's list.", rule="lock_must_be_listed")
    return AccessibleLockRemoved(request.lock_id, request.removed_by, request.reason)


@USERS.query(ListAccessibleLocks)
def list_accessible_locks(user: User, request: ListAccessibleLocks, context: Context) -> JSON:
    """Return the list, in the order of addition."""
    return {"locks": [lock.to_json() for lock in user.accessible_locks], "totalCount": len(user.accessible_locks)}


USERS.reached_by_any(
    "accessible_locks.add.event_recorded",
    "accessible_locks.add.lock_not_checked",
    "accessible_locks.remove.event_recorded",
    on="event",
)


@USERS.rule("accessible_locks.add.validity_not_applied", on="event")
def _validity_is_sent(user: User, request: AddAccessibleLock, outcome: Outcome) -> bool:
    return (request.valid_from, request.valid_until) != (None, None)


@USERS.rule("accessible_locks.list.every_lock_listed")
def _locks_are_listed(user: User, request: ListAccessibleLocks, outcome: Outcome) -> bool:
    return len(user.accessible_locks) > 0
