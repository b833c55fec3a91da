"""HTTP on real sockets, with handlers that say what they were asked."""

import asyncio
import contextlib
import json
import logging
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Limits, Request, Response, Server
from spkey_mock.http import connection as protocol
from spkey_mock.http.connection import HEAD_LIMIT, Connections

from .sockets import Answer, ask, closed, connected, read_answer

GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
LIMITS = Limits(body=1_000)
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"

Answering = Callable[[Request], Response]


def echo(request: Request) -> Response:
    """Say what was asked."""
    return Response.json(
        200,
        {
            "method": request.method,
            "path": request.path.decode(),
            "query": request.query.decode(),
            "headers": {name.decode(): value.decode("latin-1") for name, value in request.headers},
            "body": request.body.decode("latin-1"),
        },
    )


class Handler:
    """A handler that remembers what it was asked."""

    def __init__(self, answer: Answering = echo, limits: Limits = LIMITS) -> None:
        self._answer = answer
        self.limits = limits
        self.requests: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.requests.append(request)
        return self._answer(request)

    def refuse(self, status: int, message: str) -> Response:
        return Response.json(status, {"error": HTTPStatus(status).name, "message": message})


@pytest.fixture(params=["uvloop", "asyncio"], autouse=True)
def loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """The servers of a test run with uvloop, and then without."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "asyncio":
            patch.setitem(sys.modules, "uvloop", None)
        else:
            pytest.importorskip("uvloop")
        yield


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def server(handler: Handler) -> Iterator[Server]:
    with Server(handler) as server:
        yield server


def echoed(answer: Answer) -> Any:
    assert answer.status == 200
    return json.loads(answer.body)


def refused(answer: Answer, status: int) -> bool:
    """Whether it is a refusal in the words of the handler, and the last answer."""
    named = json.loads(answer.body)["error"] == HTTPStatus(status).name
    return named and answer.status == status and answer.headers["connection"] == "close"


def test_an_answer_has_a_length_and_a_date(server: Server) -> None:
    with connected(server) as client:
        answer = ask(client, GET)
        assert set(answer.headers) == {"date", "content-type", "content-length"}
        assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()) < 5
        assert ask(client, GET).whole


def test_a_request_may_come_byte_by_byte(server: Server) -> None:
    data = b"POST /a/b?c=d&e HTTP/1.1\r\nHost: x\r\nX-One:  1 \r\nX-None:\r\nContent-Length: 3\r\n\r\nabc"
    with connected(server) as client:
        for _ in range(2):
            for byte in data:
                client.sendall(bytes((byte,)))
            assert echoed(ask(client)) == {
                "method": "POST",
                "path": "/a/b",
                "query": "c=d&e",
                "headers": {"host": "x", "x-one": "1", "x-none": "", "content-length": "3"},
                "body": "abc",
            }


def test_a_body_may_come_in_chunks_and_trailers_are_not_headers(server: Server) -> None:
    head = b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-Trailer: 1\r\nExpect: 100-continue\r\nUpgrade: h2c\r\n\r\n"
    with connected(server) as client:
        for _ in range(2):
            request = echoed(ask(client, head + body))
            assert request["headers"] == {"transfer-encoding": "chunked"}
            assert request["body"] == "abcd"


def test_a_header_may_repeat(server: Server, handler: Handler) -> None:
    with connected(server) as client:
        ask(client, b"GET / HTTP/1.1\r\nA: 1\r\na: 2\r\n\r\n")
    assert handler.requests[0].headers == ((b"a", b"1"), (b"a", b"2"))


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        ("/a%2Fb?c=%2F?", "/a%2Fb", "c=%2F?"),
        ("/a#b?c", "/a", ""),
        ("http://user@host:80/a?b#c", "/a", "b"),
        ("http://host", "/", ""),
        ("http://host?a", "/", "a"),
        ("/http://host/a", "/http://host/a", ""),
        ("/http://host/a#b", "/http://host/a", ""),
        ("*", "*", ""),
    ],
)
def test_any_form_of_url_is_understood(server: Server, url: str, path: str, query: str) -> None:
    with connected(server) as client:
        request = echoed(ask(client, f"OPTIONS {url} HTTP/1.1\r\n\r\n".encode()))
        assert (request["path"], request["query"]) == (path, query)


def test_head_has_no_body_and_no_length(server: Server) -> None:
    with connected(server) as client:
        answer = ask(client, GET.replace(b"GET", b"HEAD"), head=True)
        assert (answer.status, set(answer.headers)) == (200, {"date", "content-type"})
        assert ask(client, GET).whole


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_cannot_have_a_body_has_none(status: int) -> None:
    with Server(Handler(lambda _: Response(status, (), b"x"))) as server, connected(server) as client:
        for _ in range(2):
            answer = ask(client, GET)
            assert (answer.status, set(answer.headers)) == (status, {"date"})


def test_a_status_may_be_unknown() -> None:
    with Server(Handler(lambda _: Response(599, (), b"x"))) as server, connected(server) as client:
        answer = ask(client, GET)
        assert (answer.status, answer.body) == (599, b"x")


def test_http_1_0_is_closed_unless_asked_otherwise(server: Server) -> None:
    with connected(server) as client:
        answer = ask(client, b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert answer.headers["connection"] == "keep-alive"
        answer = ask(client, b"GET /a HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")
        assert answer.headers["connection"] == "close"
        assert closed(client)


def test_a_client_may_have_the_connection_closed(server: Server, handler: Handler) -> None:
    with connected(server) as client:
        assert ask(client, b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n" + GET).headers["connection"] == "close"
        assert closed(client)
    assert len(handler.requests) == 1


def test_a_client_may_say_at_once_that_it_sends_no_more(server: Server) -> None:
    with connected(server, GET * 2) as client, client.makefile("rb") as answers:
        client.shutdown(socket.SHUT_WR)
        assert read_answer(answers).whole
        assert read_answer(answers).whole
        assert answers.read() == b""


def test_connect_is_answered_and_the_connection_closed(server: Server) -> None:
    with connected(server) as client:
        answer = ask(client, b"CONNECT host:443 HTTP/1.1\r\n\r\n\x16\x03\x01")
        assert echoed(answer)["path"] == "host:443"
        assert answer.headers["connection"] == "close"
        assert closed(client)


def test_continue_is_said_once_and_before_the_body(server: Server) -> None:
    head = b"POST /a HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
    with connected(server) as client:
        for _ in range(2):
            assert ask(client, head) == Answer(100, {}, b"")
            client.sendall(b"a")
            assert echoed(ask(client, b"b"))["body"] == "ab"
        # Who has sent the body does not wait for it.
        assert echoed(ask(client, head + b"ab"))["body"] == "ab"
        assert echoed(ask(client, head.replace(b"100-Continue", b"tea") + b"ab"))["body"] == "ab"


def test_continue_is_said_after_the_answers_before() -> None:
    def late(request: Request) -> Response:
        return Response(200, (), request.body, delay=0.05)

    head = b"POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
    with Server(Handler(late)) as server, connected(server) as client:
        assert [ask(client, GET * 2 + head).status, ask(client).status, ask(client).status] == [200, 200, 100]
        assert ask(client, b"b").body == b"b"


@pytest.mark.parametrize(
    ("fields", "body"),
    [(b"", b""), (b"Content-Length: 3\r\n", b"abc"), (b"Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n")],
)
def test_an_upgrade_is_declined_and_the_request_answered(server: Server, fields: bytes, body: bytes) -> None:
    data = b"POST /a?b HTTP/1.1\r\nHost: x\r\n" + fields + H2C + b"\r\n" + body
    with connected(server) as client:
        request = echoed(ask(client, data))
        assert (request["method"], request["path"], request["query"]) == ("POST", "/a", "b")
        assert (request["headers"]["host"], request["body"]) == ("x", "abc" if body else "")
        for byte in data:
            client.sendall(bytes((byte,)))
        assert echoed(ask(client)) == request
        client.sendall((data + GET) * 1_000)
        with client.makefile("rb") as answers:
            assert [echoed(read_answer(answers))["path"] for _ in range(2_000)] == ["/a"] * 2_000


@pytest.mark.parametrize("method", [b"GET", b"POST"])
def test_requests_may_be_pipelined(method: bytes, server: Server, handler: Handler) -> None:
    requests = b"".join(b"%b /%d HTTP/1.1\r\nContent-Length: 1\r\n\r\nx" % (method, number) for number in range(100))
    with connected(server, requests) as client, client.makefile("rb") as answers:
        assert [echoed(read_answer(answers))["path"] for _ in range(100)] == [f"/{number}" for number in range(100)]


def test_a_late_answer_holds_up_its_own_connection_only() -> None:
    handler = Handler(lambda request: Response(200, (), request.path, delay=0.3 * request.path.startswith(b"/late")))
    requests = b"".join(b"GET /%b HTTP/1.1\r\n\r\n" % path for path in (b"1", b"late", b"2", b"late", b"3"))
    with Server(handler) as server, connected(server) as client, connected(server) as other:
        started = time.perf_counter()
        client.sendall(requests)
        assert ask(other, GET).status == 200
        assert time.perf_counter() - started < 0.3
        with client.makefile("rb") as answers:
            bodies = [read_answer(answers).body for _ in range(5)]
        assert bodies == [b"/1", b"/late", b"/2", b"/late", b"/3"]
        assert time.perf_counter() - started >= 0.6
        assert ask(client, GET).body == b"/a"


def test_a_late_answer_to_a_client_that_left_is_given_up() -> None:
    handler = Handler(lambda _: Response(200, (), b"", delay=3600.0), Limits(connections=1))
    with Server(handler) as server:
        with connected(server, GET) as client:
            assert not select.select([client], [], [], 0.1)[0]
        # Its place is free again.
        assert until(lambda: status_of_stranger(server) is None)


def until(happens: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether something happens in time."""
    end = time.perf_counter() + seconds
    while not (happened := happens()) and time.perf_counter() < end:
        select.select([], [], [], 0.01)
    return happened


def status_of_stranger(server: Server) -> int | None:
    """The status of what a client is sent before it says anything."""
    with connected(server) as client:
        return ask(client).status if select.select([client], [], [], 0.05)[0] else None


def test_a_client_that_pipelines_and_does_not_read_is_not_read_either() -> None:
    handler = Handler(lambda _: Response(200, (), bytes(10_000)))
    request = GET[:-2] + b"Content-Length: 1000\r\n\r\n" + bytes(1_000)
    with Server(handler) as server, connected(server) as client, connected(server) as other:
        client.setblocking(False)
        sent = 0
        while select.select([], [client], [], 0.3)[1]:
            sent += client.send(request * 100)
        assert ask(other, GET).status == 200
        asked = len(handler.requests)
        assert asked * len(request) < sent
        # As soon as it reads, it is served again.
        client.settimeout(10)
        with client.makefile("rb") as answers:
            for _ in range(sent // len(request)):
                assert read_answer(answers).whole
        assert len(handler.requests) > asked


@pytest.mark.parametrize("body", [b"0123456789", b"1", b""])
def test_an_answer_may_be_truncated(body: bytes) -> None:
    handler = Handler(lambda _: Response(200, (), body, delay=0.01, ending="truncated"))
    with Server(handler) as server, connected(server, GET * 3) as client, client.makefile("rb") as answers:
        answer = read_answer(answers)
        assert answer.headers["content-length"] == str(len(body) or 1)
        assert answer.body == body[: len(body) // 2]
        assert answers.read() == b""
    assert len(handler.requests) == 1


@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_a_connection_may_be_dropped(delay: float) -> None:
    def answer(request: Request) -> Response:
        return Response(200, (), b"x", delay=delay, ending="dropped" if request.path == b"/a" else "whole")

    handler = Handler(answer)
    with Server(handler) as server:
        with connected(server, GET) as client:
            assert closed(client)
        with connected(server, b"GET /b HTTP/1.1\r\n\r\n" + GET) as client, client.makefile("rb") as answers:
            assert read_answer(answers).whole
            assert answers.read() == b""
    assert len(handler.requests) == 3


@pytest.mark.parametrize("delay", [0.0, 0.01])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_answered_at_once(delay: float, chunked: bool) -> None:
    handler = Handler(lambda _: Response(413, (), b"too large", delay=delay), LIMITS)
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 10000000"
    with Server(handler) as server, connected(server, b"POST / HTTP/1.1\r\n" + length + b"\r\n\r\n") as client:
        if chunked:
            client.sendall(b"1\r\nx\r\n" * 2_000)
        answer = ask(client)
        assert (answer.status, answer.body, answer.headers["connection"]) == (413, b"too large", "close")
        # What it still sends does not take the answer away.
        client.sendall(b" " * 1_000_000)
        assert closed(client)
    assert len(handler.requests) == 1
    assert len(handler.requests[0].body) > LIMITS.body


def test_a_client_that_sends_all_of_an_overlong_body_can_read_the_answer(server: Server) -> None:
    with connected(server, b"POST / HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n" + bytes(10_000_000)) as client:
        assert ask(client).headers["connection"] == "close"
        assert closed(client)


def test_a_body_of_the_limit_is_taken(server: Server) -> None:
    with connected(server) as client:
        answer = ask(client, b"POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + b"x" * LIMITS.body)
        assert len(echoed(answer)["body"]) == LIMITS.body
        assert ask(client, GET).status == 200


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 400),
        (b"rubbish\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA : b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab", 400),
        (b"POST / HTTP/1.1\r\n" + H2C + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        (b"GET /" + b"a" * HEAD_LIMIT + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET /" + b"a" * 5 * HEAD_LIMIT, 414),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * HEAD_LIMIT + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * HEAD_LIMIT + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * 6 * HEAD_LIMIT, 431),
        (b"GET / HTTP/1.1\r\n" + b"b" * 6 * HEAD_LIMIT, 431),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " + b"b" * 6 * HEAD_LIMIT, 431),
    ],
)
def test_what_is_not_a_request_is_refused(server: Server, handler: Handler, data: bytes, status: int) -> None:
    with connected(server) as client:
        assert ask(client, GET).status == 200
        for start in range(0, len(data), HEAD_LIMIT):
            client.sendall(data[start : start + HEAD_LIMIT])
        assert refused(ask(client), status)
        assert closed(client)
    with connected(server) as client:
        assert ask(client, GET).status == 200
    assert len(handler.requests) == 2


def test_what_came_before_rubbish_is_answered_before_it_is_refused() -> None:
    handler = Handler(lambda _: Response(200, (), b"", delay=0.02))
    with Server(handler) as server, connected(server, GET * 3 + b"rubbish\r\n\r\n") as client:
        assert [ask(client).status for _ in range(4)] == [200, 200, 200, 400]
        assert closed(client)


def test_a_request_that_is_not_complete_is_not_handled(server: Server, handler: Handler) -> None:
    for data in (b"G", GET[:-2], b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"):
        with connected(server, data) as client:
            client.shutdown(socket.SHUT_WR)
            assert closed(client)
    assert not handler.requests


@pytest.mark.parametrize("data", [b"G", GET[:-2], b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"])
def test_a_request_that_takes_too_long_is_refused(handler: Handler, data: bytes) -> None:
    with Server(handler, patience=0.1) as server, connected(server, GET) as client:
        assert ask(client).status == 200
        started = time.perf_counter()
        assert refused(ask(client, data), 408)
        assert time.perf_counter() - started >= 0.1
        assert closed(client)
    assert len(handler.requests) == 1


def test_a_late_answer_is_not_the_doing_of_the_client() -> None:
    handler = Handler(lambda _: Response(200, (), b"", delay=0.3))
    with Server(handler, patience=0.1) as server, connected(server, GET * 2 + b"GET") as client:
        assert [ask(client).status for _ in range(3)] == [200, 200, 408]


def test_a_connection_without_requests_is_closed(handler: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "IDLE", 0.1)
    with Server(handler, patience=0.1) as server, connected(server) as new, connected(server, GET) as used:
        assert ask(used).status == 200
        assert closed(new)
        assert closed(used)


def test_a_client_that_neither_reads_nor_leaves_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "IDLE", 0.1)
    handler = Handler(lambda _: Response(200, (), bytes(10_000_000)))
    with Server(handler, patience=0.1) as server, connected(server, GET) as client:
        assert until(lambda: bool(handler.requests))
        assert until(lambda: reset(client))


def reset(client: socket.socket) -> bool:
    """Whether what a client sends is no longer taken."""
    try:
        client.sendall(b"\r\n")
    except OSError:
        return True
    return False


def test_a_client_that_does_not_leave_after_the_last_answer_is_cut_off(
    handler: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "LINGER", 0.1)
    with Server(handler, patience=0.1) as server, connected(server, b"GET / HTTP/1.0\r\n\r\n") as client:
        assert ask(client).status == 200
        assert until(lambda: reset(client))


def test_a_client_that_goes_on_sending_after_the_last_answer_is_cut_off(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "LINGER_BYTES", 1_000_000)
    with connected(server, b"GET / HTTP/1.0\r\n\r\n") as client:
        assert ask(client).status == 200
        with pytest.raises(OSError, match=r"reset|pipe|abort"):
            client.sendall(bytes(100_000_000))


def test_clients_that_send_next_to_nothing_do_not_stop_others(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(connected(server, GET[: 1 + number % 20])) for number in range(100)]
        for client in slow:
            with connected(server, GET) as other:
                assert ask(other).status == 200
            client.sendall(GET[1:2])


def test_one_connection_too_many_is_refused_and_the_others_are_served(handler: Handler) -> None:
    handler.limits = Limits(connections=2)
    with Server(handler) as server:
        with connected(server, GET) as one, connected(server, GET) as two:
            assert ask(one).status == ask(two).status == 200
            for data in (b"", GET, b"rubbish"):
                with connected(server, data) as other:
                    assert refused(ask(other), 503)
                    assert closed(other)
            assert ask(one, GET).status == ask(two, GET).status == 200
        assert until(lambda: status_of_stranger(server) is None)


def test_more_may_be_refused_than_can_linger(handler: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "LEAVING", 1)
    handler.limits = Limits(connections=0)
    with Server(handler) as server, contextlib.ExitStack() as stack:
        for _ in range(5):
            client = stack.enter_context(connected(server))
            assert refused(ask(client), 503)
            assert closed(client)


@pytest.mark.parametrize("most", [500, 2_500])
def test_two_thousand_connections_at_once_are_served_or_refused(most: int) -> None:
    with many_files(5_000), Server(Handler(limits=Limits(connections=most))) as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(connected(server)) for _ in range(2_000)]

        def talk(client: socket.socket) -> int:
            answer = ask(client, GET)
            assert answer.whole
            assert answer.headers.get("connection") == (None if answer.status == 200 else "close")
            return answer.status

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(talk, clients))
        assert statuses.count(200) == min(most, 2_000)
        assert statuses.count(503) == max(2_000 - most, 0)


@contextlib.contextmanager
def many_files(number: int) -> Iterator[None]:
    """Let this process open so many files."""
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


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("flaw", [cast("bytes", None), cast("bytes", "text")])
def test_a_handler_that_fails_is_a_500_and_logged(method: str, flaw: bytes, caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: Request) -> Response:
        if request.path == b"/bad":
            return Response(200, (), flaw)
        if request.path == b"/worse":
            raise KeyError("a secret")
        return echo(request)

    with Server(Handler(fail)) as server, connected(server) as client:
        for path in ("/bad", "/worse"):
            answer = ask(client, f"{method} {path} HTTP/1.1\r\n\r\n".encode(), head=method == "HEAD")
            assert answer.status == (200 if (method, path) == ("HEAD", "/bad") else 500)
            assert b"secret" not in answer.body
        assert ask(client, GET).status == 200
    failures = [record for record in caplog.records if record.name == "spkey_mock"]
    assert len(failures) == (1 if method == "HEAD" else 2)
    assert all(record.levelno == logging.ERROR and record.exc_info for record in failures)


def test_a_server_stops_at_once_whatever_its_connections_do() -> None:
    def answer(request: Request) -> Response:
        return Response(
            200, (), bytes(5_000_000 * (request.path == b"/large")), delay=3600.0 * (request.path == b"/late")
        )

    with contextlib.ExitStack() as stack:
        with Server(Handler(answer)) as server:
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
                assert ask(client).status == 200
            late = [stack.enter_context(connected(server)) for _ in range(100)]
            started = time.perf_counter()
        assert time.perf_counter() - started < 0.5
        assert all(closed(client) for client in late)


def test_random_bytes_never_kill_it(server: Server) -> None:
    start = st.sampled_from([b"", GET, GET[:-2], b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", H2C])

    @settings(deadline=None, max_examples=50)
    @given(st.lists(start | st.binary(max_size=100), max_size=5).map(b"".join))
    def send(data: bytes) -> None:
        with connected(server, data) as client, client.makefile("rb") as answers:
            client.shutdown(socket.SHUT_WR)
            with contextlib.suppress(EOFError, ConnectionResetError):
                while True:
                    assert read_answer(answers).status in (100, 200, 400)

    send()
    with connected(server) as client:
        assert ask(client, GET).status == 200


class Transport:
    """What a connection writes to, in memory."""

    def __init__(self) -> None:
        self.written = b""
        self.ended = False

    def write(self, data: bytes) -> None:
        assert not self.ended
        self.written += data

    def write_eof(self) -> None:
        self.ended = True

    def close(self) -> None:
        self.ended = True

    def resume_reading(self) -> None:
        pass


REQUESTS = [
    GET,
    b"\r\n" + GET,
    b"POST /b?c HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n",
    b"POST /e HTTP/1.1\r\n" + H2C + b"Content-Length: 3\r\n\r\nabc",
    b"GET /f HTTP/1.1\r\n" + H2C + b"\r\n",
    b"HEAD /g HTTP/1.1\r\n\r\n",
    b"GET /h HTTP/1.1\r\n" + b"A: b\r\n" * 5_000 + b"\r\n",
    b"GET /i HTTP/1.1\r\n" + b"A: b\r\n" * (HEAD_LIMIT // 8 + 1) + b"\r\n",
    b"GET /j HTTP/1.0\r\n\r\n",
    b"GET /k HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"CONNECT l:1 HTTP/1.1\r\n\r\n",
    b"POST /m HTTP/1.1\r\nContent-Length: 1001\r\n\r\n" + b"m" * 1001,
    b"rubbish\r\n\r\n",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=6).map(b"".join), st.data())
def test_however_requests_are_cut_the_answers_are_the_same(data: bytes, draw: st.DataObject) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=20)))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    assert answers_to(pieces) == answers_to([data])


def test_requests_that_come_byte_by_byte_have_the_same_answers() -> None:
    for data in REQUESTS:
        assert answers_to([bytes((byte,)) for byte in data + GET]) == answers_to([data + GET])


def answers_to(pieces: list[bytes]) -> tuple[list[Request], list[Answer], bool]:
    """What is asked, what is answered, and whether the connection ends, where these pieces are read one by one."""
    handler = Handler()
    transport = Transport()
    loop = asyncio.new_event_loop()
    try:
        connection = Connections(handler, 30.0, loop)()
        connection.connection_made(cast("asyncio.Transport", transport))
        for piece in pieces:
            connection.data_received(piece)
    finally:
        loop.close()
    stream = BytesIO(transport.written)
    answers = [read_answer(stream, head=request.method == "HEAD") for request in handler.requests]
    with contextlib.suppress(EOFError):
        answers.append(read_answer(stream))
    for answer in answers:
        answer.headers.pop("date")
    return handler.requests, answers, transport.ended


def test_a_flood_of_requests_on_one_connection_lets_others_have_their_turn() -> None:
    gate = threading.Event()

    def answer(request: Request) -> Response:
        gate.wait(10)
        return echo(request)

    handler = Handler(answer)
    with Server(handler) as server, connected(server) as flooding, connected(server) as other:
        flooding.sendall(GET * 1_000)
        other.sendall(GET.replace(b"/a", b"/other"))
        gate.set()
        assert ask(other).status == 200
        paths = [request.path for request in handler.requests]
        assert paths.index(b"/other") < 500
        for _ in range(1_000):
            assert ask(flooding).status == 200
