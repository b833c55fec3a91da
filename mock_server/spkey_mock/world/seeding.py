"""The users of a world, made and read without requests."""

from collections.abc import Callable, Iterator
from typing import Protocol

from ..aggregates.users import AddPhysicalKey, Command, CreateUser, Profile, User
from ..store.memory import MemoryStore


class Execute(Protocol):
    """Carries out commands on a user, all or none, and gives the user after them."""

    def __call__(self, user_id: str, *commands: Command) -> User:
        """Carry them out, one after another."""
        ...


class Users:
    """The users of a world.

    Args:
        store: Where they are kept.
        execute: Carries out commands on them.
        new_id: Makes an id for a user.
        org_id: The organisation that creates users and issues keys where no other is named.
    """

    def __init__(
        self,
        store: MemoryStore,
        execute: Execute,
        new_id: Callable[[], str],
        org_id: str,
    ) -> None:
        self._store = store
        self._execute = execute
        self._new_id = new_id
        self._org_id = org_id

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
        """Create a user, if there is none, and add keys.

        Args:
            user_id: The id of the user; by default a new UUID.
            keys: How many keys to add.
            org_id: The organisation that creates the user and issues the keys; by default that of the world.
            email: The e-mail address of the user.
            first_name: The first name of the user.
            last_name: The last name of the user.

        Returns:
            The user after that.

        Raises:
            Full: There may not be so many users or keys. Nothing was done.
        """
        if keys < 0:
            raise ValueError(f"a user has 0 keys or more, not {keys}")
        user_id, org_id = user_id or self._new_id(), org_id or self._org_id
        create = CreateUser(user_id, Profile(email, first_name, last_name), org_id)
        return self._execute(user_id, create, *[AddPhysicalKey(org_id)] * keys)

    def get(self, user_id: str) -> User | None:
        """A user, or None if there is none of this id."""
        user = self._store.load(user_id)
        return user if user.version else None

    def __iter__(self) -> Iterator[User]:
        """The users, those that changed last last."""
        return iter(self._store.users())

    def __len__(self) -> int:
        return len(self._store)
