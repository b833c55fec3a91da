"""The user aggregate: what can be asked of a user, what can happen to one, and what follows from that.

`decide` says which events a command causes, and `evolve` what an event makes of a user. Both are pure, and
nothing else changes a user.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ..service.errors import KeyHidden, KeyNotFound, Problem, UserNotFound

Status = Literal["ACTIVE", "INACTIVE", "SUSPENDED"]


@dataclass(frozen=True, slots=True)
class PhysicalKey:
    """A physical key in an inventory.

    Attributes:
        number: Unique within the inventory of its user, for all time.
        org_id: The organisation that issued the key.
        added_at: When it was added, in epoch milliseconds.
        org_name: The name of that organisation.
        note: A remark.
    """

    number: int
    org_id: str
    added_at: int
    org_name: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person. Only the profile query shows it."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """The state of one user; as made from an id alone, that of a user who does not exist.

    Attributes:
        id: The id by which paths name the user.
        version: How many events were recorded, 0 if the user does not exist.
        org_id: The organisation to whom the user belongs: that of the credential by which the user was created, if any.
        next_number: The number of the next key. It never falls.
        keys: The inventory, by ascending number.
    """

    id: str
    version: int = 0
    org_id: str | None = None
    status: Status = "ACTIVE"
    profile: Profile = Profile()
    next_number: int = 1
    keys: Mapping[int, PhysicalKey] = field(default_factory=dict[int, PhysicalKey])

    def require(self) -> None:
        """Refuse to go on if the user does not exist.

        Raises:
            UserNotFound: The user does not exist.
        """
        if not self.version:
            raise UserNotFound(
                Problem(f"There is no user {self.id}.", wire=f"Aggregate not found: UserAggregate/{self.id}")
            )

    def key(self, number: int, org_id: str | None) -> PhysicalKey:
        """The key with this number, as an organisation sees it, or as its owner does where `org_id` is None.

        Raises:
            KeyNotFound: There is none.
            KeyHidden: Another organisation issued it, which is not told.
        """
        key = self.keys.get(number)
        if key is not None and org_id in (None, key.org_id):
            return key
        raise (KeyNotFound if key is None else KeyHidden)(f"There is no physical key {number} in the inventory.")


@dataclass(frozen=True, slots=True)
class CreateUser:
    """Create the user, for `org_id` if an organisation asks.

    `user_id` is the id in the body, which the event repeats; the path names the user.
    """

    user_id: str
    profile: Profile = Profile()
    org_id: str | None = None


@dataclass(frozen=True, slots=True)
class AddPhysicalKey:
    """Add a key that `org_id` issues."""

    org_id: str
    org_name: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RemovePhysicalKey:
    """Remove a key, for the organisation `caller_org_id`, or for its owner where that is None."""

    number: int
    caller_org_id: str | None = None


Command = CreateUser | AddPhysicalKey | RemovePhysicalKey


@dataclass(frozen=True, slots=True)
class UserCreated:
    """The user was created, at a time in epoch milliseconds. Profile and organisation are for the aggregate only."""

    user_id: str
    status: Status
    profile: Profile
    created_at: int
    org_id: str | None = None


@dataclass(frozen=True, slots=True)
class PhysicalKeyAdded:
    """The key was put into the inventory."""

    user_id: str
    key: PhysicalKey


@dataclass(frozen=True, slots=True)
class PhysicalKeyRemoved:
    """The key with this number was taken out of the inventory, at a time in epoch milliseconds."""

    user_id: str
    number: int
    removed_at: int


Event = UserCreated | PhysicalKeyAdded | PhysicalKeyRemoved


def decide(user: User, command: Command, now: int) -> tuple[Event, ...]:
    """The events that the command causes, in order; none if there is nothing to do.

    Args:
        user: The user as of now.
        command: What is asked.
        now: The time, in epoch milliseconds.

    Raises:
        NotFound: The command needs a user or a key that does not exist.
    """
    if isinstance(command, CreateUser):
        created = UserCreated(command.user_id, "ACTIVE", command.profile, now, command.org_id)
        return () if user.version else (created,)
    user.require()
    if isinstance(command, AddPhysicalKey):
        key = PhysicalKey(user.next_number, command.org_id, now, command.org_name, command.note)
        return (PhysicalKeyAdded(user.id, key),)
    key = user.key(command.number, command.caller_org_id)
    return (PhysicalKeyRemoved(user.id, key.number, now),)


def occurred_at(event: Event) -> int:
    """When the event happened, in epoch milliseconds."""
    match event:
        case UserCreated():
            return event.created_at
        case PhysicalKeyAdded():
            return event.key.added_at
        case PhysicalKeyRemoved():
            return event.removed_at


def evolve(user: User, event: Event) -> User:
    """The user after the event."""
    version = user.version + 1
    match event:
        case UserCreated():
            return replace(user, version=version, org_id=event.org_id, status=event.status, profile=event.profile)
        case PhysicalKeyAdded(key=key):
            keys = {**user.keys, key.number: key}
            return replace(user, version=version, keys=keys, next_number=max(user.next_number, key.number + 1))
        case PhysicalKeyRemoved(number=number):
            keys = {kept: key for kept, key in user.keys.items() if kept != number}
            return replace(user, version=version, keys=keys)
