"""The courier, posting to real receivers on this machine."""

import contextlib
import gc
import json
import os
import socket
import struct
import subprocess
import sys
import textwrap
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event, Thread
from typing import Any

import pytest
from spkey_mock.aggregates.users import PhysicalKeyRemoved
from spkey_mock.webhooks.dispatcher import Courier
from spkey_mock.webhooks.subscriptions import Delivery, Webhook, Webhooks
from spkey_mock.world.clock import Clock
from spkey_mock.world.limits import Limits

from spkey_client import __version__
from spkey_client import webhooks as sdk

from .receiver import Receiver, receiving
from .support import CONTRACT, ORG, START, USER, rule

WAIT = 10.0
"""How long to wait at most for what comes at once, in seconds."""


@contextlib.contextmanager
def misbehaving(behave: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """The URL of a receiver that does with each connection what it is told, and an event that ends it."""
    ended = Event()

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):  # the courier has left before
                if ended.is_set():
                    return
                connection.settimeout(WAIT)
                behave(connection, ended)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        finally:
            ended.set()
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def hang(_: socket.socket, ended: Event) -> None:
    ended.wait()


def reset(connection: socket.socket, _: Event) -> None:
    connection.recv(100)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_post(connection: socket.socket) -> None:
    """Read a request to its end: closed with a part of it unread, a connection is reset."""
    with connection.makefile("rb") as stream:
        lines = iter(stream.readline, b"\r\n")
        lengths = [int(line.partition(b":")[2]) for line in lines if line.lower().startswith(b"content-length:")]
        stream.read(sum(lengths))


def hang_up(connection: socket.socket, _: Event) -> None:
    read_post(connection)


def drip(connection: socket.socket, ended: Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not ended.wait(0.01):
        connection.sendall(b"x")


def drip_head(connection: socket.socket, ended: Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not ended.wait(0.01):
        connection.sendall(b"x")


def pour(connection: socket.socket, ended: Event) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not ended.is_set():
        connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")


def say(answer: bytes) -> Callable[[socket.socket, Event], None]:
    def behave(connection: socket.socket, _: Event) -> None:
        read_post(connection)
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    return behave


class World:
    """Webhooks that a courier serves, with a clock that stands still."""

    def __init__(self, courier: Courier, allowed_hosts: tuple[str, ...] = ()) -> None:
        self.courier = courier
        self.clock = Clock()
        self.clock.freeze(START)
        ids = count(1)
        self.webhooks = Webhooks(
            self.clock.now,
            lambda: f"event-{next(ids)}",
            tuple(CONTRACT["webhooks"]),
            Limits(),
            allowed_hosts,
            ticks=self.clock.ticks,
        )
        self.clock.changed = self.webhooks.wake
        self.version = 0

    def add(self, url: str, **values: Any) -> str:
        webhook_id = self.webhooks.add(Webhook(url=url, org_id=ORG, **values))
        self.courier.serve(self.webhooks)
        return webhook_id

    def publish(self, times: int = 1) -> None:
        for _ in range(times):
            self.version += 1
            event = PhysicalKeyRemoved(USER, self.version, self.clock.now())
            self.webhooks.publish(event, org_id=ORG, user_id=USER, version=self.version, time=self.clock.now())

    def advance(self, seconds: float) -> None:
        self.clock.advance(round(seconds * 1000))

    def settle(self) -> None:
        self.courier.settle(self.webhooks, WAIT)

    @property
    def delivery(self) -> Delivery:
        (delivery,) = self.webhooks.deliveries()
        return delivery

    @property
    def error(self) -> str:
        """Why the one try failed, of an event that is to be tried again."""
        (outcome,) = self.delivery.attempts
        assert self.delivery.state == "waiting"
        assert outcome.status is None
        return str(outcome.error)


@pytest.fixture
def courier() -> Iterator[Courier]:
    courier = Courier()
    yield courier
    courier.close()


@pytest.fixture
def world(courier: Courier) -> World:
    return World(courier)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def test_an_event_that_is_received_is_posted_once(world: World, receiver: Receiver) -> None:
    world.add(receiver.url + "?a=b%20c")
    world.publish()
    world.settle()
    world.advance(86_400)
    world.settle()
    (post,) = receiver.got()
    assert post.path == "/hook?a=b%20c"
    assert post.headers["content-type"] == "application/json"
    assert post.headers["user-agent"] == f"spkey-mock/{__version__}"
    assert "authorization" not in post.headers
    assert "cookie" not in post.headers
    event = sdk.parse(post.body, partner_id=ORG)
    assert (event.id, event.data) == ("event-1", sdk.PhysicalKeyRemoved(user_id=USER, number=1, removed_at=START))
    assert world.delivery.state == "delivered"


@rule("webhooks.secret_in_header")
@pytest.mark.parametrize("header", [("Authorization", "Bearer secret"), ("X-Webhook-Key", "a secret"), ("X", "!")])
def test_the_secret_is_sent_in_its_header(world: World, receiver: Receiver, header: tuple[str, str]) -> None:
    world.add(receiver.url, header=header)
    world.publish()
    world.settle()
    (post,) = receiver.got()
    assert post.headers[header[0].lower()] == header[1]


@rule("webhooks.repeated_after_failure")
def test_what_fails_is_posted_again_as_the_clock_advances(world: World, receiver: Receiver) -> None:
    receiver.will_answer(500, 503)
    world.add(receiver.url)
    world.publish()
    posts: list[int] = []
    for seconds in (0, 29.999, 0.001, 59.999, 0.001, 3600):
        world.advance(seconds)
        world.settle()
        posts.append(len(receiver.got()))
    assert posts == [1, 0, 1, 0, 1, 0]
    assert [it.status for it in world.delivery.attempts] == [500, 503, 204]
    assert [it.at - START for it in world.delivery.attempts] == [0, 30_000, 90_000]


def test_what_fails_as_often_as_it_may_is_given_up(world: World, receiver: Receiver) -> None:
    receiver.will_answer(*[500] * 5)
    world.add(receiver.url, retry_delay=0, attempts=5)
    world.publish()
    world.settle()
    assert len(receiver.got()) == 5
    assert world.delivery.state == "exhausted"


@rule("webhooks.ended_by_4xx")
@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_what_is_refused_is_not_posted_again(world: World, receiver: Receiver, status: int) -> None:
    receiver.will_answer(status)
    world.add(receiver.url)
    world.publish()
    world.settle()
    world.advance(86_400)
    world.settle()
    assert len(receiver.got()) == 1
    assert world.delivery.state == "refused"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(world: World, receiver: Receiver, status: int) -> None:
    with receiving() as other:
        receiver.will_answer(status)
        receiver.headers["Location"] = other.url
        world.add(receiver.url)
        world.publish()
        world.settle()
        assert not other.got()
    assert world.delivery.state == "refused"


def test_this_machine_can_be_called_by_its_name(world: World, receiver: Receiver) -> None:
    world.add(receiver.url.replace("127.0.0.1", "localhost"))
    world.publish()
    world.settle()
    assert world.delivery.state == "delivered"


def test_events_of_many_threads_arrive_once_each(world: World, receiver: Receiver) -> None:
    world.add(receiver.url)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(40):
            pool.submit(world.publish)
    world.settle()
    ids = [json.loads(post.body)["id"] for post in receiver.got()]
    assert (len(ids), len(set(ids))) == (40, 40)


def test_cookies_are_not_sent_back(world: World, receiver: Receiver) -> None:
    receiver.headers["Set-Cookie"] = "a=b"
    world.add(receiver.url)
    world.publish(2)
    world.settle()
    assert ["cookie" in post.headers for post in receiver.got()] == [False, False]


def test_proxies_of_the_environment_are_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with contextlib.closing(Courier()) as courier:
        world = World(courier)
        world.add(receiver.url)
        world.publish()
        world.settle()
    assert world.delivery.state == "delivered"


def test_events_arrive_in_their_order_and_copies_as_often_as_asked(world: World, receiver: Receiver) -> None:
    world.add(receiver.url)
    world.publish(20)
    world.settle()
    assert [post.version for post in receiver.got()] == list(range(1, 21))
    world.webhooks.remove("webhook-1")
    world.add(receiver.url, copies=3, swapped=1)
    world.publish(2)
    world.settle()
    assert [post.version for post in receiver.got()] == [22, 21, 22, 21, 22, 21]


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (reset, "ReadError|WriteError"),
        (hang_up, "RemoteProtocolError: Server disconnected"),
        (say(b"rubbish\r\n\r\n"), "RemoteProtocolError"),
        (say(b"HTTP/1.1 2x0 OK\r\n\r\n"), "RemoteProtocolError"),
        (say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "RemoteProtocolError: peer closed connection"),
        (say(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"), "RemoteProtocolError"),
        (say(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03"), "RemoteProtocolError"),
        (say(b""), "RemoteProtocolError"),
    ],
)
def test_what_is_no_answer_is_a_failure(
    world: World, behave: Callable[[socket.socket, Event], None], error: str
) -> None:
    with misbehaving(behave) as url:
        world.add(url)
        world.publish()
        world.settle()
    assert error.split("|")[0] in world.error or error.split("|")[-1] in world.error
    assert len(world.error) <= 200
    assert not world.error.endswith(": ")
    assert world.delivery.next_at == START + 30_000


@pytest.mark.parametrize("behave", [hang, drip, drip_head])
def test_the_timeout_is_for_the_whole_try(world: World, behave: Callable[[socket.socket, Event], None]) -> None:
    with misbehaving(behave) as url:
        world.add(url, timeout=0.1)
        world.publish()
        world.settle()
    assert world.error == "no answer within 0.1 seconds"


def test_an_answer_without_end_counts_by_its_status(world: World) -> None:
    with misbehaving(pour) as url:
        world.add(url, timeout=WAIT)
        world.publish()
        world.settle()
    assert world.delivery.state == "delivered"


def test_a_receiver_that_is_not_there_is_a_failure(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    world.add(f"http://127.0.0.1:{port}")
    world.publish()
    world.settle()
    assert world.error.startswith("ConnectError")


@pytest.mark.parametrize("host", ["receiver.invalid", "x" * 64 + ".test", "999.1.1.1"])
def test_a_host_that_cannot_be_found_is_a_failure(courier: Courier, host: str) -> None:
    world = World(courier, (host,))
    world.add(f"http://{host}", timeout=2)
    world.publish()
    world.settle()
    assert world.error


def test_a_receiver_without_tls_is_a_failure_of_https(world: World, receiver: Receiver) -> None:
    receiver.handle_error = lambda *_: None  # type: ignore[method-assign]
    world.add(receiver.url.replace("http:", "https:"))
    world.publish()
    world.settle()
    assert world.error.startswith("ConnectError")


def test_a_receiver_that_hangs_does_not_hold_up_another(world: World, receiver: Receiver) -> None:
    with misbehaving(hang) as url:
        hanging = world.add(url, timeout=WAIT)
        world.add(receiver.url)
        world.publish(3)
        assert [receiver.posts.get(timeout=WAIT).version for _ in range(3)] == [1, 2, 3]
        with pytest.raises(TimeoutError, match=r"3 deliveries .* PhysicalKeyRemoved version 1 to webhook-1"):
            world.courier.settle(world.webhooks, 0.01)
        world.webhooks.remove(hanging)
        world.settle()
    assert [it.state for it in world.webhooks.deliveries()] == ["delivered"] * 3


def test_worlds_do_not_wait_for_each_other(courier: Courier, receiver: Receiver) -> None:
    stuck, free = World(courier), World(courier)
    with misbehaving(hang) as url:
        stuck.add(url, timeout=WAIT)
        free.add(receiver.url)
        stuck.publish()
        free.publish()
        free.settle()
        assert free.delivery.state == "delivered"
        assert stuck.delivery.state == "waiting"


def test_many_receivers_that_hang_leave_nothing_behind(world: World) -> None:
    with misbehaving(hang) as url:
        for _ in range(20):
            world.add(url, timeout=0.05)
        world.publish()
        world.settle()
    assert {it.attempts[0].error for it in world.webhooks.deliveries()} == {"no answer within 0.05 seconds"}


def test_on_a_clock_that_goes_on_what_is_due_later_is_posted_by_itself(courier: Courier, receiver: Receiver) -> None:
    world = World(courier)
    world.clock.run()
    receiver.will_answer(500)
    world.add(receiver.url, retry_delay=0.02, delay=0.02)
    world.publish()
    first, second = (receiver.posts.get(timeout=WAIT) for _ in range(2))
    assert first.body == second.body
    world.settle()
    early, late = world.delivery.attempts
    assert (early.status, late.status) == (500, 204)
    assert late.at - early.at >= 20


def test_what_waits_does_not_keep_a_world(courier: Courier, receiver: Receiver) -> None:
    world = World(courier)
    receiver.will_answer(500)
    world.add(receiver.url)
    world.publish()
    world.settle()
    # Another one comes after it, so that nothing in the thread refers to the first any more.
    other = World(courier)
    other.add(receiver.url)
    other.publish()
    other.settle()
    gone = weakref.ref(world.webhooks)
    del world
    gc.collect()
    assert gone() is None


def test_nothing_is_posted_once_it_is_closed(world: World, receiver: Receiver) -> None:
    world.courier.close()
    world.add(receiver.url)
    world.publish()
    with pytest.raises(TimeoutError):
        world.courier.settle(world.webhooks, 0.01)
    world.courier.close()
    assert not receiver.got()


def test_closing_breaks_off_what_is_under_way(world: World) -> None:
    arrived = Event()

    def hold(_: socket.socket, ended: Event) -> None:
        arrived.set()
        ended.wait()

    with misbehaving(hold) as url:
        world.add(url, timeout=60)
        world.publish()
        assert arrived.wait(WAIT)
        world.courier.close()
    assert not world.delivery.attempts


# In a process of its own.

SETUP = """
import os, socket, sys
from spkey_mock.world.clock import Clock
from spkey_mock.webhooks.dispatcher import COURIER
from spkey_mock.world.limits import Limits
from spkey_mock.aggregates.users import PhysicalKeyRemoved
from spkey_mock.webhooks.subscriptions import Webhook, Webhooks

def publish():
    webhooks.publish(PhysicalKeyRemoved("ada", 1, 0), org_id="acme", user_id="ada", version=1, time=0)

webhooks = Webhooks(lambda: 0, lambda: "id", ("PhysicalKeyRemoved",), Limits(), ticks=lambda: False)
"""


def run(script: str, *arguments: str) -> str:
    """What a script prints that ends by itself, with success and without a word of complaint."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SETUP + textwrap.dedent(script), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_httpx_is_imported_when_a_webhook_is_served() -> None:
    script = """
    assert "httpx" not in sys.modules
    publish()
    COURIER.settle(webhooks)
    assert "httpx" not in sys.modules
    webhooks.add(Webhook(url="http://127.0.0.1:1", org_id="acme"))
    COURIER.serve(webhooks)
    publish()
    COURIER.settle(webhooks)
    print("httpx" in sys.modules, webhooks.deliveries()[0].state)
    """
    assert run(script) == "True waiting\n"


@pytest.mark.parametrize("deed", ["pass", "COURIER.serve(webhooks)", "publish()", "sys.exit()"])
def test_a_process_ends_in_the_middle_of_a_delivery(deed: str) -> None:
    script = f"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{{listener.getsockname()[1]}}"
        webhooks.add(Webhook(url=url, org_id="acme", timeout=60))
        COURIER.serve(webhooks)
        publish()
        connection, _ = listener.accept()
        with connection:
            print("posted", flush=True)
            {deed}
    """
    assert run(script) == "posted\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_child_process_delivers_with_a_courier_of_its_own(receiver: Receiver) -> None:
    script = """
    import warnings
    warnings.simplefilter("ignore", DeprecationWarning)  # to fork beside threads is what is tried
    webhooks.add(Webhook(url=sys.argv[1], org_id="acme"))
    COURIER.serve(webhooks)
    publish()
    COURIER.settle(webhooks)
    child = os.fork()
    publish()
    COURIER.settle(webhooks)
    if child:
        _, status = os.waitpid(child, 0)
        assert status == 0, status
        print([it.state for it in webhooks.deliveries()])
    """
    assert run(script, receiver.url) == "['delivered', 'delivered']\n"
    assert len(receiver.got()) == 3
