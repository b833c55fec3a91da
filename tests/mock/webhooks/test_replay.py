"""Replays of deliveries by hand."""

import json

import pytest
from spkey_mock.webhooks.deliveries import Attempt

from ..support import START
from .publisher import Publisher, version_of, webhook


@pytest.mark.parametrize(("response", "state"), [(200, "delivered"), (404, "refused"), (500, "exhausted")])
def test_a_delivery_that_has_ended_starts_over_with_the_same_id_and_bytes(response: int, state: str) -> None:
    publisher = Publisher(webhook(attempts=1))
    publisher.publish()
    first = publisher.take()
    publisher.webhooks.report(first, response)
    assert publisher.delivery.state == state
    publisher.advance(60)
    replayed = publisher.webhooks.replay(1)
    assert replayed == publisher.delivery
    assert (replayed.state, replayed.next_at) == ("waiting", START + 60_000)
    again = publisher.take()
    assert again == first
    assert json.loads(again.body)["id"] == replayed.event_id
    publisher.webhooks.report(again, 204)
    assert publisher.delivery.state == "delivered"
    assert [it.status for it in publisher.delivery.attempts] == [response, 204]


def test_a_replay_that_fails_is_retried_with_all_its_attempts() -> None:
    publisher = Publisher(webhook(attempts=2))
    publisher.publish()
    publisher.deliver(lambda _: 500)
    publisher.advance(30)
    publisher.deliver(lambda _: 500)
    assert publisher.delivery.state == "exhausted"
    publisher.webhooks.replay(1)
    assert publisher.deliver(lambda _: 500) == [1]
    assert publisher.delivery.next_at == START + 60_000
    publisher.advance(30)
    assert publisher.deliver(lambda _: 500) == [1]
    assert publisher.delivery.state == "exhausted"


def test_a_replay_is_received_once_even_if_the_event_was_delivered_in_copies() -> None:
    publisher = Publisher(webhook(copies=3))
    publisher.publish()
    assert publisher.deliver() == [1, 1, 1]
    publisher.webhooks.replay(1)
    assert publisher.deliver() == [1]


def test_a_pending_delivery_is_due_immediately_and_keeps_the_attempts_that_it_has_left() -> None:
    publisher = Publisher(webhook(attempts=2))
    publisher.publish()
    publisher.deliver(lambda _: 500)
    for _ in range(2):
        publisher.webhooks.replay(1)
    assert publisher.deliver(lambda _: 500) == [1]
    assert publisher.delivery.state == "exhausted"


def test_a_replay_during_an_attempt_follows_it() -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    attempt = publisher.take()
    for _ in range(2):
        assert publisher.webhooks.replay(1) == publisher.delivery
    assert not publisher.due()
    publisher.webhooks.report(attempt, 200)
    assert publisher.delivery.state == "waiting"
    assert publisher.deliver() == [1]
    assert publisher.states == ["delivered"]
    publisher.publish()
    assert publisher.deliver() == [2]
    assert publisher.states == ["delivered", "delivered"]


def test_a_delivery_that_waits_to_be_overtaken_is_posted_when_it_is_replayed() -> None:
    publisher = Publisher(webhook(swapped=10))
    publisher.publish()
    publisher.webhooks.replay(1)
    publisher.publish()
    assert publisher.deliver() == [1]
    publisher.advance(10)
    assert publisher.deliver() == [2]


def test_a_replay_comes_after_what_is_due_already() -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    publisher.deliver()
    publisher.publish(times=2)
    publisher.webhooks.replay(1)
    assert publisher.deliver() == [2, 3, 1]


def test_the_listener_is_called() -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    publisher.deliver()
    taken: list[Attempt] = []
    publisher.webhooks.listen(lambda: taken.extend(publisher.due()))
    publisher.webhooks.replay(1)
    assert [version_of(attempt) for attempt in taken] == [1]


def test_a_hundred_attempts_before_a_replay_are_kept() -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    for number in range(150):
        publisher.webhooks.report(publisher.take(), 200 + number % 100)
        publisher.webhooks.replay(1)
    assert publisher.deliver(lambda _: 200) == [1]
    statuses = [it.status for it in publisher.delivery.attempts]
    assert statuses == [200 + number % 100 for number in range(50, 150)] + [200]


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_an_unknown_delivery_cannot_be_replayed(number: int) -> None:
    publisher = Publisher(webhook())
    publisher.publish(times=2)
    with pytest.raises(ValueError, match=rf"Unknown delivery {number}\. Deliveries are numbered from 1\. So far: 2\."):
        publisher.webhooks.replay(number)


def test_a_dropped_delivery_cannot_be_replayed() -> None:
    publisher = Publisher(webhook(), deliveries=1)
    publisher.publish(times=2)
    with pytest.raises(ValueError, match=r"Delivery 1 was dropped, .* \(limit 1\)\. .* raise Limits\.deliveries\."):
        publisher.webhooks.replay(1)


def test_a_delivery_of_a_removed_webhook_cannot_be_replayed() -> None:
    publisher = Publisher(webhook())
    publisher.publish(times=2)
    publisher.webhooks.report(publisher.take(), 200)
    publisher.webhooks.remove("webhook-1")
    with pytest.raises(ValueError, match=r"Delivery 1 cannot be replayed, because webhook-1 was removed\."):
        publisher.webhooks.replay(1)
    with pytest.raises(ValueError, match=r"Delivery 2 was dropped, because its webhook was removed or"):
        publisher.webhooks.replay(2)
