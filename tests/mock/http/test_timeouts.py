"""The timeouts of connections, and how many there may be."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from spkey_mock import Limits, Response, Server
from spkey_mock.http import connection, connections

from ..sockets import closed, connected, send
from .echo import GET, Recorder, rejected, unprompted_status, until

pytestmark = pytest.mark.usefixtures("loop")


@pytest.mark.parametrize("data", [b"G", GET[:-2], b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"])
def test_a_request_that_takes_too_long_is_rejected(recorder: Recorder, data: bytes) -> None:
    with Server(recorder, request_timeout=0.1) as server, connected(server, GET) as client:
        assert send(client).status == 200
        started = time.perf_counter()
        assert rejected(send(client, data), 408, "The request was incomplete after 0.1 seconds. Send the whole body")
        assert time.perf_counter() - started >= 0.1
        assert closed(client)
    assert len(recorder.requests) == 1


def test_a_busy_loop_does_not_end_the_connections_that_it_kept_waiting(recorder: Recorder) -> None:
    with contextlib.closing(ManualLoop()) as loop:
        shared = connections.Connections(recorder, 1.0, loop)
        before = shared.now
        loop.seconds = 3600.0
        shared.sweep()
        assert shared.now - before == shared.period


class ManualLoop(asyncio.SelectorEventLoop):
    """A loop whose time the test sets."""

    seconds = 0.0

    def time(self) -> float:
        return self.seconds


def test_the_delay_of_a_response_does_not_count_against_the_next_request() -> None:
    recorder = Recorder(lambda _: Response(200, (), b"", delay=0.3))
    with Server(recorder, request_timeout=0.1) as server, connected(server, GET * 2 + b"GET") as client:
        assert [send(client).status for _ in range(3)] == [200, 200, 408]


def test_an_idle_connection_is_closed(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE", 0.1)
    with Server(recorder, request_timeout=0.1) as server, connected(server) as new, connected(server, GET) as used:
        assert send(used).status == 200
        assert closed(new)
        assert closed(used)


def test_the_connection_of_a_client_that_does_not_read_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE", 0.1)
    recorder = Recorder(lambda _: Response(200, (), bytes(10_000_000)))
    with Server(recorder, request_timeout=0.1) as server, connected(server, GET) as client:
        assert until(lambda: bool(recorder.requests))
        assert until(lambda: reset(client))


def reset(client: socket.socket) -> bool:
    """Whether the system rejects what a client sends."""
    try:
        client.sendall(b"\r\n")
    except OSError:
        return True
    return False


def test_the_connection_of_a_client_that_stays_after_the_last_response_is_closed(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LINGER", 0.1)
    with Server(recorder, request_timeout=0.1) as server, connected(server, b"GET / HTTP/1.0\r\n\r\n") as client:
        assert send(client).status == 200
        assert until(lambda: reset(client))


def test_the_connection_of_a_client_that_sends_too_much_after_the_last_response_is_closed(
    echo_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LINGER_BYTES", 1_000_000)
    with connected(echo_server, b"GET / HTTP/1.0\r\n\r\n") as client:
        assert send(client).status == 200
        with pytest.raises(OSError, match=r"reset|pipe|abort"):
            client.sendall(bytes(100_000_000))


def test_slow_clients_do_not_delay_others(echo_server: Server) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(connected(echo_server, GET[: 1 + number % 20])) for number in range(100)]
        for client in slow:
            with connected(echo_server, GET) as other:
                assert send(other).status == 200
            client.sendall(GET[1:2])


def test_a_connection_over_the_limit_is_rejected_and_the_others_are_served(recorder: Recorder) -> None:
    recorder.limits = Limits(connections=2)
    message = "Too many connections (limit 2). Raise Limits.connections."
    with Server(recorder) as server:
        with connected(server, GET) as one, connected(server, GET) as two:
            assert send(one).status == send(two).status == 200
            for data in (b"", GET, b"rubbish"):
                with connected(server, data) as other:
                    assert rejected(send(other), 503, message)
                    assert closed(other)
            assert send(one, GET).status == send(two, GET).status == 200
        assert until(lambda: unprompted_status(server) is None)


def test_more_connections_may_be_rejected_than_may_linger(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LEAVING", 1)
    recorder.limits = Limits(connections=0)
    with Server(recorder) as server, contextlib.ExitStack() as stack:
        for _ in range(5):
            client = stack.enter_context(connected(server))
            assert rejected(send(client), 503)
            assert closed(client)


@pytest.mark.parametrize("most", [250, 1_250])
def test_a_thousand_connections_at_once_are_served_or_rejected(most: int) -> None:
    recorder = Recorder(limits=Limits(connections=most))
    with many_files(2_500), Server(recorder) as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(1_000)]

        def talk(client: socket.socket) -> int:
            received = send(client, GET)
            assert received.whole
            assert received.headers.get("connection") == (None if received.status == 200 else "close")
            return received.status

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(talk, clients))
        assert statuses.count(200) == min(most, 1_000)
        assert statuses.count(503) == max(1_000 - most, 0)


@contextlib.contextmanager
def many_files(number: int) -> Iterator[None]:
    """Let this process open as many files."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        pytest.skip("this machine allows too few open files")
    if soft == resource.RLIM_INFINITY or soft >= number:
        yield
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
