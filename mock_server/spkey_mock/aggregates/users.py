"""The user aggregate: a person's profile, and the inventory of physical keys."""

from itertools import islice
from typing import Literal

from attrs import Factory, field, frozen

from ..service.aggregate import JSON, Aggregate, Context
from ..service.codec import present
from ..service.credentials import Caller
from ..service.errors import Forbidden, Full, Invalid, NotFound, Problem
from ..service.event import Event
from ..service.numbered import Numbered
from ..service.outcome import Outcome
from ..service.state import State
from .phone_number import normalise
from .requests import (
    AddPhysicalKey,
    CreateUser,
    GetPhysicalKey,
    GetUserKeys,
    GetUserProfile,
    ListPhysicalKeys,
    RemovePhysicalKey,
)

Status = Literal["ACTIVE", "INACTIVE", "SUSPENDED"]

_LAST_NUMBER = 2**53 - 2  # so that the next number is a safe integer too
_MOST_LISTED = 100
_COMPARED = 10


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
        return len(self.org_id) + len(self.org_name or "") + len(self.note or "")

    def to_json(self) -> JSON:
        """Return the key as responses show it."""
        return _key_json(self.number, self.org_id, self.org_name, self.note, self.added_at)


def _key_json(number: int, org_id: str, org_name: str | None, note: str | None, added_at: int) -> JSON:
    return present(number=number, orgId=org_id, orgName=org_name, note=note, addedAt=added_at)


def _text(user: "User") -> int:
    texts = (user.id, user.email, user.first_name, user.last_name)
    return sum(len(text or "") for text in texts) + sum(key.text for key in user.keys)


@frozen(slots=False)
class User(State):
    """The state of a user.

    Attributes:
        status: Whether the user is active.
        email: The e-mail address. Only the profile shows it and the names.
        first_name: The first name.
        last_name: The last name.
        next_number: The number of the next key. It never decreases.
        keys: The inventory.
        text: The total length of the user's texts, in characters.
    """

    status: Status = "ACTIVE"
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    next_number: int = 1
    keys: Numbered[PhysicalKey] = field(factory=Numbered[PhysicalKey])
    text: int = field(init=False, eq=False, repr=False, default=Factory(_text, takes_self=True))

    @property
    def sizes(self) -> dict[str, int]:
        """How much of the limits `keys` and `text` the user uses."""
        return {"keys": len(self.keys), "text": self.text}

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


def own_record(user: User, caller: Caller) -> None:
    """Check that the caller is an organisation or the user itself."""
    if caller.org_id is None and caller.user_id != user.id:
        raise Forbidden(
            "This token gives access to its own user's record only.", rule="service.user_token_own_record_only"
        )


USERS = Aggregate("user", User, access=own_record)


def _numbered(_event: object, _attribute: object, number: int) -> None:
    if number < 1:
        raise ValueError(f"number must be at least 1, not {number}.")


@USERS.event
@frozen
class UserCreated(Event[User]):
    """The user was created.

    `user_id` is the userId of the request body. The path, not the body, identifies the user. Personal data is not
    public.
    """

    user_id: str
    status: Status = "ACTIVE"
    org_id: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None

    def apply(self, state: User, at: int) -> User:
        """Return the new user."""
        return state.after(
            org_id=self.org_id,
            status=self.status,
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            text=state.text + sum(len(text or "") for text in (self.email, self.first_name, self.last_name)),
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the id and the status."""
        return {"userId": self.user_id, "status": self.status}


@USERS.event
@frozen
class PhysicalKeyAdded(Event[User]):
    """A key was added to the inventory."""

    number: int = field(validator=_numbered)
    org_id: str
    org_name: str | None = None
    note: str | None = None

    def apply(self, state: User, at: int) -> User:
        """Return the user with the key."""
        key = PhysicalKey(self.number, self.org_id, at, self.org_name, self.note)
        return state.after(
            keys=state.keys.put(self.number, key),
            text=state.text + key.text,
            next_number=max(state.next_number, self.number + 1),
        )

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the key and its user."""
        return {"userId": aggregate_id, **_key_json(self.number, self.org_id, self.org_name, self.note, at)}


@USERS.event
@frozen
class PhysicalKeyRemoved(Event[User]):
    """The key with this number was removed from the inventory."""

    number: int = field(validator=_numbered)

    def apply(self, state: User, at: int) -> User:
        """Return the user without the key."""
        key = state.keys[self.number]
        return state.after(keys=state.keys.remove(self.number), text=state.text - key.text)

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return the number, the user and the time."""
        return {"userId": aggregate_id, "number": self.number, "removedAt": at}


def phone_number_is_international(request: CreateUser) -> None:
    """Check the phone number, if there is one."""
    if request.phone_number is not None:
        try:
            normalise(request.phone_number)
        except ValueError as error:
            problem = Problem(str(error), ("body", "phoneNumber"))
            raise Invalid(problem, rule="phone_number_international") from None


@USERS.command(CreateUser, creates=True, validate=phone_number_is_international)
def create_user(user: User, request: CreateUser, context: Context) -> UserCreated:
    """Create a user in the caller's organisation. The phone number is validated but not stored."""
    return UserCreated(
        user_id=request.user_id,
        org_id=context.caller.org_id,
        email=request.email,
        first_name=request.first_name,
        last_name=request.last_name,
    )


@USERS.query(GetUserProfile)
def get_user_profile(user: User, request: GetUserProfile, context: Context) -> JSON:
    """Return the profile."""
    return present(
        userId=user.id, email=user.email, firstName=user.first_name, lastName=user.last_name, status=user.status
    )


@USERS.query(GetUserKeys)
def get_user_keys(user: User, request: GetUserKeys, context: Context) -> JSON:
    """Return all physical keys. No operation creates digital keys."""
    return {"physicalKeys": [key.to_json() for key in user.keys], "digitalKeys": []}


@USERS.command(AddPhysicalKey)
def add_physical_key(user: User, request: AddPhysicalKey, context: Context) -> PhysicalKeyAdded:
    """Add a key with the next number."""
    if user.next_number > _LAST_NUMBER:
        raise Full(f"Too many physical keys for this user (limit {_LAST_NUMBER}). Use another user.")
    return PhysicalKeyAdded(user.next_number, request.org_id, request.org_name, request.note)


@USERS.command(RemovePhysicalKey)
def remove_physical_key(user: User, request: RemovePhysicalKey, context: Context) -> PhysicalKeyRemoved:
    """Remove a key that the caller may see."""
    return PhysicalKeyRemoved(user.key(request.number, context.caller.scope).number)


@USERS.query(GetPhysicalKey)
def get_physical_key(user: User, request: GetPhysicalKey, context: Context) -> JSON:
    """Return a key that the caller may see."""
    return user.key(request.number, context.caller.scope).to_json()


@USERS.query(ListPhysicalKeys)
def list_physical_keys(user: User, request: ListPhysicalKeys, context: Context) -> JSON:
    """Return the first 100 keys that match the filters, of any organisation, and the total number of matches."""
    if (request.org_id, request.org_name, request.q) == (None, None, None):
        return {"keys": [key.to_json() for key in islice(user.keys, _MOST_LISTED)], "total": len(user.keys)}
    passed = [key for key in user.keys if _passes(key, request)]
    return {"keys": [key.to_json() for key in passed[:_MOST_LISTED]], "total": len(passed)}


def _passes(key: PhysicalKey, request: ListPhysicalKeys) -> bool:
    return (
        request.org_id in (None, key.org_id)
        and request.org_name in (None, key.org_name)
        and (request.q is None or (key.note is not None and request.q.lower() in key.note.lower()))
    )


USERS.reached_by_any(
    "users.create.version_starts_at_one",
    "users.create.event_without_personal_data",
    "physical_keys.add.number_counts_up_from_one",
    "physical_keys.add.event_recorded",
    "physical_keys.remove.number_never_reused",
    "physical_keys.remove.event_recorded",
    "physical_keys.remove.gone_at_once",
    on="event",
)
USERS.reached_by_any("users.get_profile.shows_what_was_given", "physical_keys.list.total_counts_all")

USERS.warning(
    CreateUser,
    "users.create.path_names_the_user",
    "/body/userId",
    "The userId in the body is not the id in the path.",
)(lambda request: request.user_id != request.id)


@USERS.rule("users.create.existing_user_unchanged")
def _user_exists(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return user.version > 0


@USERS.rule("users.create.body_checked_first", on="request")
def _body_is_rejected(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return outcome.error is not None and outcome.error.status == 400


@USERS.rule("users.create.path_names_the_user", on="event")
def _body_names_another_user(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return request.user_id != request.id


@USERS.rule("users.create.phone_number_not_kept")
def _phone_number_is_sent(user: User, request: CreateUser, outcome: Outcome) -> bool:
    return request.phone_number is not None


@USERS.rule("users.get_keys.whole_inventory")
def _inventory_is_not_empty(user: User, request: GetUserKeys, outcome: Outcome) -> bool:
    return len(user.keys) > 0


@USERS.rule("physical_keys.add.number_never_reused")
def _a_number_is_free(user: User, request: AddPhysicalKey, outcome: Outcome) -> bool:
    return len(user.keys) < user.next_number - 1


@USERS.rule("physical_keys.add.not_deduplicated")
def _the_same_was_added(user: User, request: AddPhysicalKey, outcome: Outcome) -> bool:
    # Only the last few keys are compared, which keeps the cost independent of the size of the inventory.
    same = (request.org_id, request.org_name, request.note)
    return any((key.org_id, key.org_name, key.note) == same for key in islice(reversed(user.keys), _COMPARED))


@USERS.rule("physical_keys.add.note_counted_in_utf16")
def _note_has_long_characters(user: User, request: AddPhysicalKey, outcome: Outcome) -> bool:
    return request.note is not None and any(ord(character) > 0xFFFF for character in request.note)


@USERS.rule("physical_keys.add.org_not_compared")
def _org_is_not_the_callers(user: User, request: AddPhysicalKey, outcome: Outcome) -> bool:
    return outcome.caller is not None and outcome.caller.org_id not in (None, request.org_id)


@USERS.rule("physical_keys.list.filters_combine")
def _two_filters(user: User, request: ListPhysicalKeys, outcome: Outcome) -> bool:
    return (request.org_id, request.org_name, request.q).count(None) < 2


@USERS.rule("physical_keys.list.org_matched_exactly")
def _filter_by_org(user: User, request: ListPhysicalKeys, outcome: Outcome) -> bool:
    return (request.org_id, request.org_name) != (None, None)


@USERS.rule("physical_keys.list.note_searched_ignoring_case")
def _filter_by_note(user: User, request: ListPhysicalKeys, outcome: Outcome) -> bool:
    return request.q is not None


@USERS.rule("physical_keys.list.at_most_100")
def _more_than_listed(user: User, request: ListPhysicalKeys, outcome: Outcome) -> bool:
    return len(user.keys) > _MOST_LISTED


@USERS.rule("physical_keys.list.numbers_ascend")
def _several_keys(user: User, request: ListPhysicalKeys, outcome: Outcome) -> bool:
    return len(user.keys) > 1


@USERS.rule("physical_keys.list.all_orgs_listed")
def _keys_of_other_orgs(user: User, request: ListPhysicalKeys, outcome: Outcome) -> bool:
    org_id = None if outcome.caller is None else outcome.caller.org_id
    return org_id is not None and any(key.org_id != org_id for key in islice(user.keys, _MOST_LISTED))


@USERS.rule("physical_keys.get.number_read_leniently")
def _number_is_not_plain(user: User, request: GetPhysicalKey, outcome: Outcome) -> bool:
    number = "" if outcome.route is None else outcome.route.params["number"]
    return number.startswith("0") or not number.isdecimal()
