"""Webhooks of a world that several processes share."""

import pytest

from .publisher import version_of, webhook
from .replicas import Database, Replica

SECOND = 1_000
EXPIRY = 10 * SECOND  # a timeout of 5 seconds, and 5 more to record the result


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def pair(database: Database) -> tuple[Replica, Replica]:
    """Two processes with a webhook."""
    first = Replica(database)
    first.add(webhook())
    return first, Replica(database)


def test_whoever_records_an_event_either_process_may_post_it(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish()
    assert second.deliver() == [1]
    second.publish()
    assert first.deliver() == [2]
    assert first.states == second.states == ["delivered", "delivered"]


def test_only_one_process_posts_to_a_webhook_and_the_other_skips_nothing(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish("ada")
    second.publish("ben")
    attempt = first.take()
    assert not second.due()
    first.webhooks.report(attempt, 500)
    assert second.deliver() == [1]
    assert [len(it.attempts) for it in first.deliveries()] == [1, 1]
    assert first.states == ["waiting", "delivered"]


def test_a_process_that_is_a_little_late_does_not_post_to_the_same_webhook(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish()

    def overtake() -> None:
        second.publish("ben")  # which the first does not know yet
        assert len(second.due()) == 1

    first.documents.before_write = overtake
    assert not first.due()
    assert not second.due()


def test_webhooks_are_served_by_several_processes_at_once(database: Database) -> None:
    first, second = Replica(database), Replica(database)
    for _ in range(2):
        first.add(webhook())
    first.publish()
    one = first.webhooks.take()
    other = second.webhooks.take()
    assert one is not None
    assert other is not None
    assert (one.webhook_id, other.webhook_id) == ("webhook-1", "webhook-2")


@pytest.mark.parametrize("ahead", [-500, 0, 500])
def test_the_events_of_a_user_stay_in_order_even_if_the_clocks_of_machines_differ(
    database: Database, ahead: int
) -> None:
    first, second = Replica(database), Replica(database, ahead=ahead)
    first.add(webhook())
    for _ in range(3):
        second.publish()
        first.publish()
    database.wall += SECOND
    assert first.deliver() == [1, 2, 3, 4, 5, 6]


def test_the_attempt_of_a_process_that_was_killed_is_taken_over_when_its_claim_expires(
    pair: tuple[Replica, Replica], database: Database
) -> None:
    first, second = pair
    first.publish(times=2)
    first.take()
    database.wall += EXPIRY - 1
    assert not second.due()
    database.wall += 1
    assert second.deliver() == [1, 2]
    assert Replica(database).states == ["delivered", "delivered"]


def test_a_long_timeout_gives_the_process_as_much_time(database: Database) -> None:
    first = Replica(database)
    first.add(webhook(timeout=60))
    first.publish()
    first.take()
    second = Replica(database)
    database.wall += 64 * SECOND
    assert not second.due()
    database.wall += SECOND
    assert second.deliver() == [1]


def test_a_result_that_comes_late_counts_unless_the_attempt_was_taken_over(
    pair: tuple[Replica, Replica], database: Database
) -> None:
    first, second = pair
    first.publish()
    attempt = first.take()
    database.wall += 2 * EXPIRY
    first.webhooks.report(attempt, 200)
    assert second.states == ["delivered"]


@pytest.mark.parametrize("late", [200, 404, 500])
@pytest.mark.parametrize("ended", [False, True])
def test_the_result_of_an_attempt_that_was_taken_over_is_ignored(
    pair: tuple[Replica, Replica], database: Database, late: int, ended: bool
) -> None:
    first, second = pair
    first.publish(times=2)
    attempt = first.take()
    database.wall += EXPIRY
    again = second.take()
    if ended:
        second.webhooks.report(again, 500)
    first.webhooks.report(attempt, late)
    if not ended:
        assert not first.due()
        second.webhooks.report(again, 500)
    assert [it.status for it in second.deliveries()[0].attempts] == [500]
    assert first.deliver() == [2]
    database.wall += 30 * SECOND
    assert first.deliver() == [1]
    assert second.states == ["delivered", "delivered"]


def test_a_process_waits_as_long_as_it_can_for_the_result_of_another(
    pair: tuple[Replica, Replica], database: Database
) -> None:
    first, second = pair
    first.publish()
    attempt = first.take()
    second.catch_up()
    assert second.webhooks.next_due() is None
    assert second.webhooks.look() == 1.0
    database.wall += EXPIRY - 300
    assert second.webhooks.pause() == 0.3
    first.webhooks.report(attempt, 500)
    second.catch_up()
    assert second.webhooks.next_due() == database.wall + 30 * SECOND
    assert second.webhooks.pause() == 30


def test_looking_does_not_use_the_database_while_nothing_can_be_done(
    pair: tuple[Replica, Replica], database: Database
) -> None:
    first, second = pair
    first.publish()
    first.take()
    second.webhooks.look()
    database.failing = True
    second.webhooks.look()
    database.failing = False
    second.catch_up()


def test_a_process_that_lost_a_race_for_an_attempt_looks_again_soon(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish()
    second.catch_up()
    second.documents.before_write = first.take
    assert second.webhooks.look() == 0.05
    assert second.webhooks.look() == 1.0


def test_a_replay_by_another_process_follows_the_attempt_in_progress(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish()
    attempt = first.take()
    second.catch_up()
    replayed = second.webhooks.replay(attempt.delivery_id)
    assert replayed.state == "waiting"
    assert not second.due()
    first.webhooks.report(attempt, 200)
    again = second.take()
    assert again.body == attempt.body
    second.webhooks.report(again, 200)
    assert first.states == ["delivered"]


def test_events_of_both_processes_at_once_are_all_delivered(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.documents.before_write = second.publish
    first.publish()
    assert first.documents.conflicts == 1
    assert [it.version for it in second.deliveries()] == [1, 2]
    assert second.deliver() == [1, 2]


def test_a_replay_and_the_result_of_an_attempt_at_once_lose_nothing(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish()
    attempt = first.take()
    second.catch_up()
    first.documents.before_write = lambda: second.webhooks.replay(attempt.delivery_id)
    first.webhooks.report(attempt, 200)
    assert first.documents.conflicts == 1
    assert second.deliver() == [1]
    assert [it.status for it in first.deliveries()[0].attempts] == [200, 200]


def test_webhooks_that_are_added_at_once_get_different_ids(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.documents.before_write = lambda: second.add(webhook(attempts=2))
    assert first.add(webhook(attempts=3)) == "webhook-3"
    second.catch_up()
    assert [(name, it.attempts) for name, it in second.webhooks.items()] == [
        ("webhook-1", 15),
        ("webhook-2", 2),
        ("webhook-3", 3),
    ]
    with pytest.raises(ValueError, match=r"Unknown webhook 'webhook-9'\. Known: webhook-1, webhook-2, webhook-3\."):
        first.webhooks.remove("webhook-9")


def test_a_webhook_that_another_process_removed_gets_nothing_more(
    pair: tuple[Replica, Replica], database: Database
) -> None:
    first, second = pair
    first.publish(times=2)
    attempt = first.take()
    second.webhooks.remove("webhook-1")
    first.webhooks.report(attempt, 200)
    first.publish()
    assert not first.due()
    assert database.kinds() == ["user"]


def test_an_event_for_a_webhook_that_is_removed_at_the_same_time_is_dropped(
    pair: tuple[Replica, Replica], database: Database
) -> None:
    first, second = pair
    first.documents.before_write = lambda: second.webhooks.remove("webhook-1")
    first.publish()
    assert database.kinds() == ["delivery", "user"]
    second.catch_up()
    assert second.webhooks.look() is None
    assert database.kinds() == ["user"]
    assert first.states == []


def test_a_change_by_another_process_calls_the_listener(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    first.publish()
    taken: list[int] = []

    def take() -> None:
        second.webhooks.listen(lambda: None)
        taken.extend(version_of(it) for it in second.due())

    second.webhooks.listen(take)
    second.catch_up()
    assert taken == [1]


def test_settling_waits_for_the_deliveries_of_other_processes(pair: tuple[Replica, Replica]) -> None:
    first, second = pair
    second.webhooks.settle(0)
    first.publish()
    first.catch_up()
    with pytest.raises(TimeoutError, match=r"^1 deliveries were not complete .* PhysicalKeyRemoved version 1 to webh"):
        second.webhooks.settle(0.01)
    attempt = first.take()
    with pytest.raises(TimeoutError):
        second.webhooks.settle(0)
    first.webhooks.report(attempt, 500)
    second.webhooks.settle(0)


def test_the_oldest_pending_delivery_makes_room_whoever_scheduled_it(database: Database) -> None:
    first, second = (Replica(database, deliveries=2) for _ in range(2))
    first.add(webhook())
    first.publish("ada")
    second.publish("ben")
    first.publish("eve")
    assert [it.subject.id for it in second.deliveries()] == ["ben", "eve"]
    with pytest.raises(ValueError, match=r"^Unknown delivery 1\. It was dropped \(limit 2\) or never existed\."):
        second.webhooks.replay(1)
