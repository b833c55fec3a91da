"""The dispatcher, posting to receivers that misbehave."""

import socket

import pytest
from spkey_mock.webhooks.dispatcher import Dispatcher

from ..receiver import Receiver
from ..support import START
from .dispatched import Dispatched
from .misbehaving import WAIT, Behaviour, drip, drip_head, hang, hang_up, misbehaving, pour, reset, say

CUT = "the receiver closed the connection before its response was complete"


@pytest.mark.parametrize(
    ("behave", "error"),
    [
        (reset, "ConnectionResetError|BrokenPipeError"),
        (hang_up, CUT),
        (say(b"rubbish\r\n\r\n"), "invalid response: Expected HTTP/"),
        (say(b"HTTP/1.1 2x0 OK\r\n\r\n"), "invalid response: Invalid status code"),
        (say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), CUT),
        (say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"), CUT),
        (say(b"HTTP/1.1 200 OK\r\nX: "), CUT),
        (say(b"HTTP/1.1 100 Continue\r\n\r\n"), CUT),
        (say(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"), "headers are longer than 65536 bytes"),
        (say(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03"), "invalid response"),
        (say(b""), CUT),
    ],
)
def test_an_invalid_response_is_a_failure(dispatched: Dispatched, behave: Behaviour, error: str) -> None:
    with misbehaving(behave) as url:
        dispatched.add(url)
        dispatched.publish()
        dispatched.settle()
    assert error.split("|")[0] in dispatched.error or error.split("|")[-1] in dispatched.error
    assert len(dispatched.error) <= 200
    assert not dispatched.error.endswith(": ")
    assert dispatched.delivery.next_at == START + 30_000


@pytest.mark.parametrize(
    ("response", "state"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", "delivered"),
        (b"HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok", "delivered"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", "delivered"),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "refused"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok HTTP/1.1 400 Bad Request\r\n\r\n", "delivered"),
        (b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n\x00", "waiting"),
    ],
)
def test_an_unusual_response_counts_by_its_status(dispatched: Dispatched, response: bytes, state: str) -> None:
    with misbehaving(say(response)) as url:
        dispatched.add(url)
        dispatched.publish()
        dispatched.settle()
    (result,) = dispatched.delivery.attempts
    assert (dispatched.delivery.state, result.error) == (state, None)


@pytest.mark.parametrize("behave", [hang, drip, drip_head])
def test_the_timeout_is_for_the_whole_attempt(dispatched: Dispatched, behave: Behaviour) -> None:
    with misbehaving(behave) as url:
        dispatched.add(url, timeout=0.1)
        dispatched.publish()
        dispatched.settle()
    assert dispatched.error == "no response within 0.1 seconds"


def test_a_response_without_end_counts_by_its_status(dispatched: Dispatched) -> None:
    with misbehaving(pour) as url:
        dispatched.add(url, timeout=WAIT)
        dispatched.publish()
        dispatched.settle()
    assert dispatched.delivery.state == "delivered"


def test_a_receiver_that_does_not_listen_is_a_failure(dispatched: Dispatched) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    dispatched.add(f"http://127.0.0.1:{port}")
    dispatched.publish()
    dispatched.settle()
    assert dispatched.error.startswith("ConnectionRefusedError")


@pytest.mark.parametrize("host", ["receiver.invalid", "x" * 64 + ".test", "999.1.1.1"])
def test_a_host_that_cannot_be_found_is_a_failure(dispatcher: Dispatcher, host: str) -> None:
    dispatched = Dispatched(dispatcher, allowed_hosts=(host,))
    dispatched.add(f"http://{host}", timeout=2)
    dispatched.publish()
    dispatched.settle()
    assert dispatched.error


def test_a_receiver_without_tls_is_a_failure_of_https(dispatched: Dispatched, receiver: Receiver) -> None:
    receiver.handle_error = lambda *_: None  # type: ignore[method-assign]
    dispatched.add(receiver.url.replace("http:", "https:"))
    dispatched.publish()
    dispatched.settle()
    assert dispatched.error.startswith("SSLError: [SSL: WRONG_VERSION_NUMBER]")


def test_a_receiver_that_hangs_does_not_hold_up_another(dispatched: Dispatched, receiver: Receiver) -> None:
    with misbehaving(hang) as url:
        hanging = dispatched.add(url, timeout=WAIT)
        dispatched.add(receiver.url)
        dispatched.publish(times=3)
        assert [receiver.posts.get(timeout=WAIT).version for _ in range(3)] == [1, 2, 3]
        with pytest.raises(TimeoutError, match=r"3 deliveries .* PhysicalKeyRemoved version 1 to webhook-1"):
            dispatched.webhooks.settle(0.01)
        dispatched.webhooks.remove(hanging)
        dispatched.settle()
    assert [it.state for it in dispatched.webhooks.deliveries()] == ["delivered"] * 3


def test_many_receivers_that_hang_leave_nothing_behind(dispatched: Dispatched) -> None:
    with misbehaving(hang) as url:
        for _ in range(20):
            dispatched.add(url, timeout=0.05)
        dispatched.publish()
        dispatched.settle()
    assert {it.attempts[0].error for it in dispatched.webhooks.deliveries()} == {"no response within 0.05 seconds"}
