"""Where users are kept: a protocol of two methods, and a store in memory."""

from collections.abc import Sequence
from functools import reduce
from threading import Lock
from typing import Protocol

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
        """
        ...


class MemoryStore:
    """A store that lasts as long as its process."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}
        self._events: dict[str, list[Event]] = {}
        self._lock = Lock()

    def load(self, user_id: str) -> User:
        """The user as of now, at version 0 if nothing was ever recorded of them."""
        return self._users.get(user_id) or User(user_id)

    def append(self, user_id: str, expected_version: int, events: Sequence[Event]) -> User:
        """Record events of a user, all or none, and return the user after them.

        Raises:
            ConflictError: The user is not at the expected version. Nothing was recorded.
        """
        with self._lock:
            user = self.load(user_id)
            if user.version != expected_version:
                raise ConflictError(user_id)
            user = reduce(evolve, events, user)
            self._events.setdefault(user_id, []).extend(events)
            self._users[user_id] = user
            return user

    def events(self, user_id: str) -> tuple[Event, ...]:
        """What was recorded of a user, oldest first."""
        return tuple(self._events.get(user_id, ()))
