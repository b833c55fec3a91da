"""The dispatcher in durable worlds, whose database may be slow, fail, or be shared with other processes."""

import contextlib
import json
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from unittest.mock import Mock

import pytest
from spkey_mock.store.durable import GoneError
from spkey_mock.webhooks import outage, webhooks
from spkey_mock.webhooks.dispatcher import Dispatcher

from ..receiver import Receiver
from .dispatched import Dispatched
from .misbehaving import WAIT
from .publisher import webhook
from .replicas import Database, Replica

PAUSED = "Webhook deliveries are paused until the store responds"


@pytest.fixture(params=[False, True], ids=["alone", "shared"])
def shared(request: pytest.FixtureRequest) -> bool:
    """Whether other processes may use the database."""
    return bool(request.param)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(outage, "SHORTEST", 0.001)
    return Database()


@contextlib.contextmanager
def served(database: Database, shared: bool, receiver: Receiver | None = None) -> Generator[Replica]:
    """A process with a dispatcher. With a receiver, its webhook is added."""
    replica = Replica(database, shared=shared)
    if receiver is not None:
        replica.add(webhook(receiver.url))
    with contextlib.closing(Dispatcher()) as dispatcher:
        dispatcher.serve(replica.webhooks)
        yield replica
        replica.webhooks.close()


@pytest.fixture
def replica(database: Database, shared: bool, receiver: Receiver) -> Iterator[Replica]:
    with served(database, shared, receiver) as replica:
        yield replica


def test_events_arrive_in_their_order_and_their_results_are_recorded(
    replica: Replica, receiver: Receiver, database: Database
) -> None:
    receiver.will_respond(200, 404, 500)
    replica.publish(times=10)
    replica.webhooks.settle(WAIT)
    assert [post.version for post in receiver.got()] == list(range(1, 11))
    states = Replica(database, shared=replica.documents.shared).states
    assert states == ["delivered", "refused", "waiting", *["delivered"] * 7]


def test_deliveries_of_a_killed_process_are_posted_by_the_next(
    database: Database, shared: bool, receiver: Receiver
) -> None:
    killed = Replica(database, shared=shared)
    killed.add(webhook(receiver.url))
    killed.publish(times=3)
    killed.take()
    database.wall += 60_000
    with served(database, shared) as replica:
        replica.webhooks.settle(WAIT)
        assert [post.version for post in receiver.got()] == [1, 2, 3]


def test_a_result_is_recorded_once_the_store_works_again_and_the_event_is_not_posted_twice(
    replica: Replica, receiver: Receiver, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        replica.publish()
        replica.webhooks.settle(WAIT)
        fail_when_result_is_recorded(replica)
        replica.publish()
        for _ in range(4):
            assert database.failures.acquire(timeout=WAIT)
        database.refusing = False
        replica.webhooks.settle(WAIT)
    versions = [post.version for post in receiver.got()]
    assert versions == [1, 2, 3, 4]
    assert set(replica.states) == {"delivered"}
    pauses = [record.message.startswith(PAUSED) for record in caplog.records]
    assert pauses[:3] == [True, False, True]  # the last line may still come


def fail_when_result_is_recorded(replica: Replica) -> None:
    """Make the database reject writes, starting with the next result."""

    def record_event() -> None:
        replica.documents.before_write = claim if replica.documents.shared else refuse

    def claim() -> None:
        replica.documents.before_write = refuse

    def refuse() -> None:
        replica.database.refusing = True

    replica.documents.before_write = record_event


def test_an_event_whose_result_was_not_recorded_before_the_process_ended_is_posted_again_with_its_id(
    database: Database, shared: bool, receiver: Receiver
) -> None:
    with served(database, shared, receiver) as replica:
        fail_when_result_is_recorded(replica)
        replica.publish()
        assert database.failures.acquire(timeout=WAIT)
    database.refusing = False
    database.wall += 60_000
    with served(database, shared) as replica:
        replica.webhooks.settle(WAIT)
        assert replica.states == ["delivered"]
    first, second = receiver.got()
    assert first.body == second.body


def test_deliveries_wait_for_the_store_and_one_line_is_logged(
    database: Database, shared: bool, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    replica = Replica(database, shared=shared)
    replica.add(webhook(receiver.url))
    replica.publish(times=2)
    database.failing = True
    with contextlib.closing(Dispatcher()) as dispatcher:
        dispatcher.serve(replica.webhooks)
        for _ in range(5):
            assert database.failures.acquire(timeout=WAIT)
        assert not receiver.got()
        database.failing = False
        replica.webhooks.settle(WAIT)
    assert [post.version for post in receiver.got()] == [1, 2]
    assert sum(record.message.startswith(PAUSED) for record in caplog.records) == 1


def test_a_slow_store_delays_no_other_world(database: Database, receiver: Receiver, dispatched: Dispatched) -> None:
    recording, released = Event(), Event()

    def record() -> None:
        recording.set()
        released.wait(WAIT)

    replica = Replica(database, shared=False)
    replica.add(webhook(receiver.url))
    replica.publish()
    replica.documents.before_write = record
    dispatched.dispatcher.serve(replica.webhooks)
    assert recording.wait(WAIT)
    dispatched.add(receiver.url)
    dispatched.publish(times=3)
    dispatched.settle()
    assert dispatched.states == ["delivered"] * 3
    assert database.kinds() == ["delivery", "user", "webhook"]
    released.set()
    replica.webhooks.settle(WAIT)
    assert replica.states == ["delivered"]


@pytest.mark.parametrize("closed", ["world", "dispatcher"])
def test_a_result_that_was_received_is_recorded_before_closing_ends(
    database: Database, receiver: Receiver, closed: str
) -> None:
    recording, released = Event(), Event()

    def record() -> None:
        recording.set()
        released.wait(WAIT)

    replica = Replica(database, shared=False)
    replica.add(webhook(receiver.url))
    replica.publish()
    replica.documents.before_write = record
    with contextlib.closing(Dispatcher()) as dispatcher, ThreadPoolExecutor() as pool:
        dispatcher.serve(replica.webhooks)
        assert recording.wait(WAIT)
        close: Callable[[], object] = dispatcher.close
        if closed == "world":
            close = lambda: replica.webhooks.close(WAIT)  # noqa: E731
        closing = pool.submit(close)
        released.set()
        closing.result(WAIT)
        assert database.kinds() == ["ended-delivery", "user", "webhook"]


def test_two_processes_post_every_event_once_and_in_the_order_of_its_user(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_PATIENCE", 0.01)
    users = ["ada", "ben", "eve"]
    with served(database, True, receiver) as first, served(database, True) as second, ThreadPoolExecutor() as pool:
        for user in users:
            for replica in (first, second):
                pool.submit(replica.publish, user, 5).result(WAIT)
        for replica in (first, second):
            replica.webhooks.settle(WAIT)
        posts = receiver.got()
        for user in users:
            versions = [it.version for it in posts if json.loads(it.body)["detail"]["aggregateId"] == user]
            assert versions == list(range(1, 11))
        assert set(first.states) == {"delivered"}


def test_an_attempt_of_another_process_is_taken_over_without_a_call(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_PATIENCE", 0.001)
    killed = Replica(database)
    killed.add(webhook(receiver.url))
    killed.publish()
    killed.take()
    with served(database, True):
        database.wall += 10_000
        assert receiver.posts.get(timeout=WAIT).version == 1


def test_a_world_that_was_deleted_ends_nothing_else(
    replica: Replica, receiver: Receiver, dispatched: Dispatched, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted = Replica(Database(), shared=True)
    deleted.add(webhook(receiver.url))
    deleted.publish()
    looked = Event()

    def gone(_: object) -> None:
        looked.set()
        raise GoneError

    monkeypatch.setattr(deleted.documents, "run", Mock(side_effect=gone))
    dispatched.dispatcher.serve(deleted.webhooks)
    assert looked.wait(WAIT)
    dispatched.dispatcher.serve(replica.webhooks)
    replica.publish()
    replica.webhooks.settle(WAIT)
    assert replica.states == ["delivered"]
