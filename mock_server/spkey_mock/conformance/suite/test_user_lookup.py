"""Finding users by e-mail address or phone number, and creating those that are not found."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from ..server import Reply, Server
from ..texts import new_email, new_phone_number
from ..user import User, succeeded
from .marks import rule


def find_by_email(server: Server, email: str, **query: str) -> Reply:
    return server.get("/users/by-email", email=email, **query)


def find_by_phone(server: Server, number: str, **query: str) -> Reply:
    return server.get("/users/by-phone", phoneNumber=number, **query)


def with_email(new_user: Any) -> tuple[User, str]:
    """Return a user and the e-mail address that finds it."""
    email = new_email()
    return new_user(email=email), email


def with_phone_number(new_user: Any) -> tuple[User, str]:
    """Return a user and the phone number that finds it."""
    number = new_phone_number()
    user: User = new_user()
    succeeded(user.server.post(user.path("UpdatePhoneNumber"), phoneNumber=number))
    return user, number


def version(user: User) -> int:
    """Return the version of a user that exists."""
    found: int = succeeded(user.create())["version"]
    return found


Find = Callable[..., Reply]
New = Callable[[], str]
Known = Callable[[Any], tuple[User, str]]


def lookups(email: pytest.MarkDecorator, phone: pytest.MarkDecorator) -> pytest.MarkDecorator:
    """Run a test for both searches, each of which shows its own rule."""
    searches = (
        pytest.param(find_by_email, new_email, with_email, marks=email, id="email"),
        pytest.param(find_by_phone, new_phone_number, with_phone_number, marks=phone, id="phone"),
    )
    return pytest.mark.parametrize(("find", "new", "known"), searches)


@lookups(
    rule("users.find_or_create_by_email.miss_creates_user"),
    rule("users.find_or_create_by_phone.miss_creates_user"),
)
def test_a_miss_creates_a_user_with_the_uuid(find: Find, new: New, known: Known, unknown: User) -> None:
    value = new()
    created = succeeded(find(unknown.server, value, uuid=unknown.id))
    assert created["uuid"] == unknown.id
    assert value in created.body.values()
    assert version(unknown) == 1
    assert find(unknown.server, value, searchOnly="true").body == created.body


@lookups(
    rule("users.find_or_create_by_email.miss_creates_user"),
    rule("users.find_or_create_by_phone.miss_creates_user"),
)
def test_a_miss_without_a_uuid_creates_a_user_with_an_id_of_its_own(
    find: Find, new: New, known: Known, unknown: User
) -> None:
    value = new()
    created = succeeded(find(unknown.server, value, searchOnly="false"))
    assert User(unknown.server, created["uuid"], unknown.org_id).profile().status == 200
    assert find(unknown.server, value).body == created.body
    assert succeeded(find(unknown.server, new()))["uuid"] != created["uuid"]


@lookups(
    rule("users.find_or_create_by_email.known_user_unchanged"),
    rule("users.find_or_create_by_phone.known_user_unchanged"),
)
def test_a_known_user_is_found_and_stays_as_it_is(find: Find, new: New, known: Known, new_user: Any) -> None:
    user, value = known(new_user)
    before = (version(user), user.state())
    for search_only in ("true", "false"):
        assert succeeded(find(user.server, value, searchOnly=search_only))["uuid"] == user.id
    assert (version(user), user.state()) == before


@lookups(
    rule("users.find_or_create_by_email.uuid_ignored_if_known"),
    rule("users.find_or_create_by_phone.uuid_ignored_if_known"),
)
def test_the_uuid_is_ignored_if_the_user_is_known(
    find: Find, new: New, known: Known, new_user: Any, unknown: User
) -> None:
    user, value = known(new_user)
    for other_id in (unknown.id, new_user().id):
        assert succeeded(find(user.server, value, uuid=other_id))["uuid"] == user.id
    assert unknown.profile().status == 404


@lookups(
    rule("users.find_or_create_by_email.search_only_creates_nothing"),
    rule("users.find_or_create_by_phone.search_only_creates_nothing"),
)
def test_a_search_that_misses_creates_nobody(find: Find, new: New, known: Known, unknown: User) -> None:
    value = new()
    for _ in range(2):
        assert find(unknown.server, value, uuid=unknown.id, searchOnly="true").status == 404
    assert unknown.profile().status == 404


@lookups(
    rule("users.find_or_create_by_email.uuid_must_be_free"),
    rule("users.find_or_create_by_phone.uuid_must_be_free"),
)
def test_the_uuid_of_another_user_returns_409(find: Find, new: New, known: Known, user: User) -> None:
    value, before = new(), (version(user), user.state())
    assert find(user.server, value, uuid=user.id).status == 409
    assert (version(user), user.state()) == before
    assert find(user.server, value, searchOnly="true").status == 404


@rule("users.find_or_create_by_email.case_ignored")
def test_the_case_of_an_address_makes_no_difference(new_user: Any) -> None:
    email = f"Ada.{new_email()}"
    user: User = new_user(email=email)
    for spelling in (email.lower(), email.upper()):
        found = find_by_email(user.server, spelling)
        assert (found["uuid"], found["email"]) == (user.id, email)


@rule("users.find_or_create_by_phone.spellings_are_one_number")
def test_every_spelling_of_a_number_finds_its_user(new_user: Any) -> None:
    user, number = with_phone_number(new_user)
    digits = number.removeprefix("+")
    for spelling in (f"00{digits}", f"+{digits[:3]} {digits[3:6]} {digits[6:]}", f"00 {digits}"):
        assert find_by_phone(user.server, spelling)["uuid"] == user.id


@rule("users.find_or_create_by_phone.phone_number_international")
@pytest.mark.parametrize("prefix", ["", "0", "x+", "-"])
def test_another_phone_number_returns_400(unknown: User, prefix: str) -> None:
    digits = new_phone_number().removeprefix("+")
    for search_only in ("true", "false"):
        reply = find_by_phone(unknown.server, prefix + digits, uuid=unknown.id, searchOnly=search_only)
        assert reply.status == 400
    assert unknown.profile().status == 404


@rule("users.find_or_create_by_phone.email_recorded_on_creation_only")
def test_only_a_new_user_gets_the_address(unknown: User) -> None:
    number, email, later = new_phone_number(), new_email(), new_email()
    assert find_by_phone(unknown.server, number, uuid=unknown.id, email=email)["email"] == email
    assert find_by_phone(unknown.server, number, email=later)["email"] == email
    assert unknown.profile()["email"] == email
    assert find_by_email(unknown.server, later, searchOnly="true").status == 404


@rule("users.find_or_create_by_phone.email_must_be_free")
def test_the_address_of_another_user_returns_409(new_user: Any) -> None:
    user, email = with_email(new_user)
    number = new_phone_number()
    assert find_by_phone(user.server, number, uuid=str(uuid4()), email=email).status == 409
    assert find_by_phone(user.server, number, searchOnly="true").status == 404
