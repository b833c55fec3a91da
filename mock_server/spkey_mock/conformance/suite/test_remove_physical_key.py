"""Removing a physical key."""

import pytest

from ..server import Server
from ..user import User
from .marks import rule


@rule("physical_keys.remove.user_must_exist")
def test_removing_a_key_of_an_unknown_user_returns_404(unknown: User) -> None:
    assert unknown.try_remove(1).status == 404


@rule("physical_keys.remove.key_must_be_in_inventory")
def test_removing_a_number_that_was_never_issued_returns_404(user: User) -> None:
    number = user.add()["number"]
    for missing in (number + 1, number + 100, 2**53 - 1):
        assert user.try_remove(missing).status == 404


@rule("physical_keys.remove.key_must_be_in_inventory")
def test_a_second_removal_returns_404(user: User) -> None:
    number = user.add()["number"]
    user.remove(number)
    assert user.try_remove(number).status == 404


@rule("physical_keys.remove.number_never_reused")
@pytest.mark.parametrize("removed", [0, 1, 2], ids=["lowest", "middle", "highest"])
def test_a_removal_does_not_lower_the_next_number(user: User, removed: int) -> None:
    numbers = [user.add()["number"] for _ in range(3)]
    user.remove(numbers[removed])
    assert user.add()["number"] == numbers[-1] + 1


@rule("physical_keys.remove.number_never_reused")
def test_an_empty_inventory_does_not_lower_the_next_number(user: User) -> None:
    numbers = [user.add()["number"] for _ in range(3)]
    for number in numbers:
        user.remove(number)
    assert user.numbers() == []
    assert user.add()["number"] == numbers[-1] + 1


@rule("physical_keys.remove.event_recorded")
def test_the_response_carries_the_event_of_the_removal(user: User) -> None:
    key = user.add(orgName="Acme Property Management", note="front door")
    removed = user.remove(key["number"])
    event = removed["event"]
    assert (removed["aggregateId"], removed["number"]) == (user.id, key["number"])
    assert event["type"] == "PhysicalKeyRemoved"
    assert set(event["data"]) == {"userId", "number", "removedAt"}
    assert (event["data"]["userId"], event["data"]["number"]) == (user.id, key["number"])
    # A time in seconds, of another epoch or of another time zone would not lie between the key's and ten minutes later.
    assert key["addedAt"] <= event["data"]["removedAt"] < key["addedAt"] + 600_000


@rule("physical_keys.remove.gone_at_once")
def test_a_removed_key_is_in_no_response(user: User) -> None:
    first, removed = (user.add(note="front door")["number"] for _ in range(2))
    assert user.get(removed).status == 200  # so that a cache has the key
    user.remove(removed)
    assert user.get(removed).status == 404
    listed = user.inventory(q="front")
    assert ([key["number"] for key in listed["keys"]], listed["total"]) == ([first], 1)
    assert [key["number"] for key in user.all_keys()] == [first]


@rule("physical_keys.remove.caller_org_id_never_trusted")
def test_a_caller_org_id_that_a_client_sends_gives_no_access(user: User, other: Server) -> None:
    number = user.add()["number"]
    seen = user.seen_by(other)
    assert seen.try_remove(number, _callerOrgId=user.org_id).status in (400, 404)
    assert user.numbers() == [number]


@rule("physical_keys.remove.other_org_not_found")
def test_a_key_of_another_organisation_is_not_found(user: User, other: Server) -> None:
    number = user.add()["number"]
    assert user.seen_by(other).try_remove(number).status == 404
    assert user.numbers() == [number]
    user.remove(number)
