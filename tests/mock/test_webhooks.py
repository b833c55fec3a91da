"""Webhooks without I/O: what is to be posted to whom, and when."""

import json
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from hypothesis.stateful import rule as step
from jsonschema_rs import Draft202012Validator
from spkey_mock.aggregates.users import (
    CreateUser,
    Event,
    PhysicalKey,
    PhysicalKeyAdded,
    PhysicalKeyRemoved,
    User,
    decide,
)
from spkey_mock.control.members import delivery_members, webhook_members
from spkey_mock.webhooks.subscriptions import Attempt, Delivery, Webhook, Webhooks
from spkey_mock.world.clock import Clock
from spkey_mock.world.limits import Limits

from spkey_client import webhooks as sdk

from .support import CONTRACT, ORG, OTHER_ORG, START, USER, rule

URL = "http://127.0.0.1:9000/hook"
MINUTE = 60_000
ADDED = PhysicalKeyAdded(USER, PhysicalKey(1, OTHER_ORG, START, org_name="Ümbrella", note="front door"))
REMOVED = PhysicalKeyRemoved(USER, 1, START)


def webhook(url: str = URL, org_id: str = ORG, **values: Any) -> Webhook:
    return Webhook(url=url, org_id=org_id, **values)


class World:
    """Webhooks whose time is told, and what a world would do with them."""

    def __init__(self, *webhooks: Webhook, allowed_hosts: tuple[str, ...] = (), **limits: int) -> None:
        self.clock = Clock()
        self.clock.freeze(START)
        ids = count(1)
        self.webhooks = Webhooks(
            self.clock.now,
            lambda: f"event-{next(ids)}",
            tuple(CONTRACT["webhooks"]),
            Limits(**limits),
            allowed_hosts,
            ticks=self.clock.ticks,
        )
        self.ids = [self.webhooks.add(webhook) for webhook in webhooks]
        self.version = 0

    def publish(self, event: Event = REMOVED, org_id: str | None = ORG, times: int = 1) -> None:
        for _ in range(times):
            self.version += 1
            self.webhooks.publish(event, org_id=org_id, user_id=USER, version=self.version, time=self.clock.now())

    def take(self) -> Attempt:
        """The one try that is to be made now."""
        (attempt,) = self.webhooks.due()
        return attempt

    def deliver(self, answer: Callable[[int], int | str] = lambda _: 200) -> list[int]:
        """Make all tries that are due, and return the versions that were posted, in their order."""
        posted: list[int] = []
        while attempts := self.webhooks.due():
            for attempt in attempts:
                version = json.loads(attempt.body)["detail"]["version"]
                self.webhooks.report(attempt, answer(version))
                posted.append(version)
        return posted

    def advance(self, seconds: float) -> None:
        self.clock.advance(round(seconds * 1000))

    @property
    def delivery(self) -> Delivery:
        """The one delivery that there was."""
        (delivery,) = self.webhooks.deliveries()
        return delivery

    @property
    def states(self) -> list[str]:
        return [delivery.state for delivery in self.webhooks.deliveries()]


# What is posted.


def test_an_event_is_posted_in_the_documented_envelope() -> None:
    world = World(webhook())
    world.publish(ADDED)
    assert json.loads(world.take().body) == {
        "version": "0",
        "id": "event-1",
        "detail-type": "PhysicalKeyAdded",
        "source": "spk.api",
        "account": "123456789012",
        "time": "2026-11-06T00:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {
            "partnerId": ORG,
            "aggregateType": "user",
            "aggregateId": USER,
            "version": 1,
            "timestamp": START,
            "data": {
                "type": "PhysicalKeyAdded",
                "userId": USER,
                "number": 1,
                "orgId": OTHER_ORG,
                "orgName": "Ümbrella",
                "note": "front door",
                "addedAt": START,
            },
        },
    }


@pytest.mark.parametrize("event", [ADDED, REMOVED])
@pytest.mark.parametrize("time", [0, START + 999, 253_402_300_799_999])
def test_the_envelope_fits_the_contract_and_the_sdk_reads_it(event: Event, time: int) -> None:
    world = World(webhook())
    world.clock.freeze(time)
    world.publish(event)
    body = world.take().body
    name = type(event).__name__
    Draft202012Validator(CONTRACT["webhooks"][name], validate_formats=True).validate(json.loads(body))
    read = sdk.parse(body, partner_id=ORG)
    assert (read.detail_type, read.aggregate_id, read.version, read.timestamp) == (name, USER, 1, time)
    assert isinstance(read.data, sdk.PhysicalKeyAdded | sdk.PhysicalKeyRemoved)
    assert (read.data.user_id, read.data.number) == (USER, 1)


def test_half_a_surrogate_pair_is_posted_as_it_came() -> None:
    world = World(webhook())
    world.publish(PhysicalKeyAdded(USER, PhysicalKey(1, ORG, START, note="\ud800")))
    assert json.loads(world.take().body)["detail"]["data"]["note"] == "\ud800"


# To whom.


@rule("webhooks.sent_to_organisation_of_user")
def test_only_webhooks_of_the_users_organisation_get_an_event() -> None:
    world = World(webhook(), webhook(org_id=OTHER_ORG), webhook())
    world.publish()
    assert [attempt.webhook_id for attempt in world.webhooks.due()] == ["webhook-1", "webhook-3"]


def test_the_same_event_has_an_id_of_its_own_for_each_webhook() -> None:
    world = World(webhook(), webhook())
    world.publish()
    assert [it.event_id for it in world.webhooks.deliveries()] == ["event-1", "event-2"]


def test_nobody_gets_the_events_of_a_user_without_organisation() -> None:
    world = World(webhook())
    world.publish(org_id=None)
    assert not world.webhooks.deliveries()


@rule("webhooks.filtered_by_detail_type")
def test_a_webhook_gets_the_events_that_it_names() -> None:
    world = World(webhook(detail_types=("PhysicalKeyAdded",)), webhook(detail_types=("PhysicalKeyRemoved", "*")))
    world.publish(ADDED)
    world.publish(REMOVED)
    posted = [(it.webhook_id, it.detail_type) for it in world.webhooks.deliveries()]
    assert posted == [
        ("webhook-1", "PhysicalKeyAdded"),
        ("webhook-2", "PhysicalKeyAdded"),
        ("webhook-2", "PhysicalKeyRemoved"),
    ]


def test_events_that_are_no_webhook_of_the_contract_are_not_delivered() -> None:
    world = World(webhook())
    (created,) = decide(User(USER), CreateUser(USER), START)
    world.publish(created)
    assert not world.webhooks.deliveries()


def test_a_webhook_gets_what_happens_after_it_was_added_and_before_it_is_removed() -> None:
    world = World()
    world.publish()
    webhook_id = world.webhooks.add(webhook())
    world.publish()
    assert world.deliver() == [2]
    world.webhooks.remove(webhook_id)
    world.publish()
    assert not world.webhooks.due()
    assert [it.version for it in world.webhooks.deliveries()] == [2]


# When.


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_an_event_that_was_received_is_not_posted_again(status: int) -> None:
    world = World(webhook())
    world.publish()
    assert world.deliver(lambda _: status) == [1]
    world.advance(86_400)
    assert world.deliver() == []
    assert (world.delivery.state, world.delivery.next_at) == ("delivered", None)
    assert [(it.at, it.status, it.error) for it in world.delivery.attempts] == [(START, status, None)]


@rule("webhooks.ended_by_4xx")
@pytest.mark.parametrize("status", [300, 302, 307, 400, 404, 408, 410, 429, 499])
def test_an_event_that_was_refused_is_not_posted_again(status: int) -> None:
    world = World(webhook(copies=3))
    world.publish()
    assert world.deliver(lambda _: status) == [1]
    world.advance(86_400)
    assert world.deliver() == []
    assert (world.delivery.state, world.delivery.next_at) == ("refused", None)


@rule("webhooks.repeated_after_failure")
@pytest.mark.parametrize("answer", [101, 500, 503, 599, 600, "no answer within 5 seconds"])
def test_a_failure_is_tried_again_after_30_seconds_and_then_twice_as_late_each_time(answer: int | str) -> None:
    world = World(webhook())
    world.publish()
    times: list[int] = []
    while world.delivery.next_at is not None:
        world.clock.freeze(world.delivery.next_at - 1)
        assert not world.webhooks.due()
        world.clock.advance(1)
        times.append(world.clock.now())
        world.webhooks.report(world.take(), answer)
    pauses = [(later - earlier) / 1000 for earlier, later in pairwise(times)]
    assert pauses == [30, 60, 120, 240, 480, 960] + [1800] * 8
    assert len(world.delivery.attempts) == 15
    assert world.delivery.state == "exhausted"
    world.advance(86_400)
    assert not world.webhooks.due()


def test_a_pause_of_more_than_half_an_hour_does_not_grow() -> None:
    assert [webhook(retry_delay=3600).pause(failures) for failures in (1, 2, 100)] == [3600] * 3
    assert [webhook(retry_delay=0).pause(failures) for failures in (1, 2, 100)] == [0] * 3


def test_an_event_is_posted_until_it_is_received() -> None:
    world = World(webhook(retry_delay=1))
    world.publish()
    bodies: list[bytes] = []
    for answer in ("ConnectError", 503, 204):
        attempt = world.take()
        bodies.append(attempt.body)
        world.webhooks.report(attempt, answer)
        world.advance(2)
    assert len(set(bodies)) == 1
    assert world.states == ["delivered"]
    assert [(it.status, it.error) for it in world.delivery.attempts] == [
        (None, "ConnectError"),
        (503, None),
        (204, None),
    ]


def test_events_are_posted_one_after_another_in_their_order() -> None:
    world = World(webhook())
    world.publish(times=3)
    attempt = world.take()
    assert not world.webhooks.due()
    world.webhooks.report(attempt, 200)
    assert world.deliver() == [2, 3]


def test_webhooks_do_not_wait_for_each_other() -> None:
    world = World(webhook(), webhook())
    world.publish(times=2)
    first, second = world.webhooks.due()
    world.webhooks.report(second, 200)
    assert world.take().webhook_id == "webhook-2"
    world.webhooks.report(first, 200)
    assert world.take().webhook_id == "webhook-1"


def test_an_event_that_failed_does_not_hold_up_those_after_it() -> None:
    world = World(webhook())
    world.publish(times=3)
    assert world.deliver(lambda version: 500 if version == 1 else 200) == [1, 2, 3]
    assert world.states == ["waiting", "delivered", "delivered"]
    world.advance(30)
    assert world.deliver() == [1]


def test_an_event_that_is_tried_again_at_once_lets_the_others_go_first() -> None:
    world = World(webhook(retry_delay=0, attempts=2))
    world.publish(times=3)
    assert world.deliver(lambda _: 500) == [1, 2, 3, 1, 2, 3]


@rule("webhooks.delivered_at_least_once")
def test_copies_are_posted_although_the_event_was_received() -> None:
    world = World(webhook(copies=3, attempts=2))
    world.publish(times=2)
    assert world.deliver() == [1, 2, 1, 2, 1, 2]
    assert world.states == ["delivered", "delivered"]
    assert {it.event_id for it in world.webhooks.deliveries()} == {"event-1", "event-2"}


def test_a_copy_that_fails_is_tried_again() -> None:
    world = World(webhook(copies=2, attempts=2))
    world.publish()
    for answer in (200, 500):
        world.webhooks.report(world.take(), answer)
    assert not world.webhooks.due()
    world.advance(30)
    world.webhooks.report(world.take(), 200)
    assert world.states == ["delivered"]


def test_a_delay_comes_before_the_first_try() -> None:
    world = World(webhook(delay=1.5))
    world.publish()
    world.advance(1.499)
    assert not world.webhooks.due()
    world.advance(0.001)
    assert world.deliver() == [1]


def test_pairs_of_events_are_swapped_on_request() -> None:
    world = World(webhook(swapped=10))
    world.publish(times=4)
    assert world.deliver() == [2, 1, 4, 3]


def test_an_event_that_nothing_overtakes_in_time_is_posted_by_itself() -> None:
    world = World(webhook(swapped=10))
    world.publish()
    world.advance(9.999)
    assert world.deliver() == []
    world.advance(0.001)
    world.publish()  # too late, and the next to wait
    assert world.deliver() == [1]
    world.publish()
    assert world.deliver() == [3, 2]


def test_an_event_that_was_posted_and_failed_is_not_overtaken() -> None:
    world = World(webhook(swapped=10))
    world.publish()
    world.advance(10)
    assert world.deliver(lambda _: 500) == [1]
    world.publish()
    assert world.deliver() == []
    world.advance(10)
    assert world.deliver() == [2]
    world.advance(20)
    assert world.deliver() == [1]


def test_a_delay_and_a_swap_add_up() -> None:
    world = World(webhook(delay=5, swapped=2))
    world.publish()
    world.advance(1)
    world.publish()
    world.advance(4.999)
    assert world.deliver() == []
    world.advance(0.001)
    assert world.deliver() == [2, 1]
    world.publish()
    world.advance(3)
    world.publish()  # as late as this, it cannot be posted before the other one is to be
    world.advance(4)
    assert world.deliver() == [3]


def test_time_that_goes_back_loses_nothing() -> None:
    world = World(webhook())
    world.publish()
    world.deliver(lambda _: 500)
    world.clock.freeze(START - MINUTE)
    assert not world.webhooks.due()
    world.publish()
    assert world.deliver() == [2]
    world.clock.freeze(START + 30_000)
    assert world.deliver() == [1]


# What whoever posts has to know.


def test_it_tells_when_the_next_try_is_due() -> None:
    world = World(webhook(), webhook(delay=7))
    assert world.webhooks.next_due() is None
    world.publish()
    assert world.webhooks.next_due() == START
    attempt = world.take()
    assert world.webhooks.next_due() == START + 7000
    world.webhooks.report(attempt, 500)
    world.advance(7)
    world.deliver()
    assert world.webhooks.next_due() == START + 30_000


def test_it_tells_how_long_that_is_where_the_time_goes_on() -> None:
    ticks = True
    world = World()
    webhooks = Webhooks(world.clock.now, lambda: "id", tuple(CONTRACT["webhooks"]), Limits(), ticks=lambda: ticks)
    webhooks.add(webhook(delay=2.5))
    assert webhooks.pause() is None
    webhooks.publish(REMOVED, org_id=ORG, user_id=USER, version=1, time=START)
    assert webhooks.pause() == 2.5
    world.advance(60)
    assert webhooks.pause() == 0
    ticks = False
    assert webhooks.pause() is None


def test_the_backlog_is_what_is_due_or_under_way_and_what_is_for_later() -> None:
    world = World(webhook())
    world.publish(times=3)
    world.webhooks.report(world.take(), 500)
    world.take()
    backlog = world.webhooks.backlog()
    assert ([it.version for it in backlog.due], backlog.later) == ([2, 3], 1)
    world.clock.freeze(START - MINUTE)
    backlog = world.webhooks.backlog()
    assert ([it.version for it in backlog.due], backlog.later) == ([2], 2)


def test_a_listener_is_called_when_there_is_something_to_do() -> None:
    world = World(webhook(detail_types=("PhysicalKeyRemoved",)))
    calls: list[None] = []
    world.webhooks.listen(lambda: calls.append(None))
    world.publish()
    assert len(calls) == 1
    world.webhooks.wake()
    assert len(calls) == 2
    world.publish(org_id=None)
    assert len(calls) == 2
    world.webhooks.remove("webhook-1")
    assert len(calls) == 3
    world.publish()
    assert len(calls) == 3


def test_an_answer_that_comes_twice_counts_once() -> None:
    world = World(webhook(copies=2))
    world.publish(times=2)
    attempt = world.take()
    world.webhooks.report(attempt, 200)
    world.webhooks.report(attempt, 200)
    assert len(world.webhooks.deliveries()[0].attempts) == 1
    world.take()
    world.webhooks.report(attempt, 200)
    assert len(world.webhooks.deliveries()[0].attempts) == 1


# What is kept.


def test_what_waits_for_a_webhook_is_forgotten_with_it() -> None:
    world = World(webhook(), webhook())
    world.publish(times=2)
    first, _ = world.webhooks.due()
    world.webhooks.remove("webhook-1")
    world.webhooks.report(first, 200)
    assert [it.webhook_id for it in world.webhooks.deliveries()] == ["webhook-2", "webhook-2"]
    assert world.webhooks.dropped == 2
    assert [webhook_id for webhook_id, _ in world.webhooks.items()] == ["webhook-2"]
    assert world.webhooks.add(webhook()) == "webhook-3"
    with pytest.raises(ValueError, match="no webhook 'webhook-1': there are webhook-2, webhook-3"):
        world.webhooks.remove("webhook-1")


def test_there_are_only_so_many_webhooks() -> None:
    world = World(webhook(), webhook(), webhooks=2)
    with pytest.raises(ValueError, match="2 webhooks, the limit"):
        world.webhooks.add(webhook())
    world.webhooks.remove("webhook-1")
    assert world.webhooks.add(webhook()) == "webhook-3"


def test_deliveries_that_ended_first_are_forgotten_first() -> None:
    world = World(webhook(), deliveries=3)
    world.publish(times=3)
    world.deliver(lambda version: 500 if version == 1 else 200)
    world.publish()
    assert [it.version for it in world.webhooks.deliveries()] == [1, 3, 4]
    assert world.webhooks.dropped == 1
    world.advance(30)
    assert world.deliver() == [4, 1]


def test_the_oldest_that_waits_is_dropped_if_none_has_ended() -> None:
    world = World(webhook(), deliveries=2)
    world.publish(times=2)
    attempt = world.take()
    world.publish(times=2)
    assert world.webhooks.dropped == 2
    world.webhooks.report(attempt, 200)
    assert world.deliver() == [3, 4]


def test_an_event_that_was_dropped_while_it_waited_to_be_overtaken_is_not_posted() -> None:
    world = World(webhook(swapped=10), deliveries=1)
    world.publish(times=3)
    world.advance(10)
    assert world.deliver() == [3]


# How it is shown.


def test_a_secret_is_not_shown() -> None:
    secret = "Bearer of secrets"
    shown = webhook(header=("Authorization", secret))
    assert secret not in repr(shown)
    assert webhook_members("webhook-1", shown) == {
        "id": "webhook-1",
        "url": URL,
        "orgId": ORG,
        "detailTypes": ["*"],
        "header": "Authorization",
    }
    assert "header" not in webhook_members("webhook-1", webhook())


def test_a_delivery_is_shown_with_its_tries() -> None:
    world = World(webhook())
    world.publish()
    shown: dict[str, Any] = {
        "id": 1,
        "webhook": "webhook-1",
        "eventId": "event-1",
        "detailType": "PhysicalKeyRemoved",
        "userId": USER,
        "version": 1,
        "state": "waiting",
    }
    assert delivery_members(world.delivery) == {**shown, "nextAt": START, "attempts": []}
    world.webhooks.report(world.take(), "ReadError")
    attempts: list[dict[str, Any]] = [{"at": START, "error": "ReadError"}]
    assert delivery_members(world.delivery) == {**shown, "nextAt": START + 30_000, "attempts": attempts}
    world.advance(30)
    world.webhooks.report(world.take(), 400)
    attempts.append({"at": START + 30_000, "status": 400})
    assert delivery_members(world.delivery) == {**shown, "state": "refused", "attempts": attempts}


# What can be set up.


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "HTTP://127.0.0.1:1",
        "https://127.255.255.254:65535/hook?a=b&c=%20",
        "http://localhost:9000/",
        "http://LocalHost?x",
        "http://[::1]:9000/hook",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::ffff:127.0.0.1]",
        "http://[::FFFF:7f00:1]",
    ],
)
def test_this_machine_may_be_named_in_every_clear_form(url: str) -> None:
    assert World(webhook(url)).ids == ["webhook-1"]


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "localhost.evil.test",
        "localhost.",
        "127.0.0.1.evil.test",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "127.0.0.01",
        "0.0.0.0",
        "0",
        "128.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::]",
        "[::2]",
        "[::ffff:8.8.8.8]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[127.0.0.1]",
        "[::1:::]",
    ],
)
def test_other_machines_are_refused(host: str) -> None:
    with pytest.raises(ValueError, match="allowed hosts"):
        World(webhook(f"http://{host}/hook"))


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("receiver", "http://receiver:9000/hook"),
        ("Receiver.Test", "https://receiver.test"),
        ("receiver.test", "https://RECEIVER.test"),
        ("10.0.0.1", "http://10.0.0.1"),
        ("FE80::1", "http://[fe80::1]:9000"),
        ("[fe80::1]", "http://[fe80::1]"),
    ],
)
def test_other_machines_can_be_allowed(allowed: str, url: str) -> None:
    assert World(webhook(url), allowed_hosts=(allowed,)).ids == ["webhook-1"]


@pytest.mark.parametrize("host", ["evil-receiver.test", "a.receiver.test", "receiver.test.evil.test", "receiver.tes"])
def test_an_allowed_host_allows_no_other(host: str) -> None:
    with pytest.raises(ValueError, match=f"the host {host}.* start the mock with {host} among its allowed hosts"):
        World(webhook(f"http://{host}"), allowed_hosts=("receiver.test",))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/hook",
        "127.0.0.1:9000",
        "//127.0.0.1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http:/127.0.0.1",
        "http://",
        "http:///hook",
        "http://:9000",
        "http://user@127.0.0.1",
        "http://user:secret@127.0.0.1",
        "http://127.0.0.1@example.com",
        "http://127.0.0.1:80@example.com",
        "http://127.0.0.1\\@example.com",
        "http://example.com\\@127.0.0.1",
        "http://127.0.0.1%2f@example.com",
        "http://127.0.0.1#@example.com",
        "http://127.0.0.1/hook#part",
        "http://127.0.0.1:",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:-1",
        "http://127.0.0.1:\uff19000",
        "http://127\u30020\uff0e0\uff611",
        "http://127.0.0.1\u3002evil.test",
        "http://\u24dbocalhost",
        "http://loca\u017fhost",
        "http://[::1%25eth0]",
        "http://[::1",
        "http://::1",
        " http://127.0.0.1",
        "http://127.0.0.1 ",
        "http://127.0.0.1\n",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX-Injected: 1",
        "http://127.0.0.1/ü",
        "http://127.0.0.1/" + "x" * 2000,
    ],
)
def test_a_url_that_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^url is .*give an absolute http or https URL"):
        webhook(url)


@pytest.mark.parametrize(
    "header", [("X-Webhook-Key", "a"), ("Authorization", "Bearer a.b-c~d"), ("x_1!", "a b\u0022"), ("X", "x" * 4096)]
)
def test_a_secret_can_be_sent_in_any_header(header: tuple[str, str]) -> None:
    assert webhook(header=header).header == header


@pytest.mark.parametrize(
    "value", ["", " ", "a ", "\ta", "secret\r\nX-Injected: 1", "secret\n", "secret\0", "\x7f", "süß", "x" * 4097]
)
def test_a_secret_cannot_inject_anything_and_is_not_repeated(value: str) -> None:
    with pytest.raises(ValueError, match="header gives X-Webhook-Key a value that cannot be sent") as caught:
        webhook(header=("X-Webhook-Key", value))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["", " ", "X Y", "X:", "X\r\nY", "X\n", "Schlüssel", "\u017f", "(x)", "Host", "content-LENGTH", "x" * 201]
)
def test_a_header_needs_a_name_that_is_free(name: str) -> None:
    with pytest.raises(ValueError, match="header has the name"):
        webhook(header=(name, "secret"))


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("timeout", (0, -1, 60.1, NAN, INFINITE)),
        ("retry_delay", (-0.1, 86_401, NAN, INFINITE)),
        ("attempts", (0, 101, NAN)),
        ("copies", (0, 11)),
        ("delay", (-1, 86_401, NAN, -INFINITE)),
        ("swapped", (-1, 86_401, NAN)),
    ],
)
def test_numbers_have_their_limits(name: str, values: tuple[float, ...]) -> None:
    for value in values:
        wrong: dict[str, Any] = {name: value}
        with pytest.raises(ValueError, match=f"^{name} is {value}: give .* to "):
            webhook(**wrong)


@pytest.mark.parametrize("detail_types", [(), ("*", "*"), ("PhysicalKeyAdded", "PhysicalKeyAdded")])
def test_events_are_named_once(detail_types: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="detail_types is empty or repeats a name"):
        webhook(detail_types=detail_types)


@pytest.mark.parametrize("name", ["physicalKeyAdded", "UserCreated", "", "**"])
def test_events_that_there_are_not_cannot_be_named(name: str) -> None:
    with pytest.raises(ValueError, match=f"'{name.replace('*', '[*]')}'.*PhysicalKeyAdded, PhysicalKeyRemoved, or "):
        World(webhook(detail_types=("PhysicalKeyAdded", name)))


def test_an_organisation_is_needed() -> None:
    with pytest.raises(ValueError, match="org_id is empty"):
        webhook(org_id="")


# Whatever comes.


ANSWERS = st.sampled_from([200, 204, 302, 400, 404, 500, 503, "ConnectError"])


class Deliveries(RuleBasedStateMachine):
    """Events, answers and time in any order, against what was promised."""

    def __init__(self) -> None:
        super().__init__()
        self.hooks = {
            "webhook-1": webhook(attempts=4),
            "webhook-2": webhook(attempts=2, copies=2, retry_delay=5, detail_types=("PhysicalKeyRemoved",)),
            "webhook-3": webhook(attempts=3, delay=3, swapped=20, retry_delay=0),
            "webhook-4": webhook(org_id=OTHER_ORG),
        }
        self.world = World(*self.hooks.values(), deliveries=100_000)
        self.under_way: list[Attempt] = []
        # The model: what was published to whom, and what was answered and when, by webhook and version.
        self.published: dict[tuple[str, int], int] = {}
        self.answers: dict[tuple[str, int], list[tuple[int, int | str]]] = {}

    @step(event=st.sampled_from([ADDED, REMOVED]), org_id=st.sampled_from([ORG, OTHER_ORG, None]))
    def publish(self, event: Event, org_id: str | None) -> None:
        self.world.publish(event, org_id)
        for webhook_id, hook in self.hooks.items():
            if hook.org_id == org_id and (event is REMOVED or webhook_id != "webhook-2"):
                self.published[webhook_id, self.world.version] = self.world.clock.now()

    @step(seconds=st.sampled_from([0.001, 1, 5, 30, 60, 3600]))
    def advance(self, seconds: float) -> None:
        self.world.advance(seconds)

    @step()
    def take(self) -> None:
        attempts = self.world.webhooks.due()
        busy = {attempt.webhook_id for attempt in self.under_way}
        assert not busy & {attempt.webhook_id for attempt in attempts}
        for attempt in attempts:
            self.check(attempt)
        self.under_way += attempts

    def check(self, attempt: Attempt) -> None:
        """A try has to be one that was promised, and not too early."""
        now = self.world.clock.now()
        key = (attempt.webhook_id, json.loads(attempt.body)["detail"]["version"])
        hook = self.hooks[attempt.webhook_id]
        earlier = self.answers.setdefault(key, [])
        if not earlier:
            assert now >= self.published[key] + hook.delay * 1000
            return
        assert self.outcome(key) == "waiting"
        at, last = earlier[-1]
        failures = sum(answer not in (200, 204) for _, answer in earlier)
        pause = 0 if last in (200, 204) else min(hook.retry_delay * 2 ** (failures - 1), 1800)
        assert now >= at + pause * 1000

    @step(answer=ANSWERS, position=st.integers(0, 3))
    def report(self, answer: int | str, position: int) -> None:
        if not self.under_way:
            return
        attempt = self.under_way.pop(position % len(self.under_way))
        key = (attempt.webhook_id, json.loads(attempt.body)["detail"]["version"])
        self.answers[key].append((self.world.clock.now(), answer))
        self.world.webhooks.report(attempt, answer)

    def outcome(self, key: tuple[str, int]) -> str:
        answers = [answer for _, answer in self.answers.get(key, ())]
        hook = self.hooks[key[0]]
        if any(answer in (302, 400, 404) for answer in answers):
            return "refused"
        received = sum(answer in (200, 204) for answer in answers)
        if received >= hook.copies:
            return "delivered"
        return "exhausted" if len(answers) - received >= hook.attempts else "waiting"

    @invariant()
    def agrees_with_the_model(self) -> None:
        deliveries = {(it.webhook_id, it.version): it for it in self.world.webhooks.deliveries()}
        assert set(deliveries) == set(self.published)
        for key, delivery in deliveries.items():
            assert delivery.state == self.outcome(key)
            assert (delivery.next_at is None) == (delivery.state != "waiting")
        due, later = self.world.webhooks.backlog()
        assert len(due) + later == sum(it.state == "waiting" for it in deliveries.values())

    def teardown(self) -> None:
        """In the end every event was received, refused or given up, and those that were received at once in order."""
        for attempt in self.under_way:
            self.world.webhooks.report(attempt, 200)
        first = self.world.version + 1
        for _ in range(4):
            self.world.publish()
        posted = self.world.deliver(lambda _: 200)
        while (due := self.world.webhooks.next_due()) is not None:
            self.world.clock.freeze(max(self.world.clock.now(), due))
            posted += self.world.deliver()
        assert "waiting" not in self.world.states
        tried_once = [
            it.version
            for it in self.world.webhooks.deliveries()
            if it.webhook_id == "webhook-1" and it.version >= first and len(it.attempts) == 1
        ]
        assert tried_once == sorted(tried_once)
        assert len(tried_once) == 4


def test_every_event_ends_delivered_refused_or_exhausted_and_is_not_posted_after_that() -> None:
    run_state_machine_as_test(Deliveries, settings=settings(max_examples=100, stateful_step_count=40, deadline=None))
