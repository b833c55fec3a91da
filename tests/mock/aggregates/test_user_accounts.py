"""The accounts of users at 3dEye, and the locks that they own."""

from collections.abc import Iterable

import pytest
from spkey_mock.aggregates.users.three_deye import THREE_DEYE_ACCOUNTS, ThreeDeyeAccountCreated
from spkey_mock.service.outside import ReadModel

from ..support import OTHER_USER, USER, Header, Mock, Reply, rule

EMAIL = "ada@example.com"


def credentials(mock: Mock, user: str = USER, headers: Iterable[Header] | None = None) -> Reply:
    return mock.send("GET", f"/users/{user}/3deye-credentials", headers=headers)


@rule("users.get_three_deye_credentials.account_created_once", "users.get_three_deye_credentials.version_unchanged")
def test_the_first_call_creates_an_account_and_is_no_event_of_the_user(mock: Mock) -> None:
    mock.create(email=EMAIL)
    first = credentials(mock)
    assert first.status == 200
    assert (first.body["userId"], first.body["email"]) == (USER, EMAIL)
    assert credentials(mock, headers=[mock.bearer()]).body == first.body
    assert [event.type for event in mock.events] == ["UserCreated"]
    assert mock.version == 1
    assert mock.add().body["version"] == 2


def test_each_user_has_an_account_of_its_own(mock: Mock) -> None:
    mock.create(email=EMAIL)
    mock.create(OTHER_USER, email="eve@example.com")
    first, second = credentials(mock).body, credentials(mock, OTHER_USER).body
    assert all(first[name] != second[name] for name in first)


@rule("users.get_three_deye_credentials.email_required")
def test_a_user_without_an_address_gets_no_account(mock: Mock) -> None:
    mock.create()
    reply = credentials(mock)
    error = {"error": "Conflict", "message": "The user has no e-mail address."}
    assert (reply.status, reply.body) == (409, error)
    mock.command("UpdateEmail", {"email": EMAIL})
    assert credentials(mock).status == 200


@rule("users.get_three_deye_credentials.user_must_exist")
def test_a_user_that_does_not_exist_gets_no_account(mock: Mock) -> None:
    reply = credentials(mock)
    assert (reply.status, reply.body) == (404, {"error": "NotFound", "message": f"There is no user {USER}."})


def test_a_token_gets_its_own_user_s_credentials_only(mock: Mock) -> None:
    mock.create(email=EMAIL)
    assert credentials(mock, headers=[mock.bearer(OTHER_USER)]).status == 403
    assert credentials(mock, headers=[]).body.keys() == {"error", "message"}


def test_the_password_is_not_in_the_repr_of_the_account(mock: Mock) -> None:
    mock.create(email="ada@example.com")
    password = credentials(mock).body["password"]
    account = mock.world.repository.load(THREE_DEYE_ACCOUNTS, USER)
    assert account.password == password
    assert password not in repr((account, ThreeDeyeAccountCreated("id", password)))


def test_without_3deye_no_account_is_created(mock: Mock) -> None:
    mock.create(email=EMAIL)
    mock.world.outside.change(three_deye=False)
    reply = credentials(mock)
    assert (reply.status, reply.body["message"]) == (503, "3dEye cannot be reached.")


def owned(mock: Mock, user: str = USER) -> Reply:
    return mock.send("GET", f"/users/{user}/owned-locks")


def create_lock(mock: Mock, number: int, owner: str = USER) -> None:
    uuid = f"00000000-0000-4000-8000-{number:012}"
    body = {"index": number, "uuid": uuid, "serialNumber": f"SPK-{number}", "ownerId": owner}
    assert mock.send("POST", f"/locks/{number}/CreateLock", body).status == 201


def shown(number: int, **changes: object) -> dict[str, object]:
    return {
        "lockUuid": f"00000000-0000-4000-8000-{number:012}",
        "serialNumber": f"SPK-{number}",
        "thingName": None,
        "online": True,
        "keysCount": 0,
        "residentCount": 0,
        "lastEvent": "LockCreated",
        "lastUpdated": 1_793_923_200_000,
        **changes,
    }


@rule("users.list_owned_locks.locks_of_owner")
def test_the_locks_of_a_user_are_those_that_the_user_owns(mock: Mock) -> None:
    mock.create()
    mock.create(OTHER_USER)
    for number, owner in ((7, USER), (8, OTHER_USER), (9, USER)):
        create_lock(mock, number, owner)
    assert owned(mock).body == {"locks": [shown(7), shown(9)], "totalCount": 2, "source": "spacetimedb"}
    mock.send("POST", "/locks/9/SetOwner", {"userId": OTHER_USER})
    assert [lock["lockUuid"][-1] for lock in owned(mock, OTHER_USER).body["locks"]] == ["8", "9"]
    assert owned(mock).body["totalCount"] == 1


def test_a_lock_is_shown_with_its_last_event_and_its_numbers(mock: Mock) -> None:
    mock.create()
    create_lock(mock, 7)
    mock.world.clock.advance(1000)
    assert mock.send("POST", "/locks/7/AddKey", {"keyUuid": USER}).status == 200
    mock.world.outside.change(offline_locks=["7"])
    last = {"lastEvent": "KeyAdded", "lastUpdated": 1_793_923_201_000}
    assert owned(mock).body["locks"] == [shown(7, online=False, keysCount=1, **last)]


def test_a_late_read_model_shows_nothing_later(mock: Mock) -> None:
    mock.create()
    create_lock(mock, 7)
    mock.world.outside.change(read_model="late")
    mock.world.clock.advance(1)
    create_lock(mock, 8)
    assert owned(mock).body == {"locks": [shown(7)], "totalCount": 1, "source": "spacetimedb"}
    mock.world.outside.change(read_model="current")
    assert owned(mock).body["totalCount"] == 2


@rule("users.list_owned_locks.empty_if_unavailable")
def test_without_the_read_model_the_list_is_empty(mock: Mock) -> None:
    mock.create()
    create_lock(mock, 7)
    mock.world.outside.change(read_model="unavailable")
    assert owned(mock).body == {"locks": [], "totalCount": 0, "source": "unavailable"}


@rule("users.list_owned_locks.user_must_exist")
@pytest.mark.parametrize("model", ["current", "unavailable"])
def test_the_locks_of_a_user_that_does_not_exist_are_not_found(mock: Mock, model: ReadModel) -> None:
    mock.world.outside.change(read_model=model)
    reply = owned(mock)
    message = f"There is no user {USER}."
    assert (reply.status, reply.body) == (404, {"success": False, "errors": [{"code": 404, "message": message}]})
