import asyncio
import contextlib
import socket
from io import BytesIO
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Request, Response, Server
from spkey_mock.http.connection import Connection
from spkey_mock.http.connections import Connections
from spkey_mock.http.reader import HEAD_LIMIT

from ..sockets import Received, closed, connected, read_response, send
from .echo import GET, H2C, LIMITS, Recorder, echoed, rejected

pytestmark = pytest.mark.usefixtures("loop")


def test_a_request_may_come_byte_by_byte(echo_server: Server) -> None:
    data = b"POST /a/b?c=d&e HTTP/1.1\r\nHost: x\r\nX-One:  1 \r\nX-None:\r\nContent-Length: 3\r\n\r\nabc"
    with connected(echo_server) as client:
        for _ in range(2):
            for byte in data:
                client.sendall(bytes((byte,)))
            assert echoed(send(client)) == {
                "method": "POST",
                "path": "/a/b",
                "query": "c=d&e",
                "headers": {"host": "x", "x-one": "1", "x-none": "", "content-length": "3"},
                "body": "abc",
            }


def test_a_body_may_come_in_chunks_and_trailers_are_not_headers(echo_server: Server) -> None:
    head = b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-Trailer: 1\r\nExpect: 100-continue\r\nUpgrade: h2c\r\n\r\n"
    with connected(echo_server) as client:
        for _ in range(2):
            request = echoed(send(client, head + body))
            assert request["headers"] == {"transfer-encoding": "chunked"}
            assert request["body"] == "abcd"


def test_a_header_may_repeat(echo_server: Server, recorder: Recorder) -> None:
    with connected(echo_server) as client:
        send(client, b"GET / HTTP/1.1\r\nA: 1\r\na: 2\r\n\r\n")
    assert recorder.requests[0].headers == ((b"a", b"1"), (b"a", b"2"))


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
def test_a_url_may_have_any_form(echo_server: Server, url: str, path: str, query: str) -> None:
    with connected(echo_server) as client:
        request = echoed(send(client, f"OPTIONS {url} HTTP/1.1\r\n\r\n".encode()))
        assert (request["path"], request["query"]) == (path, query)


def test_the_connection_is_closed_after_connect(echo_server: Server) -> None:
    with connected(echo_server) as client:
        received = send(client, b"CONNECT host:443 HTTP/1.1\r\n\r\n\x16\x03\x01")
        assert echoed(received)["path"] == "host:443"
        assert received.headers["connection"] == "close"
        assert closed(client)


def test_100_continue_is_sent_once_and_before_the_body(echo_server: Server) -> None:
    head = b"POST /a HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
    with connected(echo_server) as client:
        for _ in range(2):
            assert send(client, head) == Received(100, {}, b"")
            client.sendall(b"a")
            assert echoed(send(client, b"b"))["body"] == "ab"
        # A client that has sent the body does not wait.
        assert echoed(send(client, head + b"ab"))["body"] == "ab"
        assert echoed(send(client, head.replace(b"100-Continue", b"tea") + b"ab"))["body"] == "ab"


def test_100_continue_is_sent_after_earlier_responses() -> None:
    def late(request: Request) -> Response:
        return Response(200, (), request.body, delay=0.05)

    head = b"POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"
    with Server(Recorder(late)) as server, connected(server) as client:
        assert [send(client, GET * 2 + head).status, send(client).status, send(client).status] == [200, 200, 100]
        assert send(client, b"b").body == b"b"


@pytest.mark.parametrize(
    ("fields", "body"),
    [(b"", b""), (b"Content-Length: 3\r\n", b"abc"), (b"Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n")],
)
def test_an_upgrade_is_declined_and_the_request_handled(echo_server: Server, fields: bytes, body: bytes) -> None:
    data = b"POST /a?b HTTP/1.1\r\nHost: x\r\n" + fields + H2C + b"\r\n" + body
    with connected(echo_server) as client:
        request = echoed(send(client, data))
        assert (request["method"], request["path"], request["query"]) == ("POST", "/a", "b")
        assert (request["headers"]["host"], request["body"]) == ("x", "abc" if body else "")
        for byte in data:
            client.sendall(bytes((byte,)))
        assert echoed(send(client)) == request
        client.sendall((data + GET) * 1_000)
        with client.makefile("rb") as stream:
            assert [echoed(read_response(stream))["path"] for _ in range(2_000)] == ["/a"] * 2_000


@pytest.mark.parametrize("delay", [0.0, 0.01])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_not_read_to_its_end(delay: float, chunked: bool) -> None:
    recorder = Recorder(lambda _: Response(413, (), b"too large", delay=delay), LIMITS)
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 10000000"
    with Server(recorder) as server, connected(server, b"POST / HTTP/1.1\r\n" + length + b"\r\n\r\n") as client:
        if chunked:
            client.sendall(b"1\r\nx\r\n" * 2_000)
        received = send(client)
        assert (received.status, received.body, received.headers["connection"]) == (413, b"too large", "close")
        # The rest of the body does not reset the connection.
        client.sendall(b" " * 1_000_000)
        assert closed(client)
    assert len(recorder.requests) == 1
    assert len(recorder.requests[0].body) > LIMITS.body


def test_a_client_that_sends_all_of_an_overlong_body_receives_the_response(echo_server: Server) -> None:
    with connected(echo_server, b"POST / HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n" + bytes(10_000_000)) as client:
        assert send(client).headers["connection"] == "close"
        assert closed(client)


def test_a_body_of_exactly_the_limit_is_accepted(echo_server: Server) -> None:
    with connected(echo_server) as client:
        received = send(client, b"POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + b"x" * LIMITS.body)
        assert len(echoed(received)["body"]) == LIMITS.body
        assert send(client, GET).status == 200


MESSAGES = {
    400: "Send plain HTTP/1.1, without TLS.",
    414: f"Too many bytes in the URL (limit {HEAD_LIMIT}). Send a shorter URL.",
    431: f"Too many bytes in the headers (limit {HEAD_LIMIT}). Send fewer or shorter headers.",
}


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
def test_an_invalid_request_is_rejected(echo_server: Server, recorder: Recorder, data: bytes, status: int) -> None:
    with connected(echo_server) as client:
        assert send(client, GET).status == 200
        for start in range(0, len(data), HEAD_LIMIT):
            client.sendall(data[start : start + HEAD_LIMIT])
        assert rejected(send(client), status, MESSAGES[status])
        assert closed(client)
    with connected(echo_server) as client:
        assert send(client, GET).status == 200
    assert len(recorder.requests) == 2


def test_an_incomplete_request_is_not_handled(echo_server: Server, recorder: Recorder) -> None:
    for data in (b"G", GET[:-2], b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"):
        with connected(echo_server, data) as client:
            client.shutdown(socket.SHUT_WR)
            assert closed(client)
    assert not recorder.requests


def test_random_bytes_never_stop_the_server(echo_server: Server) -> None:
    start = st.sampled_from([b"", GET, GET[:-2], b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", H2C])

    @settings(deadline=None, max_examples=50)
    @given(st.lists(start | st.binary(max_size=100), max_size=5).map(b"".join))
    def send_all(data: bytes) -> None:
        with connected(echo_server, data) as client, client.makefile("rb") as stream:
            client.shutdown(socket.SHUT_WR)
            with contextlib.suppress(EOFError, ConnectionResetError):
                while True:
                    assert read_response(stream).status in (100, 200, 400)

    send_all()
    with connected(echo_server) as client:
        assert send(client, GET).status == 200


class Transport:
    """A transport that keeps what a connection writes."""

    def __init__(self) -> None:
        self.written = b""
        self.ended = False

    def write(self, data: bytes) -> None:
        assert not self.ended
        self.written += data

    def write_eof(self) -> None:
        self.ended = True

    def is_closing(self) -> bool:
        return False

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
def test_the_responses_do_not_depend_on_how_requests_are_cut(data: bytes, draw: st.DataObject) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=20)))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    assert exchange(pieces) == exchange([data])


def test_the_responses_are_the_same_byte_by_byte() -> None:
    for data in REQUESTS:
        assert exchange([bytes((byte,)) for byte in data + GET]) == exchange([data + GET])


def exchange(pieces: list[bytes]) -> tuple[list[Request], list[Received], bool]:
    """The requests, the responses, and whether the connection ends, after these pieces are read one by one."""
    recorder = Recorder()
    transport = Transport()
    loop = asyncio.new_event_loop()
    try:
        connection = Connection(Connections(recorder, 30.0, loop))
        connection.connection_made(cast("asyncio.Transport", transport))
        for piece in pieces:
            connection.data_received(piece)
    finally:
        loop.close()
    stream = BytesIO(transport.written)
    responses = [read_response(stream, head=request.method == "HEAD") for request in recorder.requests]
    with contextlib.suppress(EOFError):
        responses.append(read_response(stream))
    for response in responses:
        response.headers.pop("date")
    return recorder.requests, responses, transport.ended
