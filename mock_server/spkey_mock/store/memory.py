"""Where users are kept: a protocol of two methods, and a store in memory."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from threading import Lock
from typing import Protocol

from ..aggregates.users import (
    Event,
    PhysicalKey,
    PhysicalKeyAdded,
    PhysicalKeyRemoved,
    Profile,
    User,
    UserCreated,
    evolve,
)
from ..service.errors import Full
from ..world.limits import Limits


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
        self._events: deque[Recorded] = deque()
        self._keys = 0  # in all inventories together
        self._text = 0  # of users and keys, in characters
        self._told = 0  # of events, in characters
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
            # A user who was restored may have the expected version, and have given out the numbers already.
            stale = any(isinstance(it, PhysicalKeyAdded) and it.key.number < user.next_number for it in events)
            if user.version != expected_version or stale:
                raise ConflictError(user_id)
            changed = reduce(evolve, events, user)
            keys = self._keys + len(changed.keys) - len(user.keys)
            text = self._text + sum(_text_gained(user, event) for event in events)
            self._check_room(len(self._users) + (not user.version), keys, text)
            for version, event in enumerate(events, user.version + 1):
                self._remember(Recorded(user_id, version, event))
            self._users.pop(user_id, None)
            self._users[user_id] = changed
            self._keys, self._text = keys, text
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
        keys = [key for user in replaced.values() for key in user.keys.values()]
        text = sum(map(_text_of_key, keys)) + sum(_text_of(user.id, user.profile) for user in replaced.values())
        with self._lock:
            self._check_room(len(replaced), len(keys), text)
            self._users, self._keys, self._text = replaced, len(keys), text
            self._events.clear()
            self._told = self.forgotten = 0
            for item in events:
                self._remember(item)

    def _remember(self, item: Recorded) -> None:
        self._events.append(item)
        self._told += _text_of_event(item.event)
        while len(self._events) > self._limits.events or self._told > self._limits.text:
            self._told -= _text_of_event(self._events.popleft().event)
            self.forgotten += 1

    def _check_room(self, users: int, keys: int, text: int) -> None:
        limits = self._limits
        for name, what, count, limit in (
            ("users", "users", users, limits.users),
            ("keys", "keys", keys, limits.keys),
            ("text", "characters of text", text, limits.text),
        ):
            if count > limit:
                raise Full(
                    f"There may not be more than {limit} {what} in this world: reset it, or raise Limits.{name}."
                )


def _text_gained(user: User, event: Event) -> int:
    """By how many characters the texts of a user grow with an event."""
    if isinstance(event, PhysicalKeyRemoved):
        key = user.keys.get(event.number)
        return 0 if key is None else -_text_of_key(key)
    return _text_of_event(event)


def _text_of_event(event: Event) -> int:
    match event:
        case UserCreated():
            return _text_of(event.user_id, event.profile)
        case PhysicalKeyAdded():
            return _text_of_key(event.key)
        case PhysicalKeyRemoved():
            return 0


def _text_of(user_id: str, profile: Profile) -> int:
    return len(user_id) + sum(len(text or "") for text in (profile.email, profile.first_name, profile.last_name))


def _text_of_key(key: PhysicalKey) -> int:
    return len(key.org_id) + len(key.org_name or "") + len(key.note or "")
