"""The temporary keys for several doors of a world, created and read without requests."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypedDict, cast, get_args

from ..aggregates.requests import CreateCollectiveTempKey, CreateTempKey, NewDoor
from ..aggregates.temp_keys import TEMP_KEYS, TempKey
from ..service.arguments import check_texts, several
from ..service.credentials import Caller
from ..service.times import iso, since_epoch
from .seeding import SMALL, Collection, Seeder, finish

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
        valid_from: str | datetime | None = None,
        valid_until: str | datetime | None = None,
        description: str | None = None,
        access_method: AccessMethod = "key",
        collective: bool = False,
        org_id: str | None = None,
    ) -> TempKey:
        """Create a temporary key.

        Args:
            doors: The doors, each as the number of its lock, or as a `DoorOptions` with the lock, the label and the
                access method.
            valid_from: The time from which the key is valid, as an aware datetime or a string such as
                `2026-11-05T16:00:00Z`; by default now.
            valid_until: The time at which the key expires; by default a day from now.
            description: A note on the key.
            access_method: The access method of the doors that have none of their own.
            collective: Whether to create a collective key.
            org_id: The organisation that creates the key; by default the world's. It needs no rights on the locks.

        Returns:
            The key with its doors and, if one of them takes a PIN, the PIN.

        Raises:
            NotFound: A lock does not exist.
            Invalid: The window is empty, or one of its times is not valid.
            ValueError: An argument is invalid.
            Full: A limit would be exceeded.
        """
        chosen = several("doors", doors, "[7]")
        if not chosen:
            raise ValueError("doors must name at least one lock.")
        check_texts(description=description, org_id=org_id)
        if collective not in (True, False):
            raise ValueError(f"collective must be True or False, not {collective!r:.100}.")
        now = self._seeder.now()
        request = (CreateCollectiveTempKey if collective else CreateTempKey)(
            valid_from=iso(now) if valid_from is None else _text("valid_from", valid_from),
            valid_until=iso(now + _DAY) if valid_until is None else _text("valid_until", valid_until),
            doors=tuple(_door(door, access_method) for door in chosen),
            description=description,
        )
        caller = Caller(org_id=org_id or self._seeder.org_id, superuser=True)
        created: TempKey = finish(self._seeder.execute([request], caller, {}, SMALL))
        return created

    def get(self, uuid: str) -> TempKey | None:
        """Return a temporary key, or None if the id is unknown."""
        return self._find(uuid)


def _text(name: str, time: object) -> str:
    if isinstance(time, str):
        return time  # the service checks it
    if isinstance(time, datetime) and time.utcoffset() is not None:
        return iso(since_epoch(time))
    raise ValueError(
        f"{name} must be a time in UTC such as 2026-11-05T16:00:00Z, or an aware datetime, not {time!r:.100}."
    )


def _door(door: object, access_method: AccessMethod) -> NewDoor:
    options = cast("DoorOptions", door if isinstance(door, dict) else {"lock_id": door})
    lock_id: object = options.get("lock_id")
    if isinstance(lock_id, bool) or not isinstance(lock_id, int | str):
        message = f"doors must be numbers of locks, or DoorOptions with a lock_id, not {door!r:.100}."
        raise ValueError(message)  # noqa: TRY004 - like any other invalid value
    known = DoorOptions.__annotations__
    if unknown := [name for name in options if name not in known]:
        raise ValueError(f"Unknown door option {unknown[0]!r}. Known: {', '.join(known)}.")
    check_texts(label=options.get("label"))
    method = options.get("access_method", access_method)
    if method not in get_args(AccessMethod):
        raise ValueError(f"access_method must be one of {', '.join(get_args(AccessMethod))}, not {method!r}.")
    return NewDoor(str(lock_id), options.get("label"), method)
