"""Servers that finish the requests they have read when they are stopped."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from time import perf_counter

import pytest
from spkey_mock import Request, Response, Server
from spkey_mock.http import connections
from spkey_mock.http.handler import Steps
from spkey_mock.service.message import Receipt

from ..sockets import closed, connected, port_of, read_response, refused, send
from .echo import GET, Recorder, Threaded, echoed, rejected, until

NOW = b"GET /now HTTP/1.1\r\n\r\n"

pytestmark = pytest.mark.usefixtures("loop")


def stop(server: Server) -> None:
    """Stop a server, and wait until it accepts no more connections."""
    server.stop()
    assert until(lambda: refused(port_of(server)))


@contextmanager
def stopping(handler: Recorder, grace: float = 10.0) -> Generator[Server]:
    """Run a server that must end in much less than its grace period."""
    with Server(handler, grace=grace) as server:
        yield server
        stop(server)
        started = perf_counter()
    assert perf_counter() - started < grace / 2


def test_a_request_in_another_thread_is_finished_and_the_connection_closed() -> None:
    handler = Threaded()
    with stopping(handler) as server, connected(server, GET) as client:
        future = handler.next()
        stop(server)
        future.set_result(Response(200, (), b"done"))
        received = send(client)
        assert (received.body, received.headers["connection"]) == (b"done", "close")
        assert closed(client)


def test_the_context_manager_finishes_requests_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "FAREWELL", 0.01)
    handler = Threaded()
    with connected(server := Server(handler, grace=10.0), GET) as client:
        with server:
            future = handler.next()
            threading.Timer(0.05, future.set_result, [Response(200, (), b"done")]).start()
        assert send(client).body == b"done"


def test_all_requests_that_were_pipelined_are_finished() -> None:
    handler = Threaded()
    with stopping(handler) as server, connected(server, GET * 2 + NOW + GET[:-2]) as client:
        future = handler.next()
        stop(server)
        future.set_result(Response(200, (), b"1"))
        handler.next().set_result(Response(200, (), b"2"))
        received = [send(client) for _ in range(3)]
        assert [it.body for it in received[:2]] == [b"1", b"2"]
        assert echoed(received[2])["path"] == "/now"
        assert [it.headers.get("connection") for it in received] == [None, None, "close"]
        assert closed(client)


def test_requests_that_arrive_later_are_discarded() -> None:
    handler = Threaded()
    with stopping(handler) as server, connected(server, GET) as client:
        future = handler.next()
        stop(server)
        client.sendall(GET * 3)
        future.set_result(Response(200, (), b"done"))
        assert send(client).body == b"done"
        assert closed(client)
    assert len(handler.requests) == 1


def test_an_idle_connection_is_closed_immediately() -> None:
    handler = Threaded()
    with stopping(handler) as server, connected(server, GET) as busy, connected(server) as new:
        with connected(server, NOW) as used:
            future = handler.next()
            assert send(used).status == 200
            stop(server)
            assert closed(new)
            assert closed(used)
        future.set_result(Response(200, (), b"done"))
        assert send(busy).body == b"done"


@pytest.mark.parametrize("data", [b"G", GET[:-2], b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", NOW + GET[:-2]])
def test_an_incomplete_request_is_rejected(data: bytes) -> None:
    with stopping(recorder := Recorder()) as server, connected(server, data) as client, connected(server, GET) as other:
        assert send(other).status == 200
        if data.startswith(NOW):
            assert send(client).status == 200
        handled = len(recorder.requests)
        stop(server)
        assert rejected(send(client), 503, "The server is stopping and did not process this request.")
        assert closed(client)
    assert len(recorder.requests) == handled


def test_a_delayed_response_is_sent_at_its_time() -> None:
    recorder = Recorder(lambda _: Response(200, (), b"late", delay=0.4))
    with stopping(recorder) as server, connected(server, GET.replace(b"GET", b"HEAD")) as client:
        assert until(lambda: bool(recorder.requests))
        stop(server)
        assert send(client, head=True).headers["connection"] == "close"
        assert closed(client)


def test_a_response_that_is_delayed_beyond_the_grace_period_is_lost_immediately() -> None:
    handler, before, after = Threaded(), Receipt(), Receipt()
    with stopping(handler) as server, connected(server, GET) as first, connected(server, NOW + GET) as second:
        handler.next().set_result(Response(200, (), b"", delay=3600.0, receipt=before))
        future = handler.next()
        stop(server)
        assert closed(first)
        future.set_result(Response(200, (), b"", delay=3600.0, receipt=after))
        assert send(second).status == 200
        assert closed(second)
    assert (before.lost, after.lost) == (True, True)


def test_a_client_that_reads_late_receives_its_whole_response() -> None:
    receipt = Receipt()
    recorder = Recorder(lambda _: Response(200, (), bytes(20_000_000), receipt=receipt))
    with stopping(recorder) as server, connected(server, GET * 2) as client:
        assert until(lambda: bool(recorder.requests))
        stop(server)
        with client.makefile("rb") as stream:
            assert read_response(stream).whole
            assert read_response(stream).whole
            assert stream.read() == b""
    assert not receipt.lost


@pytest.mark.parametrize("leaves", [False, True])
def test_steps_are_completed(leaves: bool) -> None:
    begun, goes_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work(_: Request) -> Steps:
        begun.set()
        while not goes_on.is_set():
            yield
        ended.set()
        return Response(200, (), b"done")

    with stopping(Recorder(work)) as server, connected(server, GET) as client:
        assert begun.wait(10)
        if leaves:
            client.shutdown(socket.SHUT_WR)
        stop(server)
        goes_on.set()
        assert ended.wait(10)
        if not leaves:
            assert send(client).body == b"done"


def test_a_client_that_stays_after_its_last_response_does_not_hold_up_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "FAREWELL", 0.01)
    with connected(server := Server(recorder := Recorder(), grace=10.0), b"GET / HTTP/1.0\r\n\r\n") as client:
        started = perf_counter()
        with server:
            assert until(lambda: bool(recorder.requests))
        assert perf_counter() - started < 4
        assert send(client).status == 200


def test_a_second_stop_closes_all_connections_immediately() -> None:
    handler, receipt = Threaded(), Receipt()
    with stopping(handler) as server, connected(server, GET) as client:
        future = handler.next()
        stop(server)
        server.stop()
        assert closed(client)
        future.set_result(Response(200, (), b"", receipt=receipt))
    assert receipt.lost


def test_the_end_of_the_grace_period_closes_all_connections(caplog: pytest.LogCaptureFixture) -> None:
    handler = Threaded()
    with Server(handler, grace=0.05) as server, connected(server, GET) as client:
        handler.next()
        stop(server)
        assert closed(client)
    message = "Closed connections whose requests were not finished in time: 1."
    assert [record.getMessage() for record in caplog.records] == [message]
