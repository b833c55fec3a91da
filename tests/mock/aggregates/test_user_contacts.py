"""The phone numbers and e-mail addresses of users."""

from collections.abc import Iterable

import pytest

from ..support import OTHER_USER, USER, Header, Mock, Reply, rule

EMAIL = "Ada@Example.com"
NUMBER = "+48123456789"
NOW = "2026-11-06T00:00:00.000Z"
NO_USER = {"error": "NotFound", "message": f"There is no user {USER}."}
TAKEN_EMAIL = {"error": "Conflict", "message": "Another user has this e-mail address."}


def get_number(mock: Mock, user: str = USER, headers: Iterable[Header] | None = None) -> Reply:
    return mock.send("GET", f"/users/{user}/phone-number", headers=headers)


def set_number(mock: Mock, number: str | None, user: str = USER) -> Reply:
    return mock.command("UpdatePhoneNumber", {"phoneNumber": number}, user=user)


def set_email(mock: Mock, email: str, user: str = USER) -> Reply:
    return mock.command("UpdateEmail", {"email": email}, user=user)


@rule("users.get_phone_number.null_without_number")
def test_a_user_without_a_number_has_null(mock: Mock) -> None:
    mock.create(phoneNumber=NUMBER)
    assert get_number(mock).body == {"userId": USER, "phoneNumber": None}


@rule("users.update_phone_number.event_masks_number", "users.get_phone_number.shows_normal_form")
@pytest.mark.parametrize("spelling", [NUMBER, "0048 123 456 789"])
def test_the_event_shows_the_last_four_digits_of_a_number_and_the_query_all(mock: Mock, spelling: str) -> None:
    mock.create()
    reply = set_number(mock, spelling)
    data = {"userId": USER, "action": "set", "maskedPhoneNumber": "***6789", "timestamp": NOW}
    assert (reply.status, reply.body) == (
        200,
        {
            "success": True,
            "aggregateId": USER,
            "version": 2,
            "event": {"type": "UserPhoneNumberUpdated", "data": data},
        },
    )
    assert get_number(mock).body == {"userId": USER, "phoneNumber": NUMBER}
    assert mock.profile().body["phoneNumber"] == NUMBER


@pytest.mark.parametrize(("number", "masked"), [("+12", "***12"), ("+123456", "***3456")])
def test_a_short_number_is_masked_without_its_plus(mock: Mock, number: str, masked: str) -> None:
    mock.create()
    assert set_number(mock, number).body["event"]["data"]["maskedPhoneNumber"] == masked


@rule("users.update_phone_number.null_removes_number")
def test_null_removes_the_number(mock: Mock) -> None:
    mock.create()
    size = mock.user.text
    set_number(mock, NUMBER)
    reply = set_number(mock, None)
    assert reply.body["version"] == 3
    assert reply.body["event"]["data"] == {"userId": USER, "action": "removed", "timestamp": NOW}
    assert get_number(mock).body["phoneNumber"] is None
    assert "phoneNumber" not in mock.profile().body
    assert mock.user.text == size
    mock.create(OTHER_USER)
    assert set_number(mock, NUMBER, OTHER_USER).status == 200


def test_a_number_can_be_set_again_and_replaced(mock: Mock) -> None:
    mock.create()
    replies = [set_number(mock, number) for number in (NUMBER, NUMBER, "+4930123456", None, None)]
    assert [reply.body["version"] for reply in replies] == [2, 3, 4, 5, 6]


@rule("users.update_phone_number.phone_number_must_be_free")
def test_two_users_do_not_have_the_same_number(mock: Mock) -> None:
    mock.create()
    mock.create(OTHER_USER)
    set_number(mock, NUMBER)
    reply = set_number(mock, "0048123456789", OTHER_USER)
    assert (reply.status, reply.body) == (
        409,
        {"error": "Conflict", "message": "Another user has this phone number."},
    )
    set_number(mock, "+4930123456")
    assert set_number(mock, NUMBER, OTHER_USER).status == 200


@rule("users.update_phone_number.phone_number_international")
@pytest.mark.parametrize("number", ["", "48123456789", "+"])
def test_a_national_number_is_rejected(mock: Mock, number: str) -> None:
    mock.create()
    reply = set_number(mock, number)
    assert reply.status == 400
    assert reply.message.startswith("body/phoneNumber: the value is not an international phone number")
    assert mock.version == 1


@rule("users.update_email.event_masks_email")
def test_the_event_shows_the_first_letter_and_the_domain_of_an_address(mock: Mock) -> None:
    mock.create()
    reply = set_email(mock, EMAIL)
    data = {"userId": USER, "action": "set", "maskedEmail": "A***@Example.com", "timestamp": NOW}
    assert (reply.status, reply.body) == (
        200,
        {"success": True, "aggregateId": USER, "version": 2, "event": {"type": "UserEmailUpdated", "data": data}},
    )
    assert mock.profile().body["email"] == EMAIL


@rule("users.update_email.only_without_email")
@pytest.mark.parametrize("email", [EMAIL, "eve@example.com"])
def test_an_address_is_set_only_once(mock: Mock, email: str) -> None:
    mock.create(email=EMAIL)
    reply = set_email(mock, email)
    error = {"error": "Conflict", "message": "The user already has an e-mail address."}
    assert (reply.status, reply.body) == (409, error)
    assert mock.version == 1


@rule("users.update_email.email_must_be_free")
def test_two_users_do_not_have_the_same_address(mock: Mock) -> None:
    mock.create(email=EMAIL)
    mock.create(OTHER_USER)
    reply = set_email(mock, EMAIL.lower(), OTHER_USER)
    assert (reply.status, reply.body) == (409, TAKEN_EMAIL)
    assert set_email(mock, "eve@example.com", OTHER_USER).status == 200


@pytest.mark.parametrize("email", ["", "ada", "a@b@c", "a b@c", None])
def test_another_text_than_an_address_is_rejected(mock: Mock, email: str) -> None:
    mock.create()
    assert set_email(mock, email).status == 400


@rule("users.get_phone_number.user_must_exist", "users.update_phone_number.user_must_exist")
@rule("users.update_email.user_must_exist")
def test_a_user_that_does_not_exist_is_not_found(mock: Mock) -> None:
    reply = get_number(mock)
    assert (reply.status, reply.body) == (404, {"error": f"There is no user {USER}."})
    for reply in (set_number(mock, NUMBER), set_number(mock, None), set_email(mock, EMAIL)):
        assert (reply.status, reply.body) == (404, NO_USER)


def test_the_errors_of_getting_the_number_are_bare(mock: Mock) -> None:
    mock.create()
    assert get_number(mock, headers=[]).body == {"error": "An API key or a bearer token is required."}
    forbidden = get_number(mock, headers=[mock.bearer(OTHER_USER)])
    assert (forbidden.status, list(forbidden.body)) == (403, ["error"])
    assert get_number(mock, headers=[mock.bearer()]).status == 200


def test_without_the_store_of_personal_data_nothing_is_shown_or_changed(mock: Mock) -> None:
    mock.create()
    mock.world.outside.change(personal_data=False)
    message = "The store of personal data is unavailable."
    reply = get_number(mock)
    assert (reply.status, reply.body) == (503, {"error": message})
    for reply in (set_number(mock, NUMBER), set_number(mock, None), set_email(mock, EMAIL)):
        assert (reply.status, reply.body) == (503, {"error": "ServiceUnavailable", "message": message})
    assert mock.version == 1
    assert get_number(mock, OTHER_USER).status == 404
