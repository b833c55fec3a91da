"""What becomes of an event on its way to a webhook."""

from itertools import pairwise

import pytest

from ..support import START, rule
from .publisher import Publisher, webhook

MINUTE = 60_000


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_an_event_that_was_received_is_not_posted_again(status: int) -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    assert publisher.deliver(lambda _: status) == [1]
    publisher.advance(86_400)
    assert publisher.deliver() == []
    assert (publisher.delivery.state, publisher.delivery.next_at) == ("delivered", None)
    assert [(it.at, it.status, it.error) for it in publisher.delivery.attempts] == [(START, status, None)]


@rule("webhooks.ended_by_4xx")
@pytest.mark.parametrize("status", [300, 302, 307, 400, 404, 408, 410, 429, 499])
def test_an_event_that_was_rejected_is_not_posted_again(status: int) -> None:
    publisher = Publisher(webhook(copies=3))
    publisher.publish()
    assert publisher.deliver(lambda _: status) == [1]
    publisher.advance(86_400)
    assert publisher.deliver() == []
    assert (publisher.delivery.state, publisher.delivery.next_at) == ("refused", None)


@rule("webhooks.repeated_after_failure")
@pytest.mark.parametrize("response", [101, 500, 503, 599, 600, "no response within 5 seconds"])
def test_a_failure_is_retried_after_30_seconds_and_then_after_twice_as_long_each_time(response: int | str) -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    times: list[int] = []
    while publisher.delivery.next_at is not None:
        publisher.clock.freeze(publisher.delivery.next_at - 1)
        assert not publisher.due()
        publisher.clock.advance(1)
        times.append(publisher.clock.now())
        publisher.webhooks.report(publisher.take(), response)
    pauses = [(later - earlier) / 1000 for earlier, later in pairwise(times)]
    assert pauses == [30, 60, 120, 240, 480, 960] + [1800] * 8
    assert len(publisher.delivery.attempts) == 15
    assert publisher.delivery.state == "exhausted"
    publisher.advance(86_400)
    assert not publisher.due()


def test_a_pause_of_more_than_half_an_hour_does_not_grow() -> None:
    assert [webhook(retry_delay=3600).pause(failures) for failures in (1, 2, 100)] == [3600] * 3
    assert [webhook(retry_delay=0).pause(failures) for failures in (1, 2, 100)] == [0] * 3


def test_an_event_is_posted_until_it_is_received() -> None:
    publisher = Publisher(webhook(retry_delay=1))
    publisher.publish()
    bodies: list[bytes] = []
    for response in ("ConnectError", 503, 204):
        attempt = publisher.take()
        bodies.append(attempt.body)
        publisher.webhooks.report(attempt, response)
        publisher.advance(2)
    assert len(set(bodies)) == 1
    assert publisher.states == ["delivered"]
    assert [(it.status, it.error) for it in publisher.delivery.attempts] == [
        (None, "ConnectError"),
        (503, None),
        (204, None),
    ]


@rule("webhooks.delivered_at_least_once")
def test_copies_are_posted_although_the_event_was_received() -> None:
    publisher = Publisher(webhook(copies=3, attempts=2))
    publisher.publish(times=2)
    assert publisher.deliver() == [1, 2, 1, 2, 1, 2]
    assert publisher.states == ["delivered", "delivered"]
    assert {it.event_id for it in publisher.webhooks.deliveries()} == {"event-1", "event-2"}


def test_a_copy_that_fails_is_retried() -> None:
    publisher = Publisher(webhook(copies=2, attempts=2))
    publisher.publish()
    for response in (200, 500):
        publisher.webhooks.report(publisher.take(), response)
    assert not publisher.due()
    publisher.advance(30)
    publisher.webhooks.report(publisher.take(), 200)
    assert publisher.states == ["delivered"]


def test_a_delay_comes_before_the_first_attempt() -> None:
    publisher = Publisher(webhook(delay=1.5))
    publisher.publish()
    publisher.advance(1.499)
    assert not publisher.due()
    publisher.advance(0.001)
    assert publisher.deliver() == [1]


def test_no_delivery_is_lost_when_the_clock_is_set_back() -> None:
    publisher = Publisher(webhook())
    publisher.publish()
    publisher.deliver(lambda _: 500)
    publisher.clock.freeze(START - MINUTE)
    assert not publisher.due()
    publisher.publish()
    assert publisher.deliver() == [2]
    publisher.clock.freeze(START + 30_000)
    assert publisher.deliver() == [1]
