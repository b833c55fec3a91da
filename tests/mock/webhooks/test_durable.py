"""Webhooks and deliveries that outlive their process."""

import json
import logging

import pytest
from attrs import evolve
from spkey_mock.service.errors import Overtaken
from spkey_mock.webhooks.stored import decode_delivery, decode_webhook, encode_delivery, encode_webhook
from spkey_mock.webhooks.subscriptions import Webhook

from ..support import START
from .publisher import version_of, webhook
from .replicas import Database, Replica

SECOND = 1_000


@pytest.fixture(params=[False, True], ids=["alone", "shared"])
def shared(request: pytest.FixtureRequest) -> bool:
    """Whether other processes may use the database."""
    return bool(request.param)


@pytest.fixture
def database() -> Database:
    return Database()


def started(database: Database, shared: bool, *webhooks: Webhook, **limits: int) -> Replica:
    """Return a process to which webhooks were added."""
    replica = Replica(database, shared=shared, **limits)
    for it in webhooks:
        replica.add(it)
    return replica


def restarted(database: Database, shared: bool, **limits: int) -> Replica:
    """Return another process, after the first was killed and its claims have expired."""
    database.wall += 60 * SECOND
    return Replica(database, shared=shared, **limits)


def test_a_restart_keeps_webhooks_with_all_their_values(database: Database, shared: bool) -> None:
    values = webhook(
        detail_types=("PhysicalKeyRemoved",),
        header=("Authorization", "Bearer secret"),
        timeout=0.5,
        retry_delay=7,
        attempts=3,
        copies=2,
        delay=1.5,
        swapped=2,
    )
    before = started(database, shared, webhook(), values)
    before.webhooks.remove("webhook-1")
    after = restarted(database, shared)
    assert after.webhooks.items() == [("webhook-2", values)]
    assert after.add(webhook()) == "webhook-3"


def test_a_restart_keeps_pending_deliveries_with_their_attempts_and_ended_ones(
    database: Database, shared: bool
) -> None:
    before = started(database, shared, webhook(attempts=3))
    before.publish(times=3)
    for status in (500, 404, 200):
        before.webhooks.report(before.take(), status, 1.5)
    known = before.webhooks.deliveries()
    assert [it.state for it in known] == ["waiting", "refused", "delivered"]
    after = restarted(database, shared)
    assert after.webhooks.deliveries() == known
    assert after.deliver(500) == [1]
    assert after.webhooks.next_due() == database.wall + 60 * SECOND  # the second failure
    database.wall += 60 * SECOND
    assert after.deliver(500) == [1]
    assert after.states == ["exhausted", "refused", "delivered"]


def test_an_attempt_in_progress_when_the_process_is_killed_is_made_again(database: Database, shared: bool) -> None:
    before = started(database, shared, webhook())
    before.publish(times=2)
    lost = before.take()
    after = restarted(database, shared)
    again = after.take()
    assert (again.delivery_id, again.body) == (lost.delivery_id, lost.body)
    after.webhooks.report(again, 200)
    assert after.deliver() == [2]


def test_an_event_and_its_deliveries_are_recorded_together_or_not_at_all(database: Database, shared: bool) -> None:
    replica = started(database, shared, webhook())
    database.refusing = True
    with pytest.raises(Overtaken):
        replica.publish()
    database.refusing = False
    assert replica.deliveries() == []
    assert database.kinds() == ["webhook"]
    replica.publish()
    assert database.kinds() == ["delivery", "user", "webhook"]
    assert replica.deliver() == [1]
    assert database.kinds() == ["ended-delivery", "user", "webhook"]


def test_a_delivery_that_ended_before_a_restart_is_replayed_with_the_same_id_and_bytes(
    database: Database, shared: bool
) -> None:
    before = started(database, shared, webhook())
    before.publish()
    first = before.take()
    before.webhooks.report(first, 404)
    after = restarted(database, shared)
    replayed = after.webhooks.replay(first.delivery_id)
    assert (replayed.state, len(replayed.attempts)) == ("waiting", 1)
    after = restarted(database, shared)
    again = after.take()
    assert (again.delivery_id, again.body) == (first.delivery_id, first.body)
    after.webhooks.report(again, 200)
    (delivery,) = restarted(database, shared).webhooks.deliveries()
    assert [it.status for it in delivery.attempts] == [404, 200]
    assert delivery.state == "delivered"


def test_a_replay_that_was_to_follow_an_attempt_is_made_after_a_restart(database: Database, shared: bool) -> None:
    before = started(database, shared, webhook())
    before.publish()
    before.webhooks.replay(before.take().delivery_id)
    after = restarted(database, shared)
    assert after.deliver() == [1, 1]
    assert after.states == ["delivered"]


@pytest.mark.parametrize("killed", [False, True])
def test_the_order_of_events_survives(database: Database, shared: bool, killed: bool) -> None:
    replica = started(database, shared, webhook(), webhook(swapped=60, delay=1))
    replica.publish(times=3)
    if killed:
        replica = Replica(database, shared=shared)
    replica.publish(times=1)
    database.wall += SECOND
    posted: list[tuple[str, int]] = []
    while (attempt := replica.webhooks.take()) is not None:
        posted.append((attempt.webhook_id, version_of(attempt)))
        replica.webhooks.report(attempt, 200)
    assert [version for webhook_id, version in posted if webhook_id == "webhook-1"] == [1, 2, 3, 4]
    assert [version for webhook_id, version in posted if webhook_id == "webhook-2"] == [2, 1, 4, 3]


def test_a_delivery_that_was_too_late_to_be_overtaken_is_not_overtaken_after_a_restart(
    database: Database, shared: bool
) -> None:
    replica = started(database, shared, webhook(swapped=60))
    replica.publish()
    database.wall += 60 * SECOND
    replica.publish()
    replica = Replica(database, shared=shared)
    replica.publish()
    assert replica.deliver() == [1, 3, 2]


def test_removing_a_webhook_removes_its_pending_deliveries_and_keeps_those_that_ended(
    database: Database, shared: bool
) -> None:
    replica = started(database, shared, webhook(), webhook())
    replica.publish()
    replica.webhooks.report(next(it for it in replica.due() if it.webhook_id == "webhook-1"), 200)
    replica.publish()
    replica.webhooks.remove("webhook-1")
    deliveries = restarted(database, shared).webhooks.deliveries()
    assert [(it.webhook_id, it.state) for it in deliveries] == [
        ("webhook-1", "delivered"),
        ("webhook-2", "waiting"),
        ("webhook-2", "waiting"),
    ]


def test_the_record_is_bounded_and_drops_what_ended_first(database: Database, shared: bool) -> None:
    most = 42 if shared else 40  # processes that drop the same delivery would lose a race with each event
    replica = started(database, shared, webhook(), deliveries=40)
    for _ in range(100):
        replica.publish()
        replica.deliver()
        assert database.kinds().count("ended-delivery") <= most
    replica = restarted(database, shared, deliveries=40)
    replica.publish(times=2)
    versions = [it.version for it in replica.deliveries()]
    assert versions == list(range(103 - len(versions), 103))
    assert len(versions) == most
    assert shared or replica.webhooks.dropped == 62
    replica.webhooks.limit(webhooks=20, deliveries=1)
    assert [it.version for it in restarted(database, shared).deliveries()] == [102]


def test_numbers_go_on_after_a_restart(database: Database) -> None:
    before = started(database, False, webhook())
    before.publish(times=2)
    before.deliver()
    after = restarted(database, False)
    after.publish()
    assert [it.id for it in after.deliveries()] == [1, 2, 3]


def test_a_result_that_could_not_be_recorded_is_reported_again(database: Database, shared: bool) -> None:
    replica = started(database, shared, webhook())
    replica.publish(times=2)
    attempt = replica.take()
    database.failing = True
    with pytest.raises(Overtaken):
        replica.webhooks.report(attempt, 200)
    database.failing = False
    assert not replica.due()  # the receiver has the event, so the attempt is still in progress
    replica.webhooks.report(attempt, 200)
    assert replica.states == ["delivered", "waiting"]
    assert replica.deliver() == [2]


def test_a_result_for_a_world_that_has_ended_needs_no_store(database: Database, shared: bool) -> None:
    replica = started(database, shared, webhook())
    replica.publish()
    attempt = replica.take()
    replica.webhooks.forget()
    database.failing = True
    replica.webhooks.report(attempt, 200)
    database.failing = False
    assert replica.states == ["waiting"]


def test_a_world_that_was_closed_posts_nothing_but_still_schedules_events(database: Database, shared: bool) -> None:
    replica = started(database, shared, webhook())
    replica.publish()
    attempt = replica.take()
    replica.webhooks.close()
    replica.publish()
    assert not replica.due()
    assert replica.webhooks.look() is None
    replica.webhooks.report(attempt, 200)
    assert not replica.due()
    assert restarted(database, shared).deliver() == [1, 2]


def test_documents_are_json_and_lose_nothing() -> None:
    database = Database()
    replica = started(database, True, webhook(header=("X-Key", "secret"), attempts=2, swapped=1))
    replica.publish('"\ud800\0 é')
    database.wall += SECOND
    replica.webhooks.report(replica.take(), "ConnectError: é")
    ((_, hook),) = replica.webhooks.items()
    (delivery,) = replica.webhooks.deliveries()
    delivery = evolve(delivery, again=True, held=True, earlier=1)
    assert decode_webhook(json.loads(json.dumps(encode_webhook(hook)))) == (hook, None)
    assert decode_delivery(str(delivery.id), json.loads(json.dumps(encode_delivery(delivery)))) == delivery
    assert delivery.next_at == START + 31 * SECOND


def test_secrets_are_in_no_log_and_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    replica = started(Database(), True, webhook(header=("Authorization", "Bearer geheim")))
    replica.publish()
    attempt = replica.take()
    replica.webhooks.report(attempt, 500)
    assert "geheim" not in f"{attempt!r}{replica.webhooks.items()!r}{replica.webhooks.deliveries()!r}{caplog.text}"


def test_items_to_keep_are_what_a_restart_restores(database: Database, shared: bool) -> None:
    replica = started(database, shared, webhook(), webhook())
    replica.publish(times=2)
    replica.webhooks.report(next(it for it in replica.due() if it.webhook_id == "webhook-1"), 200)
    after = Replica(Database(), shared=shared)
    for kind, key, data in replica.webhooks.items_to_keep():
        after.webhooks.restore(kind, key, data)
    assert after.webhooks.items() == replica.webhooks.items()
    assert after.webhooks.deliveries() == replica.webhooks.deliveries()
