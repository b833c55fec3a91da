"""The users of a world, created and read without requests."""

from collections.abc import Generator
from itertools import chain, repeat

from ..aggregates.phone_number import normalise
from ..aggregates.requests import AddPhysicalKey, CreateUser, UpdateUserPhoneNumber
from ..aggregates.users import USERS, User
from ..service.aggregate import TypedRequest
from ..service.arguments import check_count, check_texts
from ..service.credentials import Caller
from ..service.state import length
from .seeding import LARGE, SMALL, Collection, Seeder, finish


class Users(Collection[User]):
    """The users of a world."""

    def __init__(self, seeder: Seeder) -> None:
        super().__init__(USERS, seeder)

    def create(
        self,
        user_id: str | None = None,
        *,
        keys: int = 0,
        org_id: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone_number: str | None = None,
    ) -> User:
        """Create a user, unless the user exists, and add keys.

        Args:
            user_id: The user's id; by default a new UUID.
            keys: The number of keys to add.
            org_id: The organisation that creates the user and issues the keys; by default the world's.
            email: The user's e-mail address, which no other user may have.
            first_name: The user's first name.
            last_name: The user's last name.
            phone_number: The user's phone number, which no other user may have.

        Returns:
            The user with the keys.

        Raises:
            ValueError: An argument is invalid. Nothing was changed.
            Full: A limit would be exceeded. Nothing was changed.
            InvalidState: Another user has the e-mail address. Nothing was changed.
            Conflict: Another user has the phone number. Nothing was changed.
        """
        return finish(
            self.create_in_slices(
                user_id,
                keys=keys,
                org_id=org_id,
                email=email,
                first_name=first_name,
                last_name=last_name,
                phone_number=phone_number,
                size=LARGE,
            )
        )

    def create_in_slices(
        self,
        user_id: str | None = None,
        *,
        keys: int = 0,
        org_id: str | None = None,
        email: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        phone_number: str | None = None,
        size: int = SMALL,
    ) -> Generator[None, None, User]:
        """Create a user like `create`, but yield after each `size` keys to let other requests run."""
        check_count("keys", keys)
        check_texts(
            user_id=user_id,
            org_id=org_id,
            email=email,
            first_name=first_name,
            last_name=last_name,
            phone_number=phone_number,
        )
        seeder = self._seeder
        user_id, org_id = user_id or seeder.new_id(), org_id or seeder.org_id
        user = self._repository.load(USERS, user_id)
        requests: list[TypedRequest] = [CreateUser(user_id, user_id, email, first_name, last_name)]
        if phone_number is not None and _normal(phone_number) != user.phone_number:
            requests.append(UpdateUserPhoneNumber(user_id, phone_number))
        text = keys * len(org_id)
        if not user.version:
            text += length(user_id, email, first_name, last_name, phone_number)
        room = {"users": int(not user.version), "keys": keys, "text": text}
        commands = chain(requests, repeat(AddPhysicalKey(user_id, org_id), keys))
        created: User = yield from seeder.execute(commands, Caller(org_id=org_id), room, size)
        return created

    def get(self, user_id: str) -> User | None:
        """Return a user, or None if the id is unknown."""
        return self._find(user_id)


def _normal(phone_number: str) -> str:
    try:
        return normalise(phone_number)
    except ValueError:
        message = "phone_number must be an international phone number, which begins with + or 00."
        raise ValueError(message) from None
