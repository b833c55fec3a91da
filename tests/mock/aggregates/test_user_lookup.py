"""Finding users by e-mail address or phone number, and creating those that are not found."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

import pytest

from ..support import ORG, OTHER_ORG, OTHER_USER, USER, Header, Mock, Reply, rule

EMAIL = "Ada@Example.com"
NUMBER = "+48123456789"
CREATED = "2026-11-06T00:00:00.000Z"


def by_email(mock: Mock, headers: Iterable[Header] | None = None, **query: str) -> Reply:
    return mock.send("GET", "/users/by-email", query=urlencode({"email": EMAIL, **query}), headers=headers)


def by_phone(mock: Mock, headers: Iterable[Header] | None = None, **query: str) -> Reply:
    return mock.send("GET", "/users/by-phone", query=urlencode({"phoneNumber": NUMBER, **query}), headers=headers)


Find = Callable[..., Reply]

LOOKUPS = pytest.mark.parametrize("find", [by_email, by_phone])


@rule("users.find_or_create_by_email.miss_creates_user")
def test_an_unknown_address_creates_a_user_with_the_uuid(mock: Mock) -> None:
    reply = by_email(mock, uuid=USER)
    assert (reply.status, reply.body) == (200, {"uuid": USER, "email": EMAIL, "created_at": CREATED})
    assert mock.profile().body == {"userId": USER, "email": EMAIL, "status": "ACTIVE"}
    (event,) = mock.events
    assert (event.type, event.version) == ("UserCreated", 1)
    mock.world.clock.advance(1000)
    assert by_email(mock).body == reply.body


@rule(
    "users.find_or_create_by_phone.miss_creates_user", "users.find_or_create_by_phone.email_recorded_on_creation_only"
)
def test_an_unknown_number_creates_a_user_with_the_uuid_and_the_address(mock: Mock) -> None:
    reply = by_phone(mock, uuid=USER, email=EMAIL)
    found = {"uuid": USER, "email": EMAIL, "phoneNumber": NUMBER, "created_at": CREATED}
    assert (reply.status, reply.body) == (200, found)
    assert mock.profile().body == {"userId": USER, "email": EMAIL, "phoneNumber": NUMBER, "status": "ACTIVE"}
    assert mock.version == 1
    assert by_phone(mock, email="other@example.com").body == found
    assert by_email(mock).body["uuid"] == USER


@LOOKUPS
def test_without_a_uuid_the_service_generates_one(mock: Mock, find: Find) -> None:
    reply = find(mock)
    assert find(mock).body == reply.body
    assert mock.profile(reply.body["uuid"]).status == 200


@LOOKUPS
def test_a_new_user_belongs_to_the_organisation_of_the_credential(mock: Mock, find: Find) -> None:
    find(mock, uuid=USER, headers=[mock.other])
    assert mock.user.org_id == OTHER_ORG


@rule("users.find_or_create_by_email.known_user_unchanged", "users.find_or_create_by_phone.known_user_unchanged")
@rule("users.find_or_create_by_email.uuid_ignored_if_known", "users.find_or_create_by_phone.uuid_ignored_if_known")
@LOOKUPS
def test_a_known_user_is_found_whatever_the_uuid_and_stays_as_it_is(mock: Mock, find: Find) -> None:
    first = find(mock, uuid=USER)
    before = mock.user
    for query in ({}, {"uuid": USER}, {"uuid": OTHER_USER}, {"searchOnly": "true"}, {"searchOnly": "false"}):
        assert find(mock, **query).body == first.body
    assert mock.user is before
    assert mock.profile(OTHER_USER).status == 404


@rule("users.find_or_create_by_email.search_only_creates_nothing")
@rule("users.find_or_create_by_phone.search_only_creates_nothing")
@LOOKUPS
def test_a_search_creates_nobody(mock: Mock, find: Find) -> None:
    reply = find(mock, searchOnly="true", uuid=USER)
    value = "e-mail address" if find is by_email else "phone number"
    assert (reply.status, reply.body) == (404, {"error": f"No user has this {value}."})
    assert mock.profile().status == 404


@rule("users.find_or_create_by_email.uuid_must_be_free", "users.find_or_create_by_phone.uuid_must_be_free")
@LOOKUPS
def test_the_uuid_of_a_known_user_is_taken(mock: Mock, find: Find) -> None:
    mock.create()
    reply = find(mock, uuid=USER)
    assert (reply.status, reply.body) == (409, {"error": f"Another user has the id {USER}."})
    assert mock.version == 1
    assert find(mock, searchOnly="true").status == 404


@rule("users.find_or_create_by_email.case_ignored")
@pytest.mark.parametrize("spelling", ["ada@example.com", "ADA@EXAMPLE.COM"])
def test_the_case_of_an_address_makes_no_difference(mock: Mock, spelling: str) -> None:
    mock.create(email=EMAIL)
    assert by_email(mock, email=spelling).body == {"uuid": USER, "email": EMAIL, "created_at": CREATED}


@rule("users.find_or_create_by_phone.spellings_are_one_number")
@pytest.mark.parametrize("spelling", ["0048123456789", "+48 123 456 789", "00 48-123-456-789"])
def test_every_spelling_of_a_number_finds_its_user(mock: Mock, spelling: str) -> None:
    found = by_phone(mock, phoneNumber=spelling, uuid=USER)
    assert found.body["phoneNumber"] == NUMBER
    assert by_phone(mock).body == found.body
    assert by_phone(mock, phoneNumber="+48123456780").body["uuid"] != USER


@rule("users.find_or_create_by_phone.phone_number_international")
@pytest.mark.parametrize("number", ["+", "48123456789", "0123456789"])
def test_a_national_number_is_rejected(mock: Mock, number: str) -> None:
    reply = by_phone(mock, phoneNumber=number)
    message = "query/phoneNumber: the value is not an international phone number, which begins with + or 00"
    assert (reply.status, reply.body) == (400, {"error": message})


@rule("users.find_or_create_by_phone.email_must_be_free")
def test_a_new_user_does_not_get_the_address_of_another(mock: Mock) -> None:
    mock.create(email=EMAIL)
    reply = by_phone(mock, email=EMAIL.upper())
    assert (reply.status, reply.body) == (409, {"error": "Another user has this e-mail address."})
    assert by_phone(mock, searchOnly="true").status == 404


@pytest.mark.parametrize("email", ["", "ada", "@", "a@b@c", "a @b"])
def test_another_text_than_an_address_is_rejected(mock: Mock, email: str) -> None:
    assert by_email(mock, email=email).status == by_phone(mock, email=email).status == 400


@LOOKUPS
@pytest.mark.parametrize("query", [*({"searchOnly": text} for text in ("yes", "1", "True", "")), {"uuid": ""}])
def test_another_parameter_than_the_schema_allows_is_rejected(mock: Mock, find: Find, query: dict[str, str]) -> None:
    assert find(mock, **query).status == 400


@LOOKUPS
def test_a_token_finds_and_creates_its_own_user_only(mock: Mock, find: Find) -> None:
    own = [mock.bearer(USER)]
    assert find(mock, headers=own).status == 403
    assert find(mock, headers=own, uuid=USER).status == find(mock, headers=own).status == 200
    assert find(mock, headers=[mock.bearer(OTHER_USER)]).status == 403
    assert find(mock, headers=[mock.bearer("cron", ORG)]).status == 200


@LOOKUPS
def test_without_the_store_of_personal_data_nobody_is_found_or_created(mock: Mock, find: Find) -> None:
    mock.world.outside.change(personal_data=False)
    reply = find(mock, uuid=USER)
    assert (reply.status, reply.body) == (503, {"error": "The store of personal data is unavailable."})
    mock.world.outside.change(personal_data=True)
    assert mock.profile().status == 404


@rule("users.create.email_must_be_free")
def test_a_user_is_not_created_with_the_address_of_another(mock: Mock) -> None:
    mock.create(email=EMAIL)
    reply = mock.create(OTHER_USER, email=EMAIL.lower())
    error = {"error": "InvalidState", "message": "Another user has this e-mail address."}
    assert (reply.status, reply.body) == (400, error)
    assert mock.profile(OTHER_USER).status == 404
    assert mock.create(email=EMAIL).body["event"] is None


def test_users_may_have_no_address_or_an_empty_one(mock: Mock) -> None:
    for user in (USER, OTHER_USER):
        assert mock.create(user, email="").status == 201
