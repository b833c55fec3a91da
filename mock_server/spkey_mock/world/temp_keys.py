"""The temporary keys for several doors of a world, created and read without requests."""

from collections.abc import Iterable
from typing import Literal, TypedDict, cast, get_args

from ..aggregates.requests import CreateCollectiveTempKey, CreateTempKey, NewDoor
from ..aggregates.temp_keys import TEMP_KEYS, TempKey
from ..service.credentials import Caller
from ..service.times import iso
from .clock import LATEST
from .seeding import SMALL, Collection, Seeder, check_several, finish

_DAY = 86_400_000

AccessMethod = Literal["key", "code", "both"]


class DoorOptions(TypedDict, total=False):
    """A door of a new temporary key."""

    lock_id: int | str
    label: str
    access_method: AccessMethod


class TempKeys(Collection[TempKey]):
    """The temporary keys for several doors of a world."""

    def __init__(self, seeder: Seeder) -> None:
        super().__init__(TEMP_KEYS, seeder)

    def create(
        self,
        doors: Iterable[int | str | DoorOptions],
        *,
        valid_from: str | None = None,
        valid_until: str | None = None,
        description: str | None = None,
        access_method: AccessMethod = "key",
        collective: bool = False,
        org_id: str | None = None,
    ) -> TempKey:
        """Create a temporary key.

        Args:
            doors: The doors, each as the number of its lock, or as a `DoorOptions` with the lock, the label and the
                access method.
            valid_from: The time from which the key is valid, such as `2026-11-05T16:00:00Z`; by default now.
            valid_until: The time at which the key expires; by default a day from now.
            description: A note on the key.
            access_method: The access method of the doors that have none of their own.
            collective: Whether to create a collective key.
            org_id: The organisation that creates the key; by default the world's. It needs no rights on the locks.

        Returns:
            The key with its doors and, if one of them takes a PIN, the PIN.

        Raises:
            NotFound: A lock does not exist.
            Invalid: The window is empty.
            ValueError: The doors or an access method are not valid.
            Full: A limit would be exceeded.
        """
        check_several("doors", doors, "[7]")
        now = self._seeder.now()
        request = (CreateCollectiveTempKey if collective else CreateTempKey)(
            valid_from=valid_from or iso(now),
            valid_until=valid_until or iso(min(now + _DAY, LATEST)),
            doors=tuple(_door(door, access_method) for door in doors),
            description=description,
        )
        if not request.doors:
            raise ValueError("doors must name at least one lock.")
        caller = Caller(org_id=org_id or self._seeder.org_id, superuser=True)
        created: TempKey = finish(self._seeder.execute([request], caller, {}, SMALL))
        return created

    def get(self, uuid: str) -> TempKey | None:
        """Return a temporary key, or None if the id is unknown."""
        return self._find(uuid)


def _door(door: object, access_method: AccessMethod) -> NewDoor:
    if isinstance(door, int | str):
        options = DoorOptions(lock_id=door)
    elif isinstance(door, dict) and "lock_id" in door:
        options = cast("DoorOptions", door)
    else:
        raise ValueError(f"doors must be numbers of locks, or DoorOptions with a lock_id, not {door!r:.100}.")
    method = options.get("access_method", access_method)
    if method not in get_args(AccessMethod):
        raise ValueError(f"access_method must be one of {', '.join(get_args(AccessMethod))}, not {method!r}.")
    return NewDoor(str(options.get("lock_id")), options.get("label"), method)
