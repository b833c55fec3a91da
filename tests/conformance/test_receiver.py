"""The receiver of webhooks that the suite subscribes."""

import httpx
import pytest
from spkey_mock.conformance.receiver import Receiver


def deliver(receiver: Receiver, name: str, user: str = "7") -> int:
    event = {"detail-type": name, "detail": {"aggregateId": user}}
    with httpx.Client(trust_env=False) as http:
        return http.post(receiver.url, json=event, headers={"X-Note": "hello"}).status_code


def test_deliveries_arrive_in_order_with_their_headers() -> None:
    with Receiver() as receiver:
        assert [deliver(receiver, name) for name in ("UserCreated", "PhysicalKeyAdded")] == [204, 204]
        received = receiver.wait(lambda it: len(it) == 2)
    assert [it.name for it in received] == ["UserCreated", "PhysicalKeyAdded"]
    assert received[0].headers["x-note"] == "hello"


def test_the_first_responses_have_the_given_statuses() -> None:
    with Receiver([500, 400]) as receiver:
        assert [deliver(receiver, "UserCreated") for _ in range(3)] == [500, 400, 204]


def test_deliveries_about_other_users_use_up_no_status() -> None:
    with Receiver([500], about="7") as receiver:
        assert [deliver(receiver, "UserCreated", user) for user in ("8", "7", "7")] == [204, 500, 204]


def test_a_delivery_that_does_not_arrive_is_a_broken_promise() -> None:
    with Receiver(timeout=0.01) as receiver, pytest.raises(AssertionError, match=r"Only 0 deliveries arrived .*: \[\]"):
        receiver.wait(lambda it: len(it) == 1)
