import contextlib
import logging
import select
import socket
import threading
import time
from typing import cast

import pytest
from spkey_mock import Limits, Request, Response, Server
from spkey_mock.service.message import Ending, Receipt

from ..sockets import closed, connected, read_response, send
from .echo import GET, Recorder, echo, echoed, unprompted_status, until

pytestmark = pytest.mark.usefixtures("loop")


def test_http_1_0_is_closed_without_keep_alive(echo_server: Server) -> None:
    with connected(echo_server) as client:
        received = send(client, b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert received.headers["connection"] == "keep-alive"
        received = send(client, b"GET /a HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")
        assert received.headers["connection"] == "close"
        assert closed(client)


def test_the_connection_is_closed_when_the_client_requests_it(echo_server: Server, recorder: Recorder) -> None:
    with connected(echo_server) as client:
        assert send(client, b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n" + GET).headers["connection"] == "close"
        assert closed(client)
    assert len(recorder.requests) == 1


def test_a_client_that_sends_no_more_receives_its_responses(echo_server: Server) -> None:
    with connected(echo_server, GET * 2) as client, client.makefile("rb") as stream:
        client.shutdown(socket.SHUT_WR)
        assert read_response(stream).whole
        assert read_response(stream).whole
        assert stream.read() == b""


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_requests_may_be_pipelined(method: bytes, echo_server: Server, recorder: Recorder) -> None:
    requests = b"".join(b"%b /%d HTTP/1.1\r\nContent-Length: 1\r\n\r\nx" % (method, number) for number in range(100))
    with connected(echo_server, requests) as client, client.makefile("rb") as stream:
        assert [echoed(read_response(stream))["path"] for _ in range(100)] == [f"/{number}" for number in range(100)]


def test_a_delayed_response_delays_only_its_own_connection() -> None:
    recorder = Recorder(lambda request: Response(200, (), request.path, delay=0.3 * request.path.startswith(b"/late")))
    requests = b"".join(b"GET /%b HTTP/1.1\r\n\r\n" % path for path in (b"1", b"late", b"2", b"late", b"3"))
    with Server(recorder) as server, connected(server) as client, connected(server) as other:
        started = time.perf_counter()
        client.sendall(requests)
        assert send(other, GET).status == 200
        assert time.perf_counter() - started < 0.3
        with client.makefile("rb") as stream:
            bodies = [read_response(stream).body for _ in range(5)]
        assert bodies == [b"/1", b"/late", b"/2", b"/late", b"/3"]
        assert time.perf_counter() - started >= 0.6
        assert send(client, GET).body == b"/a"


def test_a_delayed_response_is_cancelled_when_the_client_leaves() -> None:
    recorder = Recorder(lambda _: Response(200, (), b"", delay=3600.0), Limits(connections=1))
    with Server(recorder) as server:
        with connected(server, GET) as client:
            assert not select.select([client], [], [], 0.1)[0]
        # The only connection is free again.
        assert until(lambda: unprompted_status(server) is None)


@pytest.mark.parametrize(("ending", "lost"), [("whole", True), ("truncated", True), ("dropped", False)])
def test_a_response_is_lost_if_the_client_leaves_during_its_delay(ending: Ending, lost: bool) -> None:
    receipt = Receipt()
    recorder = Recorder(lambda _: Response(200, (), b"x", 3600.0, ending, receipt=receipt), Limits(connections=1))
    with Server(recorder) as server:
        with connected(server, GET):
            assert until(lambda: bool(recorder.requests))
        assert until(lambda: unprompted_status(server) is None)
    assert receipt.lost is lost


def test_a_response_is_lost_if_the_client_leaves_without_reading_it() -> None:
    receipts: list[Receipt] = []

    def respond(_: Request) -> Response:
        receipts.append(Receipt())
        return Response(200, (), bytes(20_000_000 * (len(receipts) == 2)), receipt=receipts[-1])

    with Server(Recorder(respond)) as server:
        with connected(server, GET * 3) as client:
            assert send(client).status == 200
            assert client.recv(1)
        assert until(lambda: receipts[1].lost)
    assert [receipt.lost for receipt in receipts] == [False, True]


def test_a_response_is_lost_if_the_server_stops_before_it_is_sent() -> None:
    receipt = Receipt()
    recorder = Recorder(lambda _: Response(200, (), b"", delay=3600.0, receipt=receipt))
    with contextlib.ExitStack() as stack, Server(recorder) as server:
        stack.enter_context(connected(server, GET))
        assert until(lambda: bool(recorder.requests))
    assert receipt.lost


@pytest.mark.parametrize("size", [1, 20_000_000])
@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_a_response_that_the_client_reads_is_not_lost(delay: float, size: int) -> None:
    receipt = Receipt()
    recorder = Recorder(lambda _: Response(200, (), bytes(size), delay=delay, receipt=receipt))
    with Server(recorder) as server, connected(server, GET) as client, client.makefile("rb") as stream:
        assert read_response(stream).whole
    assert not receipt.lost


def test_requests_of_a_client_that_does_not_read_are_not_read_either() -> None:
    recorder = Recorder(lambda _: Response(200, (), bytes(10_000)))
    request = GET[:-2] + b"Content-Length: 1000\r\n\r\n" + bytes(1_000)
    with Server(recorder) as server, connected(server) as client, connected(server) as other:
        client.setblocking(False)
        sent = 0
        while select.select([], [client], [], 0.3)[1]:
            sent += client.send(request * 100)
        assert send(other, GET).status == 200
        handled = len(recorder.requests)
        assert handled * len(request) < sent
        # Once it reads, it is served again.
        client.settimeout(10)
        with client.makefile("rb") as stream:
            for _ in range(sent // len(request)):
                assert read_response(stream).whole
        assert len(recorder.requests) > handled


@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_a_connection_may_be_dropped(delay: float) -> None:
    def respond(request: Request) -> Response:
        return Response(200, (), b"x", delay=delay, ending="dropped" if request.path == b"/a" else "whole")

    recorder = Recorder(respond)
    with Server(recorder) as server:
        with connected(server, GET) as client:
            assert closed(client)
        with connected(server, b"GET /b HTTP/1.1\r\n\r\n" + GET) as client, client.makefile("rb") as stream:
            assert read_response(stream).whole
            assert stream.read() == b""
    assert len(recorder.requests) == 3


def test_an_invalid_request_is_rejected_after_the_earlier_responses() -> None:
    recorder = Recorder(lambda _: Response(200, (), b"", delay=0.02))
    with Server(recorder) as server, connected(server, GET * 3 + b"rubbish\r\n\r\n") as client:
        assert [send(client).status for _ in range(4)] == [200, 200, 200, 400]
        assert closed(client)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("flaw", [cast("bytes", None), cast("bytes", "text")])
def test_an_exception_in_the_handler_returns_500_and_is_logged(
    method: str, flaw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: Request) -> Response:
        if request.path == b"/bad":
            return Response(200, (), flaw)
        if request.path == b"/worse":
            raise KeyError("a secret")
        return echo(request)

    with Server(Recorder(fail)) as server, connected(server) as client:
        for path in ("/bad", "/worse"):
            received = send(client, f"{method} {path} HTTP/1.1\r\n\r\n".encode(), head=method == "HEAD")
            assert received.status == (200 if (method, path) == ("HEAD", "/bad") else 500)
            assert b"secret" not in received.body
        assert send(client, GET).status == 200
    failures = [record for record in caplog.records if record.name == "spkey_mock"]
    assert len(failures) == (1 if method == "HEAD" else 2)
    assert all(record.levelno == logging.ERROR and record.exc_info for record in failures)


def test_a_server_stops_immediately_whatever_its_connections_do() -> None:
    def respond(request: Request) -> Response:
        return Response(
            200, (), bytes(5_000_000 * (request.path == b"/large")), delay=3600.0 * (request.path == b"/late")
        )

    with contextlib.ExitStack() as stack:
        with Server(Recorder(respond)) as server:
            for data in (
                b"",
                b"G",
                GET,
                b"GET /late HTTP/1.1\r\n\r\n" * 2,
                b"GET /large HTTP/1.1\r\n\r\n" * 9,
                b"bad\r\n",
            ):
                stack.enter_context(connected(server, data))
            with connected(server, GET) as client:
                assert send(client).status == 200
            late = [stack.enter_context(connected(server)) for _ in range(100)]
            started = time.perf_counter()
        assert time.perf_counter() - started < 0.5
        assert all(closed(client) for client in late)


def test_other_connections_are_served_during_a_flood_of_requests() -> None:
    gate = threading.Event()

    def respond(request: Request) -> Response:
        gate.wait(10)
        return echo(request)

    recorder = Recorder(respond)
    with Server(recorder) as server, connected(server) as flooding, connected(server) as other:
        flooding.sendall(GET * 1_000)
        other.sendall(GET.replace(b"/a", b"/other"))
        gate.set()
        assert send(other).status == 200
        paths = [request.path for request in recorder.requests]
        assert paths.index(b"/other") < 500
        for _ in range(1_000):
            assert send(flooding).status == 200
