"""The locks of a world, created and read without requests."""

from collections.abc import Generator, Iterable, Iterator
from itertools import count

from ..aggregates.locks import LOCKS, Lock
from ..aggregates.requests import AddLockKey, AddResident, CreateLock
from ..aggregates.users import USERS
from ..service.aggregate import TypedRequest
from ..service.arguments import check_count, check_texts, several
from ..service.credentials import Caller
from ..service.state import length
from .seeding import LARGE, SMALL, Collection, Seeder, finish

_UUID = 36
"""The length of the id of a key."""


class Locks(Collection[Lock]):
    """The locks of a world."""

    def __init__(self, seeder: Seeder) -> None:
        super().__init__(LOCKS, seeder)

    def create(
        self,
        lock_id: int | str | None = None,
        *,
        owner: str | None = None,
        keys: int = 0,
        holders: Iterable[str] = (),
        residents: Iterable[str] = (),
        org_id: str | None = None,
        uuid: str | None = None,
        serial_number: str | None = None,
    ) -> Lock:
        """Create a lock, unless the lock exists, and add keys and residents.

        Args:
            lock_id: The lock's number; by default the next free one.
            owner: The id of the user who owns the lock.
            keys: The number of keys to add that no user holds.
            holders: The ids of users to add a key for, each of whom gets rights on the lock.
            residents: The ids of users to add as residents. Existing users are added with their names.
            org_id: The organisation that the lock belongs to; by default the world's.
            uuid: The lock's UUID; by default a new one.
            serial_number: The lock's serial number.

        Returns:
            The lock with the keys and residents.

        Raises:
            ValueError: An argument is invalid. Nothing was changed.
            Full: A limit would be exceeded. Nothing was changed.
            InvalidState: Another lock has the UUID. Nothing was changed.
            Unreachable: The keys cannot be added, because the lock is offline.
        """
        return finish(
            self.create_in_slices(
                lock_id,
                owner=owner,
                keys=keys,
                holders=holders,
                residents=residents,
                org_id=org_id,
                uuid=uuid,
                serial_number=serial_number,
                size=LARGE,
            )
        )

    def create_in_slices(
        self,
        lock_id: int | str | None = None,
        *,
        owner: str | None = None,
        keys: int = 0,
        holders: Iterable[str] = (),
        residents: Iterable[str] = (),
        org_id: str | None = None,
        uuid: str | None = None,
        serial_number: str | None = None,
        size: int = SMALL,
    ) -> Generator[None, None, Lock]:
        """Create a lock like `create`, but yield after each `size` keys to let other requests run."""
        check_count("keys", keys)
        check_texts(owner=owner, org_id=org_id, uuid=uuid, serial_number=serial_number)
        holders, residents = several("holders", holders, "['u1']", str), several("residents", residents, "['u1']", str)
        number = self._free_number() if lock_id is None else _number(lock_id)
        lock, seeder = self._repository.load(LOCKS, str(number)), self._seeder
        create = CreateLock(number, number, uuid or seeder.new_id(), serial_number, owner_id=owner)
        held_by = [*holders, *(None for _ in range(keys))]
        text = sum(_UUID + len(holder or "") for holder in held_by)
        more = [self._resident(number, it) for it in dict.fromkeys(residents) if it not in lock.residents]
        text += sum(length(it.user_id, it.name, it.email) for it in more)
        room = {"locks": int(not lock.version), "keys": len(held_by) + len(more), "text": text}

        def requests() -> Iterator[TypedRequest]:
            yield create
            for index, holder in enumerate(held_by, len(lock.keys) + 1):
                yield AddLockKey(number, seeder.new_id(), index, holder)
            yield from more

        created: Lock = yield from seeder.execute(requests(), Caller(org_id=org_id or seeder.org_id), room, size)
        return created

    def _free_number(self) -> int:
        return next(number for number in count(len(self) + 1) if self._find(str(number)) is None)

    def _resident(self, number: int, user_id: str) -> AddResident:
        user = self._repository.load(USERS, user_id)
        name = " ".join(filter(None, (user.first_name, user.last_name)))
        return AddResident(number, name or user_id, user.email, user_id=user_id)

    def get(self, lock_id: int | str) -> Lock | None:
        """Return a lock, or None if the number is unknown."""
        return self._find(str(lock_id))


def _number(lock_id: int | str) -> int:
    text = str(lock_id)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 2**53):
        raise ValueError(f"lock_id must be a whole number of at least 1, not {lock_id!r}.")
    return int(text)
