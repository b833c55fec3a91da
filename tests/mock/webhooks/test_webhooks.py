"""Which events go to which webhooks, and what is kept of them."""

import json

import pytest
from spkey_mock.aggregates.users import UserCreated
from spkey_mock.webhooks.webhooks import Webhooks

from ..support import CONTRACT, ORG, OTHER_ORG, START, USER, rule
from .publisher import ADDED, REMOVED, Publisher, publish, webhook

MINUTE = 60_000

# To whom


@rule("webhooks.sent_to_organisation_of_user")
def test_only_webhooks_of_the_users_organisation_get_an_event() -> None:
    publisher = Publisher(webhook(), webhook(org_id=OTHER_ORG), webhook())
    publisher.publish()
    assert [attempt.webhook_id for attempt in publisher.due()] == ["webhook-1", "webhook-3"]


def test_the_same_event_has_an_id_of_its_own_for_each_webhook() -> None:
    publisher = Publisher(webhook(), webhook())
    publisher.publish()
    assert [it.event_id for it in publisher.webhooks.deliveries()] == ["event-1", "event-2"]


def test_where_no_delivery_may_be_kept_events_are_dropped_and_counted() -> None:
    publisher = Publisher(webhook(), webhook(), deliveries=0)
    publisher.publish()
    assert (publisher.webhooks.deliveries(), publisher.webhooks.dropped) == ([], 2)


def test_the_events_of_a_user_without_organisation_are_not_delivered() -> None:
    publisher = Publisher(webhook())
    publisher.publish(org_id=None)
    assert not publisher.webhooks.deliveries()


@rule("webhooks.filtered_by_detail_type")
def test_a_webhook_gets_the_events_that_it_names() -> None:
    publisher = Publisher(
        webhook(detail_types=("PhysicalKeyAdded",)), webhook(detail_types=("PhysicalKeyRemoved", "*"))
    )
    publisher.publish(ADDED)
    publisher.publish(REMOVED)
    posted = [(it.webhook_id, it.detail_type) for it in publisher.webhooks.deliveries()]
    assert posted == [
        ("webhook-1", "PhysicalKeyAdded"),
        ("webhook-2", "PhysicalKeyAdded"),
        ("webhook-2", "PhysicalKeyRemoved"),
    ]


@rule("webhooks.filtered_by_detail_type")
@pytest.mark.parametrize("detail_types", [("*",), ("UserCreated",), ("PhysicalKeyAdded", "UserCreated")])
def test_a_webhook_gets_new_users(detail_types: tuple[str, ...]) -> None:
    publisher = Publisher(webhook(detail_types=detail_types), webhook(detail_types=("PhysicalKeyAdded",)))
    publisher.publish(UserCreated(USER, email="ada@example.com"))
    detail = json.loads(publisher.take().body)["detail"]
    assert detail["data"] == {"type": "UserCreated", "userId": USER, "status": "ACTIVE"}
    assert publisher.delivery.webhook_id == "webhook-1"


def test_events_that_are_no_webhook_of_the_contract_are_not_delivered() -> None:
    webhooks = Webhooks(lambda: START, lambda: "event-1", ("PhysicalKeyAdded",))
    webhooks.add(webhook())
    publish(webhooks, REMOVED, ORG, 1, START)
    assert not webhooks.deliveries()
    publish(webhooks, ADDED, ORG, 2, START)
    assert [it.detail_type for it in webhooks.deliveries()] == ["PhysicalKeyAdded"]


def test_a_webhook_gets_what_happens_between_its_addition_and_its_removal() -> None:
    publisher = Publisher()
    publisher.publish()
    webhook_id = publisher.webhooks.add(webhook())
    publisher.publish()
    assert publisher.deliver() == [2]
    publisher.webhooks.remove(webhook_id)
    publisher.publish()
    assert not publisher.due()
    assert [it.version for it in publisher.webhooks.deliveries()] == [2]


# What a dispatcher needs to know


def test_the_time_of_the_next_attempt_is_known() -> None:
    publisher = Publisher(webhook(), webhook(delay=7))
    assert publisher.webhooks.next_due() is None
    publisher.publish()
    assert publisher.webhooks.next_due() == START
    attempt = publisher.take()
    assert publisher.webhooks.next_due() == START + 7000
    publisher.webhooks.report(attempt, 500)
    publisher.advance(7)
    publisher.deliver()
    assert publisher.webhooks.next_due() == START + 30_000


def test_the_pause_before_the_next_attempt_is_known_where_the_clock_runs() -> None:
    ticks = True
    publisher = Publisher()
    webhooks = Webhooks(publisher.clock.now, lambda: "id", tuple(CONTRACT["webhooks"]), ticks=lambda: ticks)
    webhooks.add(webhook(delay=2.5))
    assert webhooks.pause() is None
    publish(webhooks, REMOVED, ORG, 1, START)
    assert webhooks.pause() == 2.5
    publisher.advance(60)
    assert webhooks.pause() == 0
    ticks = False
    assert webhooks.pause() is None


def test_the_backlog_is_what_is_due_or_under_way_and_what_is_for_later() -> None:
    publisher = Publisher(webhook())
    publisher.publish(times=3)
    publisher.webhooks.report(publisher.take(), 500)
    publisher.take()
    backlog = publisher.webhooks.backlog()
    assert ([it.version for it in backlog.due], backlog.later) == ([2, 3], 1)
    publisher.clock.freeze(START - MINUTE)
    backlog = publisher.webhooks.backlog()
    assert ([it.version for it in backlog.due], backlog.later) == ([2], 2)


def test_a_listener_is_called_when_there_is_something_to_do() -> None:
    publisher = Publisher(webhook(detail_types=("PhysicalKeyRemoved",)))
    calls: list[None] = []
    publisher.webhooks.listen(lambda: calls.append(None))
    publisher.publish()
    assert len(calls) == 1
    publisher.webhooks.wake()
    assert len(calls) == 2
    publisher.publish(org_id=None)
    assert len(calls) == 2
    publisher.webhooks.remove("webhook-1")
    assert len(calls) == 3
    publisher.publish()
    assert len(calls) == 3


def test_a_result_that_is_reported_twice_counts_once() -> None:
    publisher = Publisher(webhook(copies=2))
    publisher.publish(times=2)
    attempt = publisher.take()
    publisher.webhooks.report(attempt, 200)
    publisher.webhooks.report(attempt, 200)
    assert len(publisher.webhooks.deliveries()[0].attempts) == 1
    publisher.take()
    publisher.webhooks.report(attempt, 200)
    assert len(publisher.webhooks.deliveries()[0].attempts) == 1


# What is kept


def test_deliveries_that_wait_for_a_webhook_are_dropped_with_it() -> None:
    publisher = Publisher(webhook(), webhook())
    publisher.publish(times=2)
    first, _ = publisher.due()
    publisher.webhooks.remove("webhook-1")
    publisher.webhooks.report(first, 200)
    assert [it.webhook_id for it in publisher.webhooks.deliveries()] == ["webhook-2", "webhook-2"]
    assert publisher.webhooks.dropped == 2
    assert [webhook_id for webhook_id, _ in publisher.webhooks.items()] == ["webhook-2"]
    assert publisher.webhooks.add(webhook()) == "webhook-3"
    with pytest.raises(ValueError, match=r"Unknown webhook 'webhook-1'\. Known: webhook-2, webhook-3\."):
        publisher.webhooks.remove("webhook-1")


def test_the_number_of_webhooks_is_limited() -> None:
    publisher = Publisher(webhook(), webhook(), limit=2)
    with pytest.raises(ValueError, match=r"Too many webhooks \(limit 2\)\. Remove some or raise Limits.webhooks\."):
        publisher.webhooks.add(webhook())
    publisher.webhooks.remove("webhook-1")
    assert publisher.webhooks.add(webhook()) == "webhook-3"


def test_deliveries_that_ended_first_are_dropped_first() -> None:
    publisher = Publisher(webhook(), deliveries=3)
    publisher.publish(times=3)
    publisher.deliver(lambda version: 500 if version == 1 else 200)
    publisher.publish()
    assert [it.version for it in publisher.webhooks.deliveries()] == [1, 3, 4]
    assert publisher.webhooks.dropped == 1
    publisher.advance(30)
    assert publisher.deliver() == [4, 1]


def test_the_oldest_that_waits_is_dropped_if_none_has_ended() -> None:
    publisher = Publisher(webhook(), deliveries=2)
    publisher.publish(times=2)
    attempt = publisher.take()
    publisher.publish(times=2)
    assert publisher.webhooks.dropped == 2
    publisher.webhooks.report(attempt, 200)
    assert publisher.deliver() == [3, 4]


def test_an_event_that_was_dropped_while_it_waited_to_be_overtaken_is_not_posted() -> None:
    publisher = Publisher(webhook(swapped=10), deliveries=1)
    publisher.publish(times=3)
    publisher.advance(10)
    assert publisher.deliver() == [3]
