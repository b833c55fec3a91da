"""The inventory of physical keys."""

from itertools import islice

from attrs import field, frozen

from ...service.aggregate import JSON, Context
from ...service.errors import Full
from ...service.event import Event
from ...service.outcome import Outcome
from ..requests import AddPhysicalKey, GetPhysicalKey, ListPhysicalKeys, RemovePhysicalKey
from .state import USERS, PhysicalKey, User, key_json

_LAST_NUMBER = 2**53 - 2  # so that the next number is a safe integer too
_MOST_LISTED = 100
_COMPARED = 10


def _numbered(_event: object, _attribute: object, number: int) -> None:
    if number < 1:
        raise ValueError(f"number must be at least 1, not {number}.")


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
        return {"userId": aggregate_id, **key_json(self.number, self.org_id, self.org_name, self.note, at)}


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
    "physical_keys.add.number_counts_up_from_one",
    "physical_keys.add.event_recorded",
    "physical_keys.remove.number_never_reused",
    "physical_keys.remove.event_recorded",
    "physical_keys.remove.gone_at_once",
    on="event",
)
USERS.reached_by_any("physical_keys.list.total_counts_all")


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
