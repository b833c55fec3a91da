"""Deliveries in any order of events, against a model."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from spkey_mock.aggregates.users import User
from spkey_mock.service.event import Event
from spkey_mock.webhooks.deliveries import Attempt

from ..support import ORG, OTHER_ORG
from .publisher import ADDED, REMOVED, Publisher, version_of, webhook

RESPONSES = st.sampled_from([200, 204, 302, 400, 404, 500, 503, "ConnectError"])


class Deliveries(RuleBasedStateMachine):
    """Events, responses and time in any order, against what was promised."""

    def __init__(self) -> None:
        super().__init__()
        self.hooks = {
            "webhook-1": webhook(attempts=4),
            "webhook-2": webhook(attempts=2, copies=2, retry_delay=5, detail_types=("PhysicalKeyRemoved",)),
            "webhook-3": webhook(attempts=3, delay=3, swapped=20, retry_delay=0),
            "webhook-4": webhook(org_id=OTHER_ORG),
        }
        self.publisher = Publisher(*self.hooks.values(), deliveries=100_000)
        self.under_way: list[Attempt] = []
        # The model: what was published to whom, and the responses and their times, by webhook and version.
        self.published: dict[tuple[str, int], int] = {}
        self.responses: dict[tuple[str, int], list[tuple[int, int | str]]] = {}
        # How many responses came before a delivery started over, what is due because of a replay, what will be after
        # the attempt that is under way, and what was posted.
        self.earlier: dict[tuple[str, int], int] = {}
        self.replayed: set[tuple[str, int]] = set()
        self.to_replay: set[tuple[str, int]] = set()
        self.bodies: dict[tuple[str, int], bytes] = {}

    @step(event=st.sampled_from([ADDED, REMOVED]), org_id=st.sampled_from([ORG, OTHER_ORG, None]))
    def publish(self, event: Event[User], org_id: str | None) -> None:
        self.publisher.publish(event, org_id)
        for webhook_id, hook in self.hooks.items():
            if hook.org_id == org_id and (event is REMOVED or webhook_id != "webhook-2"):
                self.published[webhook_id, self.publisher.version] = self.publisher.clock.now()

    @step(seconds=st.sampled_from([0.001, 1, 5, 30, 60, 3600]))
    def advance(self, seconds: float) -> None:
        self.publisher.advance(seconds)

    @step()
    def take(self) -> None:
        attempts = self.publisher.due()
        busy = {attempt.webhook_id for attempt in self.under_way}
        assert not busy & {attempt.webhook_id for attempt in attempts}
        for attempt in attempts:
            self.check(attempt)
        self.under_way += attempts

    def check(self, attempt: Attempt) -> None:
        """Check that an attempt was promised, is not too early, and has the same body as the others."""
        now = self.publisher.clock.now()
        key = (attempt.webhook_id, version_of(attempt))
        hook = self.hooks[attempt.webhook_id]
        assert self.bodies.setdefault(key, attempt.body) == attempt.body
        self.responses.setdefault(key, [])
        assert self.state(key) == "waiting"
        if key in self.replayed:
            self.replayed.remove(key)
            return
        run = self.run(key)
        if not run:
            assert now >= self.published[key] + hook.delay * 1000
            return
        at, last = run[-1]
        failures = sum(response not in (200, 204) for _, response in run)
        pause = 0 if last in (200, 204) else min(hook.retry_delay * 2 ** (failures - 1), 1800)
        assert now >= at + pause * 1000

    @step(response=RESPONSES, position=st.integers(0, 3))
    def report(self, response: int | str, position: int) -> None:
        if not self.under_way:
            return
        attempt = self.under_way.pop(position % len(self.under_way))
        key = (attempt.webhook_id, version_of(attempt))
        self.responses[key].append((self.publisher.clock.now(), response))
        self.publisher.webhooks.report(attempt, response)
        if key in self.to_replay:
            self.to_replay.remove(key)
            self.start_over(key)

    @step(position=st.integers(0, 100))
    def replay(self, position: int) -> None:
        if not self.published:
            return
        key = sorted(self.published)[position % len(self.published)]
        (delivery,) = (it for it in self.publisher.webhooks.deliveries() if (it.webhook_id, it.version) == key)
        replayed = self.publisher.webhooks.replay(delivery.id)
        assert (replayed.id, replayed.event_id, replayed.state) == (delivery.id, delivery.event_id, "waiting")
        if any((it.webhook_id, it.delivery_id) == (key[0], delivery.id) for it in self.under_way):
            self.to_replay.add(key)
        else:
            self.start_over(key)

    def start_over(self, key: tuple[str, int]) -> None:
        if self.state(key) != "waiting":
            self.earlier[key] = len(self.responses[key])
        self.replayed.add(key)

    def run(self, key: tuple[str, int]) -> list[tuple[int, int | str]]:
        return self.responses.get(key, [])[self.earlier.get(key, 0) :]

    def state(self, key: tuple[str, int]) -> str:
        responses = [response for _, response in self.run(key)]
        hook = self.hooks[key[0]]
        if any(response in (302, 400, 404) for response in responses):
            return "refused"
        received = sum(response in (200, 204) for response in responses)
        if received >= (1 if key in self.earlier else hook.copies):
            return "delivered"
        return "exhausted" if len(responses) - received >= hook.attempts else "waiting"

    @invariant()
    def agrees_with_the_model(self) -> None:
        deliveries = {(it.webhook_id, it.version): it for it in self.publisher.webhooks.deliveries()}
        assert set(deliveries) == set(self.published)
        for key, delivery in deliveries.items():
            assert delivery.state == self.state(key)
            assert (delivery.next_at is None) == (delivery.state != "waiting")
            assert len(delivery.attempts) == len(self.responses.get(key, ()))
        due = {(it.webhook_id, it.version) for it in self.publisher.webhooks.backlog().due}
        assert self.replayed | self.to_replay <= due
        backlog = self.publisher.webhooks.backlog()
        assert len(backlog.due) + backlog.later == sum(it.state == "waiting" for it in deliveries.values())

    def teardown(self) -> None:
        """Check that in the end every event is delivered, rejected or given up, and those received at once in order."""
        for attempt in self.under_way:
            self.publisher.webhooks.report(attempt, 200)
        first = self.publisher.version + 1
        for _ in range(4):
            self.publisher.publish()
        posted = self.publisher.deliver(lambda _: 200)
        while (due := self.publisher.webhooks.next_due()) is not None:
            self.publisher.clock.freeze(max(self.publisher.clock.now(), due))
            posted += self.publisher.deliver()
        assert "waiting" not in self.publisher.states
        attempted_once = [
            it.version
            for it in self.publisher.webhooks.deliveries()
            if it.webhook_id == "webhook-1" and it.version >= first and len(it.attempts) == 1
        ]
        assert attempted_once == sorted(attempted_once)
        assert len(attempted_once) == 4


def test_every_event_ends_delivered_rejected_or_exhausted_and_is_not_posted_after_that() -> None:
    run_state_machine_as_test(Deliveries, settings=settings(max_examples=100, stateful_step_count=40, deadline=None))
