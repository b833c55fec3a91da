"""The phone numbers, e-mail addresses, locks and 3dEye accounts of users."""

from time import monotonic, sleep
from typing import Any

import pytest

from ..mock import Mock
from ..server import Reply
from ..texts import new_email, new_phone_number
from ..user import User, succeeded
from .marks import category, rule, supplement

LAG = 10.0
"""How long a read model may lag behind, in seconds."""


def set_number(user: User, number: str | None) -> Reply:
    return user.server.post(user.path("UpdatePhoneNumber"), phoneNumber=number)


def get_number(user: User) -> Any:
    return succeeded(user.server.get(user.path("phone-number")))["phoneNumber"]


def set_email(user: User, email: str) -> Reply:
    return user.server.post(user.path("UpdateEmail"), email=email)


def credentials(user: User) -> Reply:
    return user.server.get(user.path("3deye-credentials"))


def version(user: User) -> int:
    found: int = succeeded(user.create())["version"]
    return found


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("phone-number", marks=rule("users.get_phone_number.user_must_exist")),
        pytest.param("owned-locks", marks=rule("users.list_owned_locks.user_must_exist")),
        pytest.param("3deye-credentials", marks=rule("users.get_three_deye_credentials.user_must_exist")),
    ],
)
def test_a_query_about_an_unknown_user_returns_404(unknown: User, path: str) -> None:
    assert unknown.server.get(unknown.path(path)).status == 404


@rule("users.update_phone_number.user_must_exist")
def test_a_phone_number_is_set_and_removed_only_for_a_user_that_exists(unknown: User) -> None:
    assert set_number(unknown, new_phone_number()).status == set_number(unknown, None).status == 404
    assert unknown.profile().status == 404


@rule("users.update_email.user_must_exist")
def test_an_address_is_set_only_for_a_user_that_exists(unknown: User) -> None:
    assert set_email(unknown, new_email()).status == 404
    assert unknown.profile().status == 404


@rule("users.get_phone_number.null_without_number")
def test_a_user_without_a_number_has_null(user: User) -> None:
    reply = succeeded(user.server.get(user.path("phone-number")))
    assert reply.body == {"userId": user.id, "phoneNumber": None}


@rule("users.get_phone_number.shows_normal_form")
def test_a_number_is_shown_in_its_normal_form(user: User) -> None:
    number = new_phone_number()
    for spelling in (number, f"00{number[1:]}", f"{number[:4]} {number[4:]}"):
        succeeded(set_number(user, spelling))
        assert get_number(user) == number


@rule("users.update_phone_number.event_masks_number")
def test_the_event_shows_the_last_four_digits_of_the_number(user: User) -> None:
    number = new_phone_number()
    reply = succeeded(set_number(user, number))
    event = reply["event"]
    assert event["type"] == "UserPhoneNumberUpdated"
    assert (event["data"]["userId"], event["data"]["action"]) == (user.id, "set")
    assert event["data"]["maskedPhoneNumber"] == f"***{number[-4:]}"
    assert number[1:] not in reply.text


@rule("users.update_phone_number.null_removes_number")
def test_null_removes_the_number(user: User) -> None:
    succeeded(set_number(user, new_phone_number()))
    data = succeeded(set_number(user, None))["event"]["data"]
    assert data["action"] == "removed"
    assert "maskedPhoneNumber" not in data
    assert get_number(user) is None


@rule("users.update_phone_number.phone_number_international")
@pytest.mark.parametrize("prefix", ["", "0", "x+", "-"])
def test_another_phone_number_returns_400(user: User, prefix: str) -> None:
    number = new_phone_number()
    succeeded(set_number(user, number))
    assert set_number(user, prefix + new_phone_number()[1:]).status == 400
    assert get_number(user) == number


@rule("users.update_phone_number.phone_number_must_be_free")
def test_the_number_of_another_user_returns_409(user: User, new_user: Any) -> None:
    number, other = new_phone_number(), new_user()
    succeeded(set_number(user, number))
    for spelling in (number, f"00{number[1:]}"):
        assert set_number(other, spelling).status == 409
    assert get_number(other) is None
    succeeded(set_number(user, None))
    assert set_number(other, number).status == 200


@rule("users.update_email.event_masks_email")
def test_the_event_shows_the_first_letter_and_the_domain_of_the_address(user: User) -> None:
    email = new_email()
    reply = succeeded(set_email(user, email))
    event = reply["event"]
    assert event["type"] == "UserEmailUpdated"
    assert (event["data"]["userId"], event["data"]["action"]) == (user.id, "set")
    assert event["data"]["maskedEmail"] == f"{email[0]}***@{email.partition('@')[2]}"
    assert email not in reply.text
    assert user.profile()["email"] == email


@rule("users.update_email.only_without_email")
def test_a_second_address_returns_409(new_user: Any) -> None:
    email = new_email()
    user: User = new_user(email=email)
    before = version(user)
    assert [set_email(user, it).status for it in (email, new_email())] == [409, 409]
    assert (user.profile()["email"], version(user)) == (email, before)


@rule("users.update_email.email_must_be_free")
def test_the_address_of_another_user_returns_409(user: User, new_user: Any) -> None:
    email = new_email()
    new_user(email=email)
    assert set_email(user, email).status == 409
    assert "email" not in user.profile().body
    assert set_email(user, new_email()).status == 200


@rule("users.list_owned_locks.locks_of_owner")
def test_the_locks_of_a_user_are_those_that_the_user_owns(user: User, new_user: Any, new_lock: Any) -> None:
    locks = [new_lock(ownerId=user.id), new_lock(ownerId=user.id)]
    new_lock(ownerId=new_user().id)
    owned = {lock.uuid for lock in locks}
    end = monotonic() + (0 if locks[0].has_device else LAG)
    while (found := _owned(user)) != owned and monotonic() < end:
        sleep(0.5)
    assert found == owned


def _owned(user: User) -> set[str]:
    reply = succeeded(user.server.get(user.path("owned-locks")))
    assert reply["totalCount"] == len(reply["locks"])
    return {lock["lockUuid"] for lock in reply["locks"]}


@category("errors")
@supplement
@rule("users.list_owned_locks.empty_if_unavailable")
def test_without_the_read_model_the_list_is_empty(user: User, new_lock: Any, mock: Mock) -> None:
    new_lock(ownerId=user.id)
    with mock.outside(readModel="unavailable"):
        reply = succeeded(user.server.get(user.path("owned-locks")))
    assert reply.body == {"locks": [], "totalCount": 0, "source": "unavailable"}


@rule("users.get_three_deye_credentials.account_created_once")
def test_the_account_is_created_by_the_first_call_only(new_user: Any) -> None:
    email = new_email()
    user: User = new_user(email=email)
    first = succeeded(credentials(user))
    assert (first["userId"], first["email"]) == (user.id, email)
    assert credentials(user).body == first.body
    second = succeeded(credentials(new_user(email=new_email())))
    assert second["password"] != first["password"]


@rule("users.get_three_deye_credentials.version_unchanged")
def test_the_account_does_not_change_the_version(new_user: Any) -> None:
    user: User = new_user(email=new_email())
    before = version(user)
    for _ in range(2):
        succeeded(credentials(user))
    assert version(user) == before
    assert user.add()["version"] == before + 1


@rule("users.get_three_deye_credentials.email_required")
def test_a_user_without_an_address_gets_no_account(user: User) -> None:
    assert credentials(user).status == 409
    succeeded(set_email(user, new_email()))
    assert credentials(user).status == 200
