"""The opening of a door with a temporary key."""

from attrs import frozen

from ...service.aggregate import Context
from ...service.decision import Decision
from ...service.errors import NotFound
from ...service.event import Event
from ...service.message import redirect
from ..locks import LOCKS, Lock, LockOpenRequested
from ..locks.lock_temp_keys import TempKeyUsed
from .state import Door, TempKey, TempKeyOpened


@frozen
class Opening:
    """An opening of a door.

    Attributes:
        door: The number of the door in the key.
        lock: The lock.
        used: The event that counts the use on the lock.
    """

    door: int
    lock: Lock
    used: TempKeyUsed

    def is_offline(self, context: Context) -> bool:
        """Return whether the lock is offline. If so, the opening is queued."""
        return self.lock.id in context.outside.offline_locks

    @property
    def events(self) -> tuple[Event[Lock], ...]:
        """The events of the lock."""
        return LockOpenRequested(self.lock.uuid), self.used

    def redirected(self, path: str, context: Context, events: tuple[TempKeyOpened, ...] = ()) -> Decision:
        """Return the decision that records the opening and redirects to the confirmation below a path."""
        offline = "true" if self.is_offline(context) else "false"
        location = f"{path}/confirmation?door={self.door}&offline={offline}"
        return Decision(events, others=((LOCKS.name, self.lock.id, self.events),), response=redirect(location))


def opening(key: TempKey, door: Door, context: Context) -> Opening:
    """Return the opening of a door of a key.

    Raises:
        NotFound: The lock does not exist, because an import had the key without its lock.
    """
    lock = context.others.load(LOCKS, door.lock_id)
    if not lock.version:
        raise NotFound(f"There is no lock {door.lock_id}.")
    used = TempKeyUsed(key.id, door.lock_uuid, key.used_count + 1, context.caller.user_id)
    return Opening(door.id, lock, used)
