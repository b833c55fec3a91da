"""The state of a temporary key for several doors, and the events that change it, none of which is public."""

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from ...service.aggregate import JSON, Aggregate, anyone
from ...service.credentials import Caller
from ...service.errors import InvalidState, Problem
from ...service.state import State, length
from ...service.times import iso
from ..locks.lock_temp_key import id_problems
from ..locks.state import number_problems
from ..private_event import PrivateEvent
from ..window import Window

AccessMethod = Literal["key", "code", "both"]


@frozen
class Door:
    """A door of a key.

    Attributes:
        id: The number of the door in the key.
        lock_id: The id of its lock.
        lock_uuid: The UUID of its lock.
        label: The name of the door for the guest.
        access_method: Whether the key's link, its PIN, or both open the door.
    """

    id: int
    lock_id: str
    lock_uuid: str
    label: str | None = None
    access_method: AccessMethod = "key"

    @property
    def slides(self) -> bool:
        """Whether the key's link opens the door."""
        return self.access_method != "code"

    @property
    def takes_pin(self) -> bool:
        """Whether the key's PIN opens the door."""
        return self.access_method != "key"

    def to_json(self) -> JSON:
        """Return the door as responses show it."""
        return {
            "id": self.id,
            "lockId": self.lock_id,
            "lockUuid": self.lock_uuid,
            "label": self.label,
            "accessMethod": self.access_method,
        }


@frozen
class Creator:
    """The creator of a key.

    Attributes:
        id: The id of the user or organisation.
        is_user: Whether it is a user.
    """

    id: str
    is_user: bool

    @classmethod
    def of(cls, caller: Caller) -> "Creator":
        """Return the sender of a request."""
        return cls(caller.id, caller.user_id is not None)

    def __str__(self) -> str:
        return f"{'user' if self.is_user else 'organisation'} {self.id}"


@frozen(slots=False)
class TempKey(State):
    """The state of a key.

    Attributes:
        creator: The creator.
        window: When the key opens.
        description: A note.
        collective: Whether the key was created as a collective key.
        doors: The doors, in the order of their numbers, which count up from 1.
        pin: The PIN, if a door takes one.
        used_count: The number of openings.
        revoked_at: When the key was revoked, in epoch milliseconds.
    """

    creator: Creator = Creator("", is_user=False)
    window: Window = field(factory=Window)
    description: str | None = None
    collective: bool = False
    doors: tuple[Door, ...] = ()
    pin: str | None = field(default=None, repr=False)
    used_count: int = 0
    revoked_at: int | None = None

    def problems(self) -> Iterator[Problem]:
        """Return the problems of an imported key."""
        yield from id_problems(self.id, "tempKeyId")
        yield from self.window.problems("window")
        if not self.doors:
            yield Problem("A temporary key must have at least one door.", ("doors",))
        for index, door in enumerate(self.doors):
            if door.id != index + 1:
                message = f"The number of the door must be {index + 1}, not {door.id}."
                yield Problem(message, ("doors", index, "id"))
            yield from number_problems(door.lock_id, "doors", index, "lockId")
        if self.used_count < 0:
            yield Problem(f"usedCount must be at least 0, not {self.used_count}.", ("usedCount",))

    @property
    def unique(self) -> tuple[tuple[str, str], ...]:
        """The PIN on each lock that takes it. A revoked key frees its PIN."""
        if self.pin is None or self.revoked_at is not None:
            return ()
        return tuple(("pin", pin_at(door.lock_id, self.pin)) for door in self.doors if door.takes_pin)

    @property
    def indexed(self) -> tuple[tuple[str, str], ...]:
        """The creator and the locks, by which keys are listed."""
        locks = {door.lock_id: None for door in self.doors}
        return (("creator", str(self.creator)), *(("lock", lock_id) for lock_id in locks))

    @property
    def sizes(self) -> dict[str, int]:
        """How much of the limits `keys` and `text` the key uses. A door takes as much memory as a key on a lock."""
        texts = (self.id, self.creator.id, self.description, *(door.label for door in self.doors))
        return {"keys": len(self.doors), "text": self.window.text + length(*texts)}

    @property
    def url(self) -> str:
        """The path of the guest's page."""
        return f"/{'collective-' if self.collective else ''}temp-keys/{self.id}"

    @property
    def doors_json(self) -> list[JSON]:
        """The doors as responses show them."""
        return [door.to_json() for door in self.doors]

    def check_opens(self, at: int) -> None:
        """Check that the key opens at a time.

        Raises:
            InvalidState: The key is revoked, not yet valid or expired.
        """
        if self.revoked_at is not None:
            raise InvalidState("The key was revoked.", rule="within_window")
        self.window.check_open(at)

    def to_json(self) -> JSON:
        """Return the key as lists show it, without its PIN."""
        return {
            "uuid": self.id,
            "url": self.url,
            "validFrom": self.window.start,
            "validUntil": self.window.end,
            "description": self.description,
            "createdBy": self.creator.id,
            "createdAt": iso(self.created_at or 0),
            "revokedAt": None if self.revoked_at is None else iso(self.revoked_at),
            "doors": self.doors_json,
        }


def pin_at(lock_id: str, pin: str) -> str:
    """Return the value that identifies a PIN on a lock."""
    return f"{lock_id}:{pin}"


TEMP_KEYS = Aggregate("temp-key", TempKey, access=anyone, limit="temp_keys", path="uuid", public=False)


@TEMP_KEYS.event
@frozen
class TempKeyIssued(PrivateEvent[TempKey]):
    """The key was created."""

    creator: Creator
    window: Window
    doors: tuple[Door, ...]
    description: str | None = None
    collective: bool = False
    pin: str | None = field(default=None, repr=False)
    org_id: str | None = None

    def apply(self, state: TempKey, at: int) -> TempKey:
        """Return the new key."""
        return state.after(
            org_id=self.org_id,
            creator=self.creator,
            window=self.window,
            description=self.description,
            collective=self.collective,
            doors=self.doors,
            pin=self.pin,
        )


@TEMP_KEYS.event
@frozen
class TempKeyOpened(PrivateEvent[TempKey]):
    """The key opened the door with this number."""

    door: int

    def apply(self, state: TempKey, at: int) -> TempKey:
        """Return the key with one more use."""
        return state.after(used_count=state.used_count + 1)


@TEMP_KEYS.event
@frozen
class TempKeyRevoked(PrivateEvent[TempKey]):
    """The key was revoked."""

    def apply(self, state: TempKey, at: int) -> TempKey:
        """Return the revoked key."""
        return state.after(revoked_at=at)
