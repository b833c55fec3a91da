"""The dispatcher, posting to receivers on this machine."""

import contextlib
import gc
import json
import socket
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from unittest.mock import Mock

import pytest
from spkey_mock.webhooks import dispatcher as dispatcher_module
from spkey_mock.webhooks.dispatcher import Dispatcher

from spkey_client import __version__
from spkey_client import webhooks as sdk

from ..receiver import Receiver, receiving
from ..support import ORG, START, USER, rule
from .dispatched import Dispatched
from .misbehaving import WAIT, hang, misbehaving


def test_an_event_that_is_received_is_posted_once(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.add(receiver.url + "?a=b%20c")
    dispatched.publish()
    dispatched.settle()
    dispatched.advance(86_400)
    dispatched.settle()
    (post,) = receiver.got()
    assert post.path == "/hook?a=b%20c"
    assert post.headers["content-type"] == "application/json"
    assert post.headers["user-agent"] == f"spkey-mock/{__version__}"
    assert "authorization" not in post.headers
    assert "cookie" not in post.headers
    event = sdk.parse(post.body, partner_id=ORG)
    assert (event.id, event.data) == ("event-1", sdk.PhysicalKeyRemoved(user_id=USER, number=1, removed_at=START))
    assert dispatched.delivery.state == "delivered"


@rule("webhooks.secret_in_header")
@pytest.mark.parametrize("header", [("Authorization", "Bearer secret"), ("X-Webhook-Key", "a secret"), ("X", "!")])
def test_the_secret_is_sent_in_its_header(dispatched: Dispatched, receiver: Receiver, header: tuple[str, str]) -> None:
    dispatched.add(receiver.url, header=header)
    dispatched.publish()
    dispatched.settle()
    (post,) = receiver.got()
    assert post.headers[header[0].lower()] == header[1]


@rule("webhooks.repeated_after_failure")
def test_a_failure_is_retried_as_the_clock_advances(dispatched: Dispatched, receiver: Receiver) -> None:
    receiver.will_respond(500, 503)
    dispatched.add(receiver.url)
    dispatched.publish()
    posts: list[int] = []
    for seconds in (0, 29.999, 0.001, 59.999, 0.001, 3600):
        dispatched.advance(seconds)
        dispatched.settle()
        posts.append(len(receiver.got()))
    assert posts == [1, 0, 1, 0, 1, 0]
    assert [it.status for it in dispatched.delivery.attempts] == [500, 503, 204]
    assert [it.at - START for it in dispatched.delivery.attempts] == [0, 30_000, 90_000]


def test_a_delivery_that_fails_too_often_is_given_up(dispatched: Dispatched, receiver: Receiver) -> None:
    receiver.will_respond(*[500] * 5)
    dispatched.add(receiver.url, retry_delay=0, attempts=5)
    dispatched.publish()
    dispatched.settle()
    assert len(receiver.got()) == 5
    assert dispatched.delivery.state == "exhausted"


@rule("webhooks.ended_by_4xx")
@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_an_event_that_is_rejected_is_not_posted_again(dispatched: Dispatched, receiver: Receiver, status: int) -> None:
    receiver.will_respond(status)
    dispatched.add(receiver.url)
    dispatched.publish()
    dispatched.settle()
    dispatched.advance(86_400)
    dispatched.settle()
    assert len(receiver.got()) == 1
    assert dispatched.delivery.state == "refused"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(dispatched: Dispatched, receiver: Receiver, status: int) -> None:
    with receiving() as other:
        receiver.will_respond(status)
        receiver.headers["Location"] = other.url
        dispatched.add(receiver.url)
        dispatched.publish()
        dispatched.settle()
        assert not other.got()
    assert dispatched.delivery.state == "refused"


def test_this_machine_can_be_addressed_by_its_name(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.add(receiver.url.replace("127.0.0.1", "localhost"))
    dispatched.publish()
    dispatched.settle()
    assert dispatched.delivery.state == "delivered"


def test_events_of_many_threads_arrive_once_each(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.add(receiver.url)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(40):
            pool.submit(dispatched.publish)
    dispatched.settle()
    ids = [json.loads(post.body)["id"] for post in receiver.got()]
    assert (len(ids), len(set(ids))) == (40, 40)


def test_cookies_are_not_sent_back(dispatched: Dispatched, receiver: Receiver) -> None:
    receiver.headers["Set-Cookie"] = "a=b"
    dispatched.add(receiver.url)
    dispatched.publish(times=2)
    dispatched.settle()
    assert ["cookie" in post.headers for post in receiver.got()] == [False, False]


def test_proxies_of_the_environment_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with contextlib.closing(Dispatcher()) as dispatcher:
        dispatched = Dispatched(dispatcher)
        dispatched.add(receiver.url)
        dispatched.publish()
        dispatched.settle()
    assert dispatched.delivery.state == "delivered"


def test_events_arrive_in_their_order_and_copies_as_often_as_requested(
    dispatched: Dispatched, receiver: Receiver
) -> None:
    dispatched.add(receiver.url)
    dispatched.publish(times=20)
    dispatched.settle()
    assert [post.version for post in receiver.got()] == list(range(1, 21))
    dispatched.webhooks.remove("webhook-1")
    dispatched.add(receiver.url, copies=3, swapped=1)
    dispatched.publish(times=2)
    dispatched.settle()
    assert [post.version for post in receiver.got()] == [22, 21, 22, 21, 22, 21]


def test_worlds_do_not_wait_for_each_other(dispatcher: Dispatcher, receiver: Receiver) -> None:
    stuck, free = Dispatched(dispatcher), Dispatched(dispatcher)
    with misbehaving(hang) as url:
        stuck.add(url, timeout=WAIT)
        free.add(receiver.url)
        stuck.publish()
        free.publish()
        free.settle()
        assert free.delivery.state == "delivered"
        assert stuck.delivery.state == "waiting"


def test_worlds_whose_receivers_hang_leave_room_for_others(
    dispatcher: Dispatcher, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "MOST_AT_ONCE", 8)
    free = Dispatched(dispatcher)
    free.add(receiver.url)
    with misbehaving(hang) as url:
        stuck = [Dispatched(dispatcher) for _ in range(3)]
        for world in stuck:
            for _ in range(20):
                world.add(url, timeout=60)
            world.publish()
        free.publish(times=3)
        free.settle()
        assert free.states == ["delivered"] * 3
        assert {state for world in stuck for state in world.states} == {"waiting"}
        dispatcher.close()


def test_an_event_disturbs_no_other_world(
    dispatcher: Dispatcher, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, busy = Dispatched(dispatcher), Dispatched(dispatcher)
    for world in (idle, busy):
        world.add(receiver.url, delay=60 if world is idle else 0)
        world.publish()
    busy.settle()  # the dispatcher has looked at both in their order
    looked = Mock()
    with monkeypatch.context() as patch:
        patch.setattr(idle.webhooks, "take", looked)
        busy.publish(times=3)
        busy.settle()
    assert not looked.called
    idle.advance(60)
    idle.settle()
    assert idle.states == ["delivered"]


def test_on_a_running_clock_a_change_of_the_clock_makes_a_delivery_due(
    dispatcher: Dispatcher, receiver: Receiver
) -> None:
    dispatched = Dispatched(dispatcher)
    dispatched.clock.run()
    dispatched.add(receiver.url, delay=3600)
    dispatched.publish()
    dispatched.settle()
    assert dispatched.states == ["waiting"]
    dispatched.clock.advance(3_600_000)
    dispatched.settle()
    assert dispatched.states == ["delivered"]


def test_settling_notices_that_a_stepped_clock_has_advanced(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.clock.run_in_steps(START, 1000)
    dispatched.add(receiver.url, delay=1)
    dispatched.publish()
    dispatched.settle()
    dispatched.clock.tick()  # as after an event that is not delivered
    dispatched.settle()
    assert dispatched.delivery.state == "delivered"


def test_settling_ends_when_the_clock_is_set_back(dispatched: Dispatched) -> None:
    dispatched.dispatcher.close()
    dispatched.add("http://127.0.0.1:9/")
    dispatched.publish()
    with ThreadPoolExecutor() as pool:
        settled = pool.submit(dispatched.settle)
        dispatched.clock.freeze(START - 1)
        settled.result(WAIT)


def test_a_replay_is_posted_again(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.add(receiver.url)
    dispatched.publish()
    dispatched.settle()
    dispatched.webhooks.replay(1)
    dispatched.settle()
    first, second = receiver.got()
    assert first == second
    assert [it.status for it in dispatched.delivery.attempts] == [204, 204]


def test_an_attempt_is_timed(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.add(receiver.url)
    dispatched.publish()
    dispatched.settle()
    (attempt,) = dispatched.delivery.attempts
    assert 0 < attempt.duration < WAIT * 1000


def test_a_url_is_sent_as_a_valid_request_target(dispatched: Dispatched, receiver: Receiver) -> None:
    for path in ("", "/", "?a", '/a b%20c"<>?x={1}&y=[2]|^`\\'):
        dispatched.add(receiver.url.removesuffix("/hook") + path.replace(" ", ""))
    dispatched.publish()
    dispatched.settle()
    paths = sorted(post.path for post in receiver.got())
    assert paths == ["/", "/", "/?a", "/ab%20c%22%3C%3E?x=%7B1%7D&y=[2]%7C%5E%60%5C"]


def test_on_a_running_clock_a_later_attempt_is_made_without_a_call(dispatcher: Dispatcher, receiver: Receiver) -> None:
    dispatched = Dispatched(dispatcher)
    dispatched.clock.run()
    receiver.will_respond(500)
    dispatched.add(receiver.url, retry_delay=0.02, delay=0.02)
    dispatched.publish()
    first, second = (receiver.posts.get(timeout=WAIT) for _ in range(2))
    assert first.body == second.body
    dispatched.settle()
    early, late = dispatched.delivery.attempts
    assert (early.status, late.status) == (500, 204)
    assert late.at - early.at >= 20


def test_a_waiting_delivery_does_not_keep_a_world(dispatcher: Dispatcher, receiver: Receiver) -> None:
    dispatched = Dispatched(dispatcher)
    receiver.will_respond(500)
    dispatched.add(receiver.url)
    dispatched.publish()
    dispatched.settle()
    # Another one comes after it, so that nothing in the thread refers to the first any more.
    other = Dispatched(dispatcher)
    other.add(receiver.url)
    other.publish()
    other.settle()
    gone = weakref.ref(dispatched.webhooks)
    del dispatched
    gc.collect()
    assert gone() is None


def test_an_attempt_under_way_does_not_keep_a_world(dispatcher: Dispatcher) -> None:
    dispatched = Dispatched(dispatcher)
    arrived = Event()

    def hold(_: socket.socket, ended: Event) -> None:
        arrived.set()
        ended.wait()

    with misbehaving(hold) as url:
        dispatched.add(url, timeout=60)
        dispatched.publish()
        assert arrived.wait(WAIT)
        gone = weakref.ref(dispatched.webhooks)
        del dispatched
        gc.collect()
        assert gone() is None
        dispatcher.close()


def test_a_closed_dispatcher_posts_nothing(dispatched: Dispatched, receiver: Receiver) -> None:
    dispatched.dispatcher.close()
    dispatched.add(receiver.url)
    dispatched.publish()
    with pytest.raises(TimeoutError):
        dispatched.webhooks.settle(0.01)
    dispatched.dispatcher.close()
    assert not receiver.got()


def test_closing_cancels_attempts_that_are_under_way(dispatched: Dispatched) -> None:
    arrived = Event()

    def hold(_: socket.socket, ended: Event) -> None:
        arrived.set()
        ended.wait()

    with misbehaving(hold) as url:
        dispatched.add(url, timeout=60)
        dispatched.publish()
        assert arrived.wait(WAIT)
        dispatched.dispatcher.close()
    assert not dispatched.delivery.attempts
