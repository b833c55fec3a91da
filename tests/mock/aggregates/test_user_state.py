"""The state of a user: what commands decide on it, and what events make of it."""

from collections.abc import Sequence
from functools import reduce

import pytest
from spkey_mock.aggregates.requests import AddPhysicalKey, CreateUser, GetPhysicalKey, RemovePhysicalKey
from spkey_mock.aggregates.users import USERS, PhysicalKey, PhysicalKeyAdded, PhysicalKeyRemoved, User, UserCreated
from spkey_mock.aggregates.users.physical_keys import add_physical_key, get_physical_key, remove_physical_key
from spkey_mock.aggregates.users.state import own_record
from spkey_mock.aggregates.users.users import create_user
from spkey_mock.service.aggregate import Context
from spkey_mock.service.bounds import Bounds
from spkey_mock.service.credentials import Caller
from spkey_mock.service.errors import Forbidden, NotFound
from spkey_mock.service.event import Event
from spkey_mock.service.registry import Registry
from spkey_mock.service.repository import Repository
from spkey_mock.store.memory import MemoryStore

from ..support import ORG, OTHER_ORG, OTHER_USER, START, USER

REGISTRY = Registry(USERS)
CREATED = UserCreated(USER, org_id=ORG, email="ada@example.com", first_name="Ada")
FIRST = PhysicalKeyAdded(1, ORG)
SECOND = PhysicalKeyAdded(2, OTHER_ORG, "Umbrella", "cellar")


def after(*events: Event[User]) -> User:
    return reduce(lambda user, event: event.apply(user, START), events, User(USER))


def by(org_id: str | None = None, *, scope: str | None = None) -> Context:
    """The context of a request that an organisation sends, or the user."""
    caller = Caller(org_id, None if org_id else USER, scope)
    others = Repository(REGISTRY, MemoryStore(), Bounds({}))
    return Context(caller, START, others, lambda: OTHER_USER)


def test_a_new_user_belongs_to_the_organisation_of_the_caller() -> None:
    request = CreateUser(USER, USER, "ada@example.com", "Ada", phone_number="+4930123456")
    assert create_user(User(USER), request, by(ORG)) == CREATED
    assert create_user(User(USER), CreateUser(USER, USER), by()) == UserCreated(USER)


def test_a_key_gets_the_next_number() -> None:
    request = AddPhysicalKey(USER, OTHER_ORG, "Umbrella", "cellar")
    assert add_physical_key(after(CREATED, FIRST), request, by(ORG)) == SECOND


def test_a_key_shows_when_it_was_added_and_an_event_when_it_was_removed() -> None:
    assert [key.added_at for key in after(CREATED, FIRST).keys] == [START]
    assert FIRST.public(USER, START + 5)["addedAt"] == START + 5
    assert PhysicalKeyRemoved(1).public(USER, START + 5) == {"userId": USER, "number": 1, "removedAt": START + 5}


@pytest.mark.parametrize("number", [0, -1, 2, 2**53])
def test_only_a_key_in_the_inventory_can_be_removed(number: int) -> None:
    with pytest.raises(NotFound, match=f"no physical key {number} in the inventory"):
        remove_physical_key(after(CREATED, FIRST), RemovePhysicalKey(USER, number), by())


def test_an_organisation_removes_and_gets_only_the_keys_that_it_issued() -> None:
    user = after(CREATED, FIRST, SECOND)
    issuer, other = by(OTHER_ORG, scope=OTHER_ORG), by(ORG, scope=ORG)
    assert remove_physical_key(user, RemovePhysicalKey(USER, 2), issuer) == PhysicalKeyRemoved(2)
    assert get_physical_key(user, GetPhysicalKey(USER, 2), issuer)["note"] == "cellar"
    with pytest.raises(NotFound) as removed:
        remove_physical_key(user, RemovePhysicalKey(USER, 2), other)
    with pytest.raises(NotFound) as got:
        get_physical_key(user, GetPhysicalKey(USER, 2), other)
    assert removed.value.rule == got.value.rule == "other_org_not_found"


@pytest.mark.parametrize("context", [by(), by(ORG), by(OTHER_ORG)], ids=["user", "issuer", "other"])
def test_a_caller_without_a_scope_removes_any_key(context: Context) -> None:
    user = after(CREATED, FIRST, SECOND)
    for number in (1, 2):
        assert remove_physical_key(user, RemovePhysicalKey(USER, number), context) == PhysicalKeyRemoved(number)


def test_a_user_may_use_its_own_record_only_and_an_organisation_every_record() -> None:
    own_record(User(USER), Caller(user_id=USER))
    own_record(User(USER), Caller(org_id=ORG))
    own_record(User(USER), Caller(org_id=ORG, user_id=OTHER_USER))
    for caller in (Caller(user_id=OTHER_USER), Caller(user_id=USER.upper()), Caller()):
        with pytest.raises(Forbidden, match="own user's record only"):
            own_record(User(USER), caller)


def test_events_leave_earlier_states_as_they_were() -> None:
    before = after(CREATED, FIRST)
    changed = PhysicalKeyRemoved(1).apply(SECOND.apply(before, START), START)
    assert before == after(CREATED, FIRST)
    assert (changed.version, changed.next_number, [key.number for key in changed.keys]) == (4, 3, [2])
    assert (changed.email, changed.first_name, changed.org_id) == ("ada@example.com", "Ada", ORG)


LONG = PhysicalKeyAdded(3, "o" * 100, "n" * 10, "t")


@pytest.mark.parametrize(
    ("events", "keys", "text"),
    [
        ([], 0, len(USER)),
        ([UserCreated(USER, email="12345", first_name="1", last_name="12")], 0, len(USER) + 8),
        ([UserCreated(USER), FIRST, SECOND], 2, len(USER) + len("acme" + "umbrella" + "Umbrella" + "cellar")),
        ([UserCreated(USER), LONG], 1, len(USER) + 111),
        ([UserCreated(USER), FIRST, LONG, PhysicalKeyRemoved(1)], 1, len(USER) + 111),
        ([UserCreated(USER), FIRST, LONG, PhysicalKeyRemoved(3), PhysicalKeyRemoved(1)], 0, len(USER)),
    ],
)
def test_a_user_takes_room_for_its_keys_and_all_texts(events: Sequence[Event[User]], keys: int, text: int) -> None:
    assert after(*events).sizes == {"keys": keys, "text": text}


def test_a_number_is_free_for_good() -> None:
    user = after(CREATED, FIRST, SECOND, PhysicalKeyRemoved(2))
    assert user.next_number == 3
    assert user.keys.get(2) is None
    assert list(user.keys) == [PhysicalKey(1, ORG, START)]
