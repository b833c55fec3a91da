"""The contract against the published facts, which were transcribed before it was written."""

from pathlib import Path

import pytest

from .facts import FACTS, Contract, Difference

CONTRACT = Contract.read(Path(__file__).parents[2] / "openapi.yaml")
OPERATIONS = {fact["operationId"]: fact for fact in FACTS["operations"]}

DELIBERATE = {
    # The framework returns it for a lock that does not exist, as the other operations document.
    ("create_lock_temp_key", "404"): "is not published",
    # The published example and the framework omit it.
    ("create_user", "200.userId"): "is missing",
    # Two users must not have the same phone number, because a search finds one.
    ("update_user_phone_number", "409"): "is not published",
    # A page is a number. The published text has no bounds.
    ("list_lock_events", "query.page"): "['integer'] instead of s",
}
"""Differences that the contract gives a reason for, by operation and place."""


def unexpected(name: str, differences: list[Difference]) -> list[Difference]:
    return [found for found in differences if DELIBERATE.get((name, found.place)) != found.message]


def test_the_contract_has_the_published_operations() -> None:
    assert CONTRACT.operations.keys() == OPERATIONS.keys()


def test_the_contract_has_the_published_events() -> None:
    assert CONTRACT.events.keys() == FACTS["events"].keys()


def test_every_operation_is_the_published_one() -> None:
    found = {name: unexpected(name, list(CONTRACT.differences(fact))) for name, fact in OPERATIONS.items()}
    assert {name: differences for name, differences in found.items() if differences} == {}


def test_every_event_is_the_published_one() -> None:
    found = {name: list(CONTRACT.event_differences(name)) for name in FACTS["events"]}
    assert {name: differences for name, differences in found.items() if differences} == {}


@pytest.mark.parametrize(("name", "place"), DELIBERATE)
def test_a_deliberate_difference_still_exists(name: str, place: str) -> None:
    found = {difference.place: difference.message for difference in CONTRACT.differences(OPERATIONS[name])}
    assert found.get(place) == DELIBERATE[name, place]
