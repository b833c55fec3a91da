"""The state of a user, and who may access it."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from attrs import Factory, field, frozen

from ...service.aggregate import JSON, Aggregate, Reader
from ...service.codec import present
from ...service.credentials import Caller
from ...service.errors import Forbidden, NotFound, Problem
from ...service.keyed import Keyed
from ...service.numbered import Numbered
from ...service.state import State, length
from .. import email_address, phone_number
from .belongings import AccessibleLock, Belonging, Device, LicensePlate, WalletKey

Status = Literal["ACTIVE", "INACTIVE", "SUSPENDED"]


@frozen
class PhysicalKey:
    """A physical key in an inventory.

    Attributes:
        number: The key's number, unique within the user's inventory, never reused.
        org_id: The organisation that issued the key.
        added_at: When the key was added, in epoch milliseconds.
        org_name: The name of that organisation.
        note: A note on the key.
    """

    number: int
    org_id: str
    added_at: int
    org_name: str | None = None
    note: str | None = None

    @property
    def text(self) -> int:
        """The total length of the key's texts, in characters."""
        return length(self.org_id, self.org_name, self.note)

    def to_json(self) -> JSON:
        """Return the key as responses show it."""
        return key_json(self.number, self.org_id, self.org_name, self.note, self.added_at)


def key_json(number: int, org_id: str, org_name: str | None, note: str | None, added_at: int) -> JSON:
    """Return a key as responses and events show it."""
    return present(number=number, orgId=org_id, orgName=org_name, note=note, addedAt=added_at)


def _text(user: "User") -> int:
    texts = (user.id, user.email, user.first_name, user.last_name, user.phone_number)
    wallet = () if user.wallet_key is None else (user.wallet_key,)
    things: tuple[PhysicalKey | Belonging, ...] = (
        *user.keys,
        *wallet,
        *user.accessible_locks,
        *user.license_plates,
        *user.devices,
    )
    return length(*texts) + sum(thing.text for thing in things)


@frozen(slots=False)
class User(State):
    """The state of a user.

    Attributes:
        status: Whether the user is active.
        email: The e-mail address.
        first_name: The first name.
        last_name: The last name.
        phone_number: The phone number in its normal form.
        next_number: The number of the next key. It never decreases.
        keys: The inventory.
        wallet_key: The key in the wallet.
        accessible_locks: The locks that the app shows, by id.
        license_plates: The licence plates, by their normal form.
        devices: The linked devices, by id.
        text: The total length of the user's texts, in characters.
    """

    valued: ClassVar = ("email", "phone_number")

    status: Status = "ACTIVE"
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None
    next_number: int = 1
    keys: Numbered[PhysicalKey] = field(factory=Numbered[PhysicalKey])
    wallet_key: WalletKey | None = None
    accessible_locks: Keyed[AccessibleLock] = field(factory=Keyed[AccessibleLock])
    license_plates: Keyed[LicensePlate] = field(factory=Keyed[LicensePlate])
    devices: Keyed[Device] = field(factory=Keyed[Device])
    text: int = field(init=False, eq=False, repr=False, default=Factory(_text, takes_self=True))

    def problems(self) -> Iterator[Problem]:
        """Return the problems of an imported user."""
        for name, id_, entries in (
            ("accessibleLocks", "lockId", ((key, it.lock_id) for key, it in self.accessible_locks.items())),
            ("licensePlates", "plate", ((key, it.plate) for key, it in self.license_plates.items())),
            ("devices", "deviceId", ((key, it.device_id) for key, it in self.devices.items())),
        ):
            for index, (key, own) in enumerate(entries):
                if key != own:
                    yield Problem(f"The key must be the {id_} of the value.", (name, index, 0))

    @property
    def unique(self) -> tuple[tuple[str, str], ...]:
        """The values that no other user has: the e-mail address and the phone number, in their normal forms."""
        email = (("email", email_address.normalise(self.email)),) if self.email else ()
        return email if self.phone_number is None else (*email, ("phone", self.phone_number))

    @property
    def sizes(self) -> dict[str, int]:
        """How much of the limits `keys` and `text` the user uses. Whatever takes memory of its own counts as a key."""
        count = self.keys.count + self.accessible_locks.count + self.license_plates.count + self.devices.count
        return {"keys": count, "text": self.text}

    def key(self, number: int, scope: str | None) -> PhysicalKey:
        """Return the key with this number. `scope` limits it to one organisation's keys; None means any key.

        Raises:
            NotFound: The key is not in the inventory, or another organisation issued it.
        """
        key = self.keys.get(number)
        if key is not None and scope in (None, key.org_id):
            return key
        rule = "key_must_be_in_inventory" if key is None else "other_org_not_found"
        raise NotFound(f"There is no physical key {number} in the inventory.", rule=rule)


def own_record(record: State, caller: Caller) -> None:
    """Check that the caller is an organisation, or the user whose record it is."""
    if caller.org_id is None and caller.user_id != record.id:
        raise Forbidden(
            "This token gives access to its own user's record only.", rule="service.user_token_own_record_only"
        )


USERS = Aggregate("user", User, access=own_record)


def with_email(address: str, others: Reader) -> User | None:
    """Return the user who has an e-mail address, in any spelling, or None."""
    return others.find(USERS, "email", email_address.normalise(address))


def with_phone_number(number: str, others: Reader) -> User | None:
    """Return the user who has a valid phone number, in any spelling, or None."""
    return others.find(USERS, "phone", phone_number.normalise(number))
