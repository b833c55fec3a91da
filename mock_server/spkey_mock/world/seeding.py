"""Seeding: creates and reads users without requests."""

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Protocol

from ..aggregates.requests import AddPhysicalKey, CreateUser
from ..aggregates.users import USERS, User
from ..service.aggregate import TypedRequest
from ..service.bounds import Reservation
from ..service.credentials import Caller
from ..service.errors import Invalid
from ..service.repository import Repository

_SMALL = 20
"""Keys of a slice that lets other requests of the event loop run: about a millisecond of work."""

_LARGE = 250
"""Keys of a slice that lets other threads run."""


class Execute(Protocol):
    """Executes commands on one aggregate atomically and returns the new state."""

    def __call__(self, requests: Sequence[TypedRequest], caller: Caller, reservation: Reservation) -> User:
        """Execute the commands in order."""
        ...


class Users:
    """The users of a world.

    Args:
        repository: The states of the users.
        execute: Executes commands on a user.
        new_id: Generates an id for a user.
        org_id: The default organisation, which creates users and issues keys.
    """

    def __init__(self, repository: Repository, execute: Execute, new_id: Callable[[], str], org_id: str) -> None:
        self._repository = repository
        self._execute = execute
        self._new_id = new_id
        self._org_id = org_id
        self._ended = False

    def end(self) -> None:
        """End the creations in progress, because the world was reset."""
        self._ended = True

    def create(
        self,
        user_id: str | None = None,
        *,
        keys: int = 0,
        org_id: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
    ) -> User:
        """Create a user, unless the user exists, and add keys.

        Args:
            user_id: The user's id; by default a new UUID.
            keys: The number of keys to add.
            org_id: The organisation that creates the user and issues the keys; by default the world's.
            email: The user's e-mail address.
            first_name: The user's first name.
            last_name: The user's last name.

        Returns:
            The user with the keys.

        Raises:
            Full: A limit would be exceeded. Nothing was changed.
        """
        slices = self.create_in_slices(
            user_id, keys=keys, org_id=org_id, email=email, first_name=first_name, last_name=last_name, size=_LARGE
        )
        while True:
            try:
                next(slices)
            except StopIteration as end:
                user: User = end.value
                return user

    def create_in_slices(
        self,
        user_id: str | None = None,
        *,
        keys: int = 0,
        org_id: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        size: int = _SMALL,
    ) -> Generator[None, None, User]:
        """Create a user like `create`, but yield after each `size` keys to let other requests run."""
        if keys < 0:
            raise ValueError(f"keys must be at least 0, not {keys}.")
        user_id, org_id = user_id or self._new_id(), org_id or self._org_id
        user = self._repository.load(USERS, user_id)
        create = CreateUser(user_id, user_id, email, first_name, last_name)
        text = keys * len(org_id)
        if not user.version:
            text += len(user_id) + len(email or "") + len(first_name or "") + len(last_name or "")
        room = {"users": int(not user.version), "keys": keys, "text": text}
        incarnation = self._repository.incarnation
        requests: Iterator[TypedRequest] = chain([create], repeat(AddPhysicalKey(user_id, org_id), keys))
        batch = list(islice(requests, size))
        with self._repository.reserve(room) as reservation:
            while True:
                user = self._execute(batch, Caller(org_id=org_id), reservation)
                batch = list(islice(requests, size))
                if not batch:
                    return user
                yield
                if self._ended or self._repository.incarnation != incarnation:
                    raise Invalid("The world was reset or a state was imported meanwhile. Create the user again.")

    def get(self, user_id: str) -> User | None:
        """Return a user, or None if the id is unknown."""
        user = self._repository.load(USERS, user_id)
        return user if user.version else None

    def latest(self, limit: int) -> list[User]:
        """Return the most recently changed users, latest change first."""
        return self._repository.latest(USERS, limit)

    def __iter__(self) -> Iterator[User]:
        """Iterate over the users, least recently changed first."""
        return iter(self._repository.states(USERS))

    def __len__(self) -> int:
        return self._repository.count(USERS)
