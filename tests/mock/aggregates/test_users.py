"""Creating users and reading their profiles."""

from typing import Any

import pytest
from spkey_mock.aggregates.users import User

from ..support import OTHER_ORG, OTHER_USER, USER, Mock, rule


@rule("users.create.version_starts_at_one")
def test_a_new_user_has_version_1_and_no_keys(mock: Mock) -> None:
    reply = mock.create()
    assert reply.status == 201
    assert reply.body == {
        "success": True,
        "aggregateId": USER,
        "version": 1,
        "event": {"type": "UserCreated", "data": {"userId": USER, "status": "ACTIVE"}},
        "userId": USER,
    }
    assert mock.search().body == {"keys": [], "total": 0}


@rule("users.create.existing_user_unchanged")
def test_creating_an_existing_user_changes_nothing(stocked: Mock) -> None:
    before = stocked.user
    reply = stocked.create(email="other@example.com")
    assert reply.status == 200
    assert reply.body == {"success": True, "aggregateId": USER, "version": 4, "event": None}
    assert stocked.user is before


@rule("users.create.body_checked_first")
@pytest.mark.parametrize(
    "body", [{}, {"userId": "not a uuid"}, {"userId": USER, "email": None}, {"userId": USER, "phoneNumber": 5}]
)
def test_the_body_is_validated_also_for_an_existing_user(stocked: Mock, body: dict[str, object]) -> None:
    assert stocked.command("CreateUser", body).status == 400


@rule("users.create.path_names_the_user")
def test_the_path_names_the_user_and_the_event_repeats_the_body(mock: Mock) -> None:
    reply = mock.command("CreateUser", {"userId": OTHER_USER})
    assert reply.body["aggregateId"] == USER
    assert reply.body["event"]["data"]["userId"] == OTHER_USER
    assert mock.profile().body["userId"] == USER
    assert mock.profile(OTHER_USER).status == 404


@rule("users.create.event_without_personal_data")
def test_the_event_of_a_new_user_holds_no_personal_data(mock: Mock) -> None:
    reply = mock.create(email="ada@example.com", firstName="Ada", lastName="Lovelace", phoneNumber="+4930123456")
    assert reply.body["event"]["data"] == {"userId": USER, "status": "ACTIVE"}


INTERNATIONAL = ["+48123456789", "+48 123 456 789", "0048123456789"]
NOT_INTERNATIONAL = ["48123456789", "123 456 789", "+", "+48 O12", ""]


@rule("users.create.phone_number_international")
@pytest.mark.parametrize("errors", ["documented", "runtime"])
@pytest.mark.parametrize("number", INTERNATIONAL)
def test_an_international_phone_number_is_accepted(errors: str, number: str) -> None:
    assert Mock(errors=errors).create(phoneNumber=number).status == 201


@rule("users.create.phone_number_international")
@pytest.mark.parametrize("number", NOT_INTERNATIONAL)
@pytest.mark.parametrize("exists", [False, True])
def test_another_phone_number_is_rejected_also_for_an_existing_user(mock: Mock, number: str, exists: bool) -> None:
    if exists:
        mock.create()
    reply = mock.create(phoneNumber=number)
    assert reply.status == 400
    assert reply.body == {
        "error": "ValidationError",
        "message": "body/phoneNumber: the value is not an international phone number, which begins with + or 00",
    }
    assert mock.version == int(exists)


@rule("users.create.phone_number_international")
@pytest.mark.parametrize("number", NOT_INTERNATIONAL)
def test_in_the_runtime_format_a_rejected_phone_number_looks_like_a_schema_violation(number: str) -> None:
    mock = Mock(errors="runtime")
    reply = mock.create(phoneNumber=number)
    assert (reply.status, reply.headers["content-type"]) == (400, "application/json;charset=UTF-8")
    assert reply.body == {
        "success": False,
        "errors": [
            {
                "code": 7001,
                "message": "the value is not an international phone number, which begins with + or 00",
                "path": ["body", "phoneNumber"],
            }
        ],
        "result": {},
    }


def test_a_phone_number_is_checked_after_the_schema_and_before_the_access(mock: Mock) -> None:
    stranger = [mock.bearer(OTHER_USER)]
    properties = {"userId": USER, "phoneNumber": "123"}
    assert mock.command("CreateUser", properties, headers=[]).status == 401
    assert mock.command("CreateUser", {**properties, "email": 5}, headers=stranger).message.startswith("body/email")
    assert mock.command("CreateUser", properties, headers=stranger).message.startswith("body/phoneNumber")
    assert mock.command("CreateUser", {"userId": USER}, headers=stranger).status == 403


def test_the_journal_names_the_rule_that_a_phone_number_broke(mock: Mock) -> None:
    mock.create(phoneNumber="123")
    (violation,) = mock.world.journal.entries[-1].violations
    assert (violation.code, violation.blame) == ("users.create.phone_number_international", "client")
    assert violation.place == "/body/phoneNumber"
    assert "123" not in violation.message


@pytest.mark.parametrize("user", ["1", "ada", "ada@example.com", "a%20b", "%F0%9F%98%80", USER.upper(), "x" * 300])
def test_the_id_in_the_path_may_be_any_text(mock: Mock, user: str) -> None:
    created = mock.command("CreateUser", {"userId": USER}, user=user)
    assert created.status == 201
    assert mock.add(user=user).body["number"] == 1
    assert mock.get(1, user=user).status == mock.search(user=user).status == mock.profile(user).status == 200
    assert mock.send("GET", f"/users/{user}/keys").status == 200
    assert mock.remove(1, user=user).body["aggregateId"] == created.body["aggregateId"]
    assert mock.profile().status == 404


@pytest.mark.parametrize(
    "user_id",
    [USER, USER.upper(), "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
)
def test_the_user_id_in_the_body_is_a_uuid_of_any_version(mock: Mock, user_id: str) -> None:
    assert mock.command("CreateUser", {"userId": user_id}).body["userId"] == user_id


@pytest.mark.parametrize("user_id", ["", "ada", USER[:-1], USER + "0", USER.replace("-", ""), f"{{{USER}}}", None, 7])
def test_another_user_id_in_the_body_is_rejected(mock: Mock, user_id: Any) -> None:
    reply = mock.command("CreateUser", {"userId": user_id})
    assert reply.status == 400
    assert reply.message.startswith("body/userId: ")
    assert mock.profile().status == 404


def test_a_new_user_belongs_to_the_organisation_that_created_it(mock: Mock) -> None:
    mock.create(headers=[mock.other])
    assert mock.user.org_id == "umbrella"
    mock.create(OTHER_USER, headers=[mock.bearer(OTHER_USER)])
    assert mock.world.users.get(OTHER_USER) == User(OTHER_USER, version=1)


def test_a_user_id_may_hold_a_slash(mock: Mock) -> None:
    reply = mock.command("CreateUser", {"userId": USER}, user="a%2Fb")
    assert reply.body["aggregateId"] == "a/b"
    assert mock.profile("a%2fb").body["userId"] == "a/b"
    assert mock.send("GET", "/users/a/b/profile").body == "404 Not Found"


@rule("users.get_profile.shows_what_was_given", "users.create.phone_number_not_kept")
def test_the_profile_shows_what_was_given_except_for_the_phone_number(mock: Mock) -> None:
    mock.create(email="ada@example.com", firstName="Ada", lastName="Lovelace", phoneNumber="+4930123456")
    assert mock.profile().body == {
        "userId": USER,
        "email": "ada@example.com",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "status": "ACTIVE",
    }


@rule("users.get_profile.user_must_exist")
def test_the_profile_of_a_user_that_does_not_exist_is_not_found(mock: Mock) -> None:
    reply = mock.profile()
    assert reply.status == 404
    assert reply.body == {"success": False, "errors": [{"code": 404, "message": f"There is no user {USER}."}]}


@rule("users.get_keys.whole_inventory")
def test_the_keys_of_a_user_are_the_whole_inventory_whoever_issued_them(mock: Mock) -> None:
    mock.world.users.create(USER, keys=150)
    mock.add(OTHER_ORG, note="cellar")
    mock.remove(2)
    body = mock.send("GET", f"/users/{USER}/keys").body
    assert [key["number"] for key in body["physicalKeys"]] == [1, *range(3, 152)]
    assert body["physicalKeys"][-1] == mock.get(151, headers=[mock.other]).body
    assert body["digitalKeys"] == []
    assert "walletKey" not in body


@rule("users.get_keys.user_must_exist")
def test_the_keys_of_a_user_that_does_not_exist_are_not_found(mock: Mock) -> None:
    reply = mock.send("GET", f"/users/{USER}/keys")
    message = f"There is no user {USER}."
    assert (reply.status, reply.body) == (404, {"success": False, "errors": [{"code": 404, "message": message}]})


@rule("service.unset_members_absent")
def test_a_profile_leaves_out_what_was_not_given(mock: Mock) -> None:
    mock.create()
    assert mock.profile().body == {"userId": USER, "status": "ACTIVE"}
