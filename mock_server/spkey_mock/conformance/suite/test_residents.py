"""The residents of a lock."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from ..lock import Lock
from ..server import Reply, Server
from ..texts import new_email, new_phone_number
from ..user import User, succeeded
from .marks import rule


def with_number(user: User) -> str:
    """Give a user a phone number, and return it."""
    number = new_phone_number()
    succeeded(user.server.post(user.path("UpdatePhoneNumber"), phoneNumber=number))
    return number


@rule("residents.add.event_recorded", "residents.remove.event_recorded")
def test_a_resident_is_recorded_with_the_address_in_the_request(lock: Lock, new_user: Callable[..., User]) -> None:
    email = new_email()
    user = new_user(email=email)
    added = lock.add_resident("Ada", email=email)
    removed = succeeded(lock.try_remove_resident(email=email))
    for version, reply, kind in ((2, added, "ResidentAdded"), (3, removed, "ResidentRemoved")):
        assert (reply["version"], reply["email"], reply["event"]["type"]) == (version, email, kind)
        data = reply["event"]["data"]
        assert (data["lockId"], data["uuid"], data["userId"]) == (lock.id, lock.uuid, user.id)
        assert data["email"] == email
    assert added["event"]["data"]["name"] == "Ada"
    assert "email" not in lock.add_resident(userId=user.id).body


@rule("residents.add.user_found_by_contact")
def test_a_resident_is_found_by_address_or_number(lock: Lock, new_user: Callable[..., User]) -> None:
    email = new_email()
    user, other = new_user(email=email), new_user()
    number = with_number(other)
    lock.add_resident("Ada", email=email.upper())
    lock.add_resident("Eve", phoneNumber=f" 00{number[1:4]} {number[4:]}")
    assert [(it["userId"], it["name"]) for it in lock.residents()] == [(user.id, "Ada"), (other.id, "Eve")]
    assert lock.try_remove_resident(phoneNumber=number).status == 200
    assert [it["userId"] for it in lock.details()["residents"]] == [user.id]


@rule("residents.add.user_id_comes_first")
def test_a_user_id_precedes_an_address_and_an_address_precedes_a_number(
    lock: Lock, new_user: Callable[..., User]
) -> None:
    email = new_email()
    user = new_user(email=email)
    unknown_id = str(uuid4())
    added = lock.add_resident(userId=unknown_id, email=email, phoneNumber=new_phone_number())
    assert added["event"]["data"]["userId"] == unknown_id
    assert lock.add_resident(email=email, phoneNumber=new_phone_number())["event"]["data"]["userId"] == user.id


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(Lock.try_add_resident, marks=rule("residents.add.user_must_be_named")),
        pytest.param(Lock.try_remove_resident, marks=rule("residents.remove.user_must_be_named")),
    ],
)
def test_a_request_names_the_user(lock: Lock, send: Callable[..., Reply]) -> None:
    assert send(lock).status == 400
    assert (lock.version(), lock.residents()) == (1, [])


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(Lock.try_add_resident, marks=rule("residents.add.user_must_be_known")),
        pytest.param(Lock.try_remove_resident, marks=rule("residents.remove.user_must_be_known")),
    ],
)
def test_a_contact_that_nobody_has_returns_404(lock: Lock, send: Callable[..., Reply]) -> None:
    for contact in ({"email": new_email()}, {"phoneNumber": new_phone_number()}):
        reply = send(lock, **contact)
        assert (reply.status, "by-" in reply.message) == (404, True)
    assert (lock.version(), lock.residents()) == (1, [])


@rule("residents.add.resident_once_per_lock", "residents.remove.resident_must_be_there")
def test_a_user_is_a_resident_once(lock: Lock, user: User) -> None:
    assert lock.try_remove_resident(userId=user.id).status == 400
    lock.add_resident("Ada", userId=user.id)
    assert lock.try_add_resident("Eve", userId=user.id).status == 400
    assert [it["name"] for it in lock.residents()] == ["Ada"]
    assert lock.try_remove_resident(userId=user.id).status == 200
    assert lock.try_remove_resident(userId=user.id).status == 400
    assert lock.version() == 3


@rule("residents.list.no_credential_needed", "residents.list.no_phone_number")
def test_the_residents_are_public_but_their_numbers_are_not(
    lock: Lock, anonymous: Server, new_user: Callable[..., User]
) -> None:
    user, other = new_user(), new_user()
    number = with_number(user)
    for resident in (user, other):
        lock.add_resident(userId=resident.id)
    reply = lock.seen_by(anonymous).get("residents")
    assert reply.status == 200
    assert [(it["userId"], it["hasPhone"]) for it in reply["residents"]] == [(user.id, True), (other.id, False)]
    assert number.lstrip("+") not in reply.text
    assert set(reply["residents"][0]) <= {"userId", "name", "email", "hasPhone"}
    succeeded(user.server.post(user.path("UpdatePhoneNumber"), phoneNumber=None))
    assert lock.residents()[0]["hasPhone"] is False
