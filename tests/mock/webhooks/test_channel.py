"""The order in which deliveries go to one webhook."""

from .publisher import Publisher, webhook


def test_events_are_posted_one_after_another_in_their_order() -> None:
    publisher = Publisher(webhook())
    publisher.publish(times=3)
    attempt = publisher.take()
    assert not publisher.due()
    publisher.webhooks.report(attempt, 200)
    assert publisher.deliver() == [2, 3]


def test_webhooks_do_not_wait_for_each_other() -> None:
    publisher = Publisher(webhook(), webhook())
    publisher.publish(times=2)
    first, second = publisher.due()
    publisher.webhooks.report(second, 200)
    assert publisher.take().webhook_id == "webhook-2"
    publisher.webhooks.report(first, 200)
    assert publisher.take().webhook_id == "webhook-1"


def test_an_event_that_failed_does_not_hold_up_those_after_it() -> None:
    publisher = Publisher(webhook())
    publisher.publish(times=3)
    assert publisher.deliver(lambda version: 500 if version == 1 else 200) == [1, 2, 3]
    assert publisher.states == ["waiting", "delivered", "delivered"]
    publisher.advance(30)
    assert publisher.deliver() == [1]


def test_an_event_that_is_retried_at_once_lets_the_others_go_first() -> None:
    publisher = Publisher(webhook(retry_delay=0, attempts=2))
    publisher.publish(times=3)
    assert publisher.deliver(lambda _: 500) == [1, 2, 3, 1, 2, 3]


def test_pairs_of_events_are_swapped_on_request() -> None:
    publisher = Publisher(webhook(swapped=10))
    publisher.publish(times=4)
    assert publisher.deliver() == [2, 1, 4, 3]


def test_an_event_that_nothing_overtakes_in_time_is_posted_alone() -> None:
    publisher = Publisher(webhook(swapped=10))
    publisher.publish()
    publisher.advance(9.999)
    assert publisher.deliver() == []
    publisher.advance(0.001)
    publisher.publish()  # too late, and the next to wait
    assert publisher.deliver() == [1]
    publisher.publish()
    assert publisher.deliver() == [3, 2]


def test_an_event_that_was_posted_and_failed_is_not_overtaken() -> None:
    publisher = Publisher(webhook(swapped=10))
    publisher.publish()
    publisher.advance(10)
    assert publisher.deliver(lambda _: 500) == [1]
    publisher.publish()
    assert publisher.deliver() == []
    publisher.advance(10)
    assert publisher.deliver() == [2]
    publisher.advance(20)
    assert publisher.deliver() == [1]


def test_a_delay_and_a_swap_add_up() -> None:
    publisher = Publisher(webhook(delay=5, swapped=2))
    publisher.publish()
    publisher.advance(1)
    publisher.publish()
    publisher.advance(4.999)
    assert publisher.deliver() == []
    publisher.advance(0.001)
    assert publisher.deliver() == [2, 1]
    publisher.publish()
    publisher.advance(3)
    publisher.publish()  # as late as this, it cannot be posted before the other one is due
    publisher.advance(4)
    assert publisher.deliver() == [3]
