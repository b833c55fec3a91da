"""Deliveries by two processes that race, crash and lose their database, checked against the guarantees."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.service.errors import Overtaken
from spkey_mock.webhooks.deliveries import Attempt

from .publisher import version_of, webhook
from .replicas import Database, Replica

REPLICAS = st.integers(0, 1)
USERS = st.sampled_from(["ada", "ben"])
HOOKS = {
    "webhook-1": webhook(attempts=100),
    "webhook-2": webhook(attempts=100, delay=2, retry_delay=1, copies=2),
}
EXPIRY = 10_000
SKEW = 1_500
"""The difference between the clocks of the two machines, in milliseconds."""

Key = tuple[str, str, int]


class Replicas(RuleBasedStateMachine):
    """Events, attempts, results, crashes and failures in any order, with races between any two transactions."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database()
        self.replicas = [self.started(index) for index in (0, 1)]
        for hook in HOOKS.values():
            self.replicas[0].add(hook)
        # The attempts in progress with the time at which their claims expire, by process.
        self.under_way: list[list[tuple[Attempt, int]]] = [[], []]
        # The model: what was recorded, what was posted first and in which order, and how often it was received.
        self.recorded: dict[str, int] = {}
        self.first: dict[tuple[str, str], list[int]] = {}
        self.received: dict[Key, int] = {}

    def started(self, index: int) -> Replica:
        return Replica(self.database, ahead=index * SKEW)

    @contextmanager
    def race(self, index: int, act: Callable[[], object]) -> Generator[None]:
        """Make the other process act between the decision of a process and its recording."""
        documents = self.replicas[index].documents
        documents.before_write = act
        yield
        documents.before_write = None

    @step(index=REPLICAS, user=USERS, raced=st.booleans())
    def publish(self, index: int, user: str, raced: bool) -> None:
        with self.race(index, lambda: self.take(1 - index) if raced else None), suppress(Overtaken):
            self.replicas[index].publish(user)
            self.recorded[user] = self.recorded.get(user, 0) + 1

    @step(index=REPLICAS, user=USERS)
    def publish_both(self, index: int, user: str) -> None:
        with self.race(index, lambda: self.publish(1 - index, user, False)), suppress(Overtaken):
            self.replicas[index].publish(user)
            self.recorded[user] = self.recorded.get(user, 0) + 1

    @step(index=REPLICAS, raced=st.booleans())
    def take_and_post(self, index: int, raced: bool) -> None:
        with self.race(index, lambda: self.take(1 - index) if raced else None):
            self.take(index)

    def take(self, index: int) -> None:
        with suppress(Overtaken):
            while (attempt := self.replicas[index].webhooks.take()) is not None:
                self.post(index, attempt)

    def post(self, index: int, attempt: Attempt) -> None:
        """Check that no other process posts to the webhook, and that the event is its user's next or was posted."""
        wall = self.database.wall
        assert not [
            it for all_ in self.under_way for it, until in all_ if it.webhook_id == attempt.webhook_id and until > wall
        ]
        key = self.key(attempt)
        versions = self.first.setdefault(key[:2], [])
        if key[2] not in versions:
            assert key[2] == len(versions) + 1
            versions.append(key[2])
        self.under_way[index].append((attempt, wall + EXPIRY))

    def key(self, attempt: Attempt) -> Key:
        delivery = next(
            it for replica in self.replicas for it in replica.webhooks.deliveries() if it.id == attempt.delivery_id
        )
        assert delivery.body == attempt.body
        return attempt.webhook_id, delivery.subject.id, version_of(attempt)

    @step(index=REPLICAS, response=st.sampled_from([200, 200, 500, "ConnectError"]), raced=st.booleans())
    def report(self, index: int, response: int | str, raced: bool) -> None:
        if not self.under_way[index]:
            return
        attempt, until = self.under_way[index].pop(0)
        key = self.key(attempt)
        if response == 200:
            self.received[key] = self.received.get(key, 0) + 1
        with self.race(index, lambda: self.take(1 - index) if raced else None):
            try:
                self.replicas[index].webhooks.report(attempt, response)
            except Overtaken:
                self.under_way[index].insert(0, (attempt, until))

    @step(index=REPLICAS)
    def kill(self, index: int) -> None:
        self.under_way[index].clear()
        self.database.failing = False
        self.replicas[index] = self.started(index)

    @step(failing=st.booleans())
    def fail(self, failing: bool) -> None:
        self.database.failing = failing

    @step(seconds=st.sampled_from([0.001, 0.5, 2, 6, 9, 10, 40]))
    def wait(self, seconds: float) -> None:
        self.database.wall += round(seconds * 1000)

    @step(index=REPLICAS)
    def catch_up(self, index: int) -> None:
        with suppress(Overtaken):
            self.replicas[index].catch_up()

    @invariant()
    def nothing_is_lost(self) -> None:
        if self.database.failing:
            return
        known = {(it.webhook_id, it.subject.id, it.version): it for it in self.replicas[0].deliveries()}
        assert set(known) == {
            (hook, user, version)
            for hook in HOOKS
            for user, last in self.recorded.items()
            for version in range(1, last + 1)
        }
        for key, delivery in known.items():
            assert self.received.get(key, 0) >= sum(result.received for result in delivery.attempts)
            if delivery.state != "waiting":
                assert sum(result.received for result in delivery.attempts) == HOOKS[key[0]].copies

    def teardown(self) -> None:
        """Check that every event is received in the end, by whichever process, and each as often as requested."""
        self.database.failing = False
        while any(self.under_way) or "waiting" in self.replicas[0].states:
            self.database.wall += 0 if any(self.under_way) else 60_000
            for index in (1, 0):
                self.report(index, 200, False)
                self.take(index)
        for replica in self.replicas:
            assert all(it.state == "delivered" for it in replica.deliveries())
        self.nothing_is_lost()


def test_two_processes_lose_no_event_and_keep_those_of_a_user_in_order() -> None:
    run_state_machine_as_test(Replicas, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))
