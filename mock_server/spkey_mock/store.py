"""Where users are kept: a protocol of two methods, and a store in memory."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from threading import Lock
from typing import Protocol

from spkey_mock.errors import Full
from spkey_mock.limits import Limits
from spkey_mock.users import Event, User, evolve


class ConflictError(Exception):
    """The user is no longer at the version that an append expected."""


class Store(Protocol):
    """Keeps users as the events that happened to them. Any thread may call it."""

    def load(self, user_id: str) -> User:
        """The user as of now, at version 0 if nothing was ever recorded of them."""
        ...

    def append(self, user_id: str, expected_version: int, events: Sequence[Event]) -> User:
        """Record events of a user, all or none, and return the user after them.

        Raises:
            ConflictError: The user is not at the expected version. Nothing was recorded.
            Full: There is no room for them. Nothing was recorded.
        """
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of a user, and the version that the user had after it."""

    user_id: str
    version: int
    event: Event


class MemoryStore:
    """A store that lasts as long as its process.

    Args:
        limits: How many users, keys and events it keeps.

    Attributes:
        forgotten: How many events it no longer remembers. What became of the user stays.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._users: dict[str, User] = {}  # those that changed last are last
        self._keys = 0  # in all inventories together
        self._events: deque[Recorded] = deque(maxlen=self._limits.events)
        self._lock = Lock()
        self.forgotten = 0

    def load(self, user_id: str) -> User:
        """The user as of now, at version 0 if nothing was ever recorded of them."""
        return self._users.get(user_id) or User(user_id)

    def append(self, user_id: str, expected_version: int, events: Sequence[Event]) -> User:
        """Record events of a user, all or none, and return the user after them.

        Raises:
            ConflictError: The user is not at the expected version. Nothing was recorded.
            Full: There is no room for them. Nothing was recorded.
        """
        with self._lock:
            user = self.load(user_id)
            if user.version != expected_version:
                raise ConflictError(user_id)
            changed = reduce(evolve, events, user)
            keys = self._keys + len(changed.keys) - len(user.keys)
            self._check_room(len(self._users) + (not user.version), keys)
            for version, event in enumerate(events, user.version + 1):
                self._remember(Recorded(user_id, version, event))
            self._users.pop(user_id, None)
            self._users[user_id] = changed
            self._keys = keys
            return changed

    def users(self) -> list[User]:
        """The users, those that changed last last."""
        with self._lock:
            return list(self._users.values())

    def events(self, user_id: str | None = None) -> tuple[Recorded, ...]:
        """What was recorded of a user or of all, oldest first, as far as it is remembered."""
        with self._lock:
            return tuple(item for item in self._events if user_id in (None, item.user_id))

    def __len__(self) -> int:
        return len(self._users)

    def restore(self, users: Iterable[User] = (), events: Iterable[Recorded] = ()) -> None:
        """Put other users and events in the place of all that there are.

        Raises:
            Full: They are too many. Nothing was changed.
        """
        replaced = {user.id: user for user in users}
        keys = sum(len(user.keys) for user in replaced.values())
        with self._lock:
            self._check_room(len(replaced), keys)
            self._users = replaced
            self._keys = keys
            self._events.clear()
            self.forgotten = 0
            for item in events:
                self._remember(item)

    def _remember(self, item: Recorded) -> None:
        if len(self._events) == self._limits.events:
            self.forgotten += 1
        self._events.append(item)

    def _check_room(self, users: int, keys: int) -> None:
        for name, count, limit in (("users", users, self._limits.users), ("keys", keys, self._limits.keys)):
            if count > limit:
                raise Full(
                    f"There may not be more than {limit} {name} in this world: reset it, or raise Limits.{name}."
                )
