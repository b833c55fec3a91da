"""Handlers that respond in steps."""

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from typing import cast

import pytest
from spkey_mock import Request, Response, Server
from spkey_mock.http.handler import Steps, complete

from ..sockets import Received, closed, connected, read_response, send
from .echo import GET, Recorder, echo

SLICES = 50
JOB = b"GET /job HTTP/1.1\r\n\r\n"
OTHER = b"GET /other HTTP/1.1\r\n\r\n"

connection_test = pytest.mark.usefixtures("loop")


class Job(Recorder):
    """A handler whose response to `/job` takes 50 slices. The first one waits until the test has sent everything."""

    def __init__(self, response: Response | None = None) -> None:
        super().__init__(self._begin)
        self._response = response or Response(200, (), b"done")
        self.sent = threading.Event()
        self.log: list[str] = []

    def _begin(self, request: Request) -> Response | Steps:
        if request.path == b"/job":
            return self.work()
        self.log.append(request.path.decode())
        return echo(request)

    def work(self) -> Steps:
        assert self.sent.wait(10)
        for number in range(SLICES):
            self.log.append(f"slice {number}")
            yield
        return self._response


class Endless(Recorder):
    """A handler whose response to `/job` never comes."""

    def __init__(self) -> None:
        super().__init__(lambda request: self._work() if request.path == b"/job" else echo(request))
        self.begun = threading.Event()
        self.cancelled = threading.Event()

    def _work(self) -> Steps:
        self.begun.set()
        try:
            while True:
                yield
        finally:
            self.cancelled.set()


def test_complete_runs_steps_to_their_end_and_returns_the_response() -> None:
    job = Job()
    job.sent.set()
    assert complete(job.handle(Request("GET", b"/job"))).body == b"done"
    assert len(job.log) == SLICES


def test_complete_returns_a_response_unchanged() -> None:
    response = Response(200, (), b"")
    assert complete(response) is response


def test_steps_must_return_a_response() -> None:
    def steps() -> Iterator[None]:
        yield

    with pytest.raises(TypeError, match="Steps must return a Response, not None"):
        complete(cast("Steps", steps()))


@connection_test
def test_other_connections_are_served_between_two_slices() -> None:
    job = Job()
    with Server(job) as server, connected(server, GET) as busy, connected(server, GET) as other:
        assert send(busy).status == send(other).status == 200
        busy.sendall(JOB)
        other.sendall(OTHER)
        job.sent.set()
        assert send(other).status == 200
        assert send(busy).body == b"done"
    assert job.log.index("/other") < job.log.index(f"slice {SLICES - 1}")


@connection_test
def test_the_next_requests_of_the_connection_wait_for_the_steps() -> None:
    job = Job()
    with Server(job) as server, connected(server, JOB + OTHER * 20 + JOB + OTHER) as client:
        job.sent.set()
        with client.makefile("rb") as stream:
            bodies = [read_response(stream).body for _ in range(23)]
    assert [number for number, body in enumerate(bodies) if body == b"done"] == [0, 21]
    work = [f"slice {number}" for number in range(SLICES)]
    assert job.log == [*work, *["/other"] * 20, *work, "/other"]


@connection_test
@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_the_response_of_steps_may_be_delayed_and_truncated(delay: float) -> None:
    job = Job(Response(200, (), b"0123456789", delay=delay, ending="truncated"))
    job.sent.set()
    with Server(job) as server, connected(server, JOB + OTHER) as client, client.makefile("rb") as stream:
        assert read_response(stream).body == b"01234"
        assert stream.read() == b""


@connection_test
def test_head_has_no_body_after_steps_either() -> None:
    job = Job()
    job.sent.set()
    with Server(job) as server, connected(server) as client:
        assert send(client, JOB.replace(b"GET", b"HEAD"), head=True).status == 200
        assert send(client, GET).whole


@connection_test
def test_an_exception_in_a_slice_returns_500_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Steps:
        yield
        raise KeyError("a secret")

    with (
        Server(Recorder(lambda request: fail() if request.path == b"/job" else echo(request))) as server,
        connected(server, JOB + OTHER) as client,
    ):
        received = send(client)
        assert received.status == 500
        assert b"The mock failed with KeyError." in received.body
        assert b"secret" not in received.body
        assert send(client).status == 200
    assert [(record.name, record.levelno) for record in caplog.records] == [("spkey_mock", logging.ERROR)]


@connection_test
def test_the_steps_of_a_client_that_leaves_run_to_their_end() -> None:
    job, ended = Job(), threading.Event()

    def work() -> Steps:
        response = yield from job.work()
        ended.set()
        return response

    with Server(Recorder(lambda request: work())) as server:
        with connected(server, JOB) as client:
            client.shutdown(socket.SHUT_WR)
        job.sent.set()
        assert ended.wait(10)
    assert job.log == [f"slice {number}" for number in range(SLICES)]


@connection_test
def test_a_server_that_stops_cancels_the_steps() -> None:
    endless = Endless()
    with contextlib.ExitStack() as stack:
        with Server(endless) as server:
            client = stack.enter_context(connected(server, JOB))
            assert endless.begun.wait(10)
        assert endless.cancelled.is_set()
        assert closed(client)


@connection_test
def test_a_server_that_stops_cancels_the_steps_of_a_client_that_left() -> None:
    endless = Endless()
    with Server(endless) as server, connected(server, JOB) as client:
        assert endless.begun.wait(10)
        client.shutdown(socket.SHUT_WR)
        assert send_new(server).status == 200
    assert endless.cancelled.is_set()


@connection_test
def test_an_exception_in_the_steps_of_a_client_that_left_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    left, failed = threading.Event(), threading.Event()

    def fail() -> Steps:
        yield
        while not left.is_set():
            yield
        failed.set()
        raise KeyError("a secret")

    with Server(Recorder(lambda request: fail() if request.path == b"/job" else echo(request))) as server:
        with connected(server, JOB):
            pass
        left.set()
        assert failed.wait(10)
        assert send_new(server).status == 200
    assert [(record.name, record.levelno) for record in caplog.records] == [("spkey_mock", logging.ERROR)]


def send_new(server: Server) -> Received:
    """Send a request on a new connection."""
    with connected(server, GET) as client:
        return send(client)
