"""The state of a lock, and who has rights on it."""

import re
from collections.abc import Iterator
from typing import ClassVar

from attrs import Factory, field, frozen

from ...service.aggregate import JSON, Aggregate
from ...service.codec import present
from ...service.credentials import Caller
from ...service.errors import Forbidden, Problem
from ...service.event import Event
from ...service.keyed import Keyed
from ...service.state import State, length
from ...service.times import iso
from .keys import Keys
from .lock_temp_key import LockTempKey

_MOST = 2**53 - 1
"""The highest number that every client can read from JSON."""

_NUMBER = re.compile("[1-9][0-9]{0,15}", re.ASCII)


def number_problems(lock_id: str, *place: str | int) -> Iterator[Problem]:
    """Return the problems of the imported id of a lock, given its place."""
    if not _NUMBER.fullmatch(lock_id) or int(lock_id) > _MOST:
        yield Problem(f"The number of a lock must be from 1 to {_MOST}, in ASCII digits without leading zeros.", place)


@frozen
class Resident:
    """A resident of a lock.

    Attributes:
        user_id: The user.
        name: The name.
        email: The e-mail address that the resident was added with.
    """

    user_id: str
    name: str
    email: str | None = None

    @property
    def text(self) -> int:
        """The total length of the resident's texts, in characters."""
        return length(self.user_id, self.name, self.email)

    def to_json(self) -> JSON:
        """Return the resident as the details of a lock show it."""
        return present(userId=self.user_id, name=self.name, email=self.email)


def _by_user(_lock: object, _attribute: object, residents: Keyed[Resident]) -> None:
    if any(user_id != resident.user_id for user_id, resident in residents.items()):
        raise ValueError("Each resident must be listed by its own userId.")


def _text(lock: "Lock") -> int:
    own = length(lock.id, lock.uuid, lock.serial_number, lock.owner_id)
    return own + sum(resident.text for resident in lock.residents) + sum(key.text for key in lock.temp_keys)


@frozen(slots=False)
class Lock(State):
    """The state of a lock. Its `id` is its number as a string. The methods of the SDK take the number, `lock_id`.

    Attributes:
        uuid: The UUID, unique over all locks.
        serial_number: The serial number.
        owner_id: The user who owns the lock.
        moved: Whether the lock ever moved to another organisation.
        changed_at: The time of the last event, in epoch milliseconds.
        last_event: The name of the last event.
        keys: The keys.
        residents: The residents, by user.
        temp_keys: The temporary keys, by uuid.
        text: The total length of the texts of the lock, its residents and its temporary keys, in characters.
    """

    valued: ClassVar = ("uuid", "owner_id")

    uuid: str = ""
    serial_number: str | None = None
    owner_id: str | None = None
    moved: bool = False
    changed_at: int = 0
    last_event: str = ""
    keys: Keys = field(factory=Keys)
    residents: Keyed[Resident] = field(factory=Keyed[Resident], validator=_by_user)
    temp_keys: Keyed[LockTempKey] = field(factory=Keyed[LockTempKey])
    text: int = field(init=False, eq=False, repr=False, default=Factory(_text, takes_self=True))

    def problems(self) -> Iterator[Problem]:
        """Return the problems of an imported lock."""
        yield from number_problems(self.id, "lockId")
        for index, (uuid, key) in enumerate(self.temp_keys.items()):
            if uuid != key.uuid:
                yield Problem("Each temporary key must be listed under its own uuid.", ("tempKeys", index, 0))
            yield from key.problems("tempKeys", index, 1)

    @property
    def lock_id(self) -> int:
        """The number of the lock, which the methods of the SDK take, as in `client.locks.open(lock.lock_id)`."""
        return int(self.id)

    @property
    def unique(self) -> tuple[tuple[str, str], ...]:
        """The UUID, which no two locks share."""
        return (("uuid", self.uuid.lower()),) if self.uuid else ()

    @property
    def indexed(self) -> tuple[tuple[str, str], ...]:
        """The owner, by whom locks are found."""
        return () if self.owner_id is None else (("owner", self.owner_id),)

    @property
    def sizes(self) -> dict[str, int]:
        """How much of the limits `keys` and `text` the lock uses. Whatever takes memory of its own counts as a key."""
        count = len(self.keys) + len(self.residents) + len(self.temp_keys)
        return {"keys": count, "text": self.text + self.keys.text}

    def changed(self, event: Event["Lock"], at: int, **changes: object) -> "Lock":
        """Return the lock after an event, with these attributes changed."""
        return self.after(changed_at=at, last_event=type(event).__name__, **changes)


def lock_json(lock_id: str, uuid: str, at: int) -> JSON:
    """Return the properties that the public data of all events of a lock share."""
    return {"lockId": int(lock_id), "uuid": uuid, "timestamp": iso(at)}


def rights(lock: Lock, caller: Caller) -> None:
    """Check that a caller has rights on the lock: its organisation, its owner, a key holder, or a superuser key.

    If the lock does not exist, every caller passes, and the response is 404.
    """
    if caller.user_id is None or not lock.keys.are_held_by(caller.user_id):
        owner_or_org(lock, caller)


def owner_or_org(lock: Lock, caller: Caller) -> None:
    """Check that a caller is the lock's organisation, its owner or a superuser key. Key holders are rejected."""
    if lock.version and not caller.superuser and not _owns(lock, caller):
        raise Forbidden(f"The credential gives no rights on lock {lock.id}.", rule="rights_required")


def _owns(lock: Lock, caller: Caller) -> bool:
    if caller.org_id is not None:
        return caller.org_id == lock.org_id
    return caller.user_id is not None and caller.user_id == lock.owner_id


LOCKS = Aggregate("lock", Lock, access=rights)
