"""The residents of a lock."""

from typing import Any

import pytest
from spkey_mock.world.limits import Limits

from ..support import OTHER_USER, USER, Mock, rule
from .building import Building, recorded


@pytest.fixture
def lock(mock: Mock) -> Building:
    """A lock without residents. One user has an e-mail address and a phone number, and another has neither."""
    lock = Building(mock)
    lock.create()
    mock.create(USER, email="Ada@Example.com")
    mock.command("UpdatePhoneNumber", {"phoneNumber": "+48123456789"})
    mock.create(OTHER_USER)
    return lock


@rule("residents.add.event_recorded", "residents.add.user_found_by_contact", "residents.remove.event_recorded")
@pytest.mark.parametrize(
    "contact", [{"email": "ada@example.COM"}, {"phoneNumber": "0048 123 456 789"}], ids=["email", "phone"]
)
def test_a_resident_is_found_by_e_mail_address_or_phone_number(lock: Building, contact: dict[str, Any]) -> None:
    shown = {name: value for name, value in contact.items() if name == "email"}
    reply = lock.add_resident("Ada L.", **contact)
    body = recorded(lock, reply, "ResidentAdded", userId=USER, name="Ada L.", **shown)
    assert body.get("email") == contact.get("email")
    assert lock.details["residents"] == [{"userId": USER, "name": "Ada L.", **shown}]
    removed = lock.remove_resident(**contact)
    assert recorded(lock, removed, "ResidentRemoved", userId=USER, **shown).get("email") == contact.get("email")
    assert lock.details["residents"] == []


@rule("residents.add.user_id_comes_first")
def test_a_user_id_precedes_an_e_mail_address_and_an_address_precedes_a_number(lock: Building) -> None:
    reply = lock.add_resident(userId="nobody", email="eve@example.com", phoneNumber="+4930123456")
    recorded(lock, reply, "ResidentAdded", userId="nobody", name="Ada", email="eve@example.com")
    assert lock.add_resident(email="ada@example.com", phoneNumber="+4930123456").status == 200
    assert [it["userId"] for it in lock.details["residents"]] == ["nobody", USER]


@rule("residents.add.user_must_be_named", "residents.remove.user_must_be_named")
def test_a_resident_must_be_named_in_one_of_three_ways(lock: Building) -> None:
    for reply in (lock.add_resident(), lock.remove_resident(), lock.send("RemoveResident")):
        assert (reply.status, reply.message) == (400, "body: userId, email or phoneNumber is required")
    for reply in (lock.add_resident(phoneNumber="123"), lock.remove_resident(phoneNumber="123")):
        assert reply.status == 400
        assert reply.message.startswith("body/phoneNumber: the value is not an international phone number")


@rule("residents.add.user_must_be_known", "residents.remove.user_must_be_known")
@pytest.mark.parametrize(
    ("contact", "query"), [({"email": "eve@example.com"}, "by-email"), ({"phoneNumber": "+1234"}, "by-phone")]
)
def test_a_contact_that_no_user_has_returns_404_with_a_hint(
    lock: Building, contact: dict[str, Any], query: str
) -> None:
    for reply in (lock.add_resident(**contact), lock.remove_resident(**contact)):
        assert reply.status == 404
        assert f"Call GET /users/{query} first" in reply.message
        assert not any(value in reply.message for value in contact.values())


@rule("residents.add.resident_once_per_lock", "residents.remove.resident_must_be_there")
def test_a_user_is_a_resident_of_a_lock_once(lock: Building) -> None:
    assert lock.remove_resident(userId=USER).status == 400
    assert lock.add_resident(userId=USER).status == 200
    contacts: list[dict[str, Any]] = [{"userId": USER}, {"email": "ada@example.com"}, {"phoneNumber": "+48123456789"}]
    for again in contacts:
        assert lock.add_resident(**again).status == 400
    assert lock.state.version == 2
    assert lock.remove_resident(phoneNumber="+48123456789").status == 200
    assert lock.remove_resident(userId=USER).status == 400
    assert lock.add_resident(userId=USER).status == 200


@rule("residents.list.no_credential_needed", "residents.list.no_phone_number")
def test_the_residents_are_public_without_their_phone_numbers(lock: Building) -> None:
    lock.add_resident("Ada", email="ada@example.com")
    lock.add_resident("Eve", userId=OTHER_USER)
    listed = [
        {"userId": USER, "name": "Ada", "email": "ada@example.com", "hasPhone": True},
        {"userId": OTHER_USER, "name": "Eve", "hasPhone": False},
    ]
    for headers in ([], [lock.mock.other], [("X-API-Key", "unknown")]):
        assert lock.query("residents", headers=headers).body == {"residents": listed}
    lock.mock.command("UpdatePhoneNumber", {"phoneNumber": None})
    assert lock.query("residents").body["residents"][0]["hasPhone"] is False


def test_residents_have_no_rights(lock: Building) -> None:
    lock.add_resident(userId=USER)
    assert lock.open(headers=[lock.mock.bearer()]).status == 403


def test_contacts_cannot_be_looked_up_while_personal_data_is_unavailable(lock: Building) -> None:
    lock.mock.world.outside.change(personal_data=False)
    assert lock.add_resident(email="ada@example.com").status == 503
    assert lock.add_resident(userId=USER).status == 200
    assert lock.remove_resident(phoneNumber="+48123456789").status == 503


def test_a_resident_counts_as_a_key_in_the_limit() -> None:
    lock = Building(Mock(limits=Limits(keys=1)))
    lock.create()
    assert (lock.add_resident(userId=USER).status, lock.add_key("k").status) == (200, 503)
    assert (lock.remove_resident(userId=USER).status, lock.add_key("k").status) == (200, 200)
