"""What the proxy passes on, in both directions."""

import gzip
import socket
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spkey_mock.proxy.server import Proxy

from .raw import OK, Raw, connected, get, proxied, raw, read_message, send

TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NOT_PASSED_ON = {
    "connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade", "host", "content-length",
}  # fmt: skip
BYTES = bytes(byte for byte in range(0x21, 0x100) if byte != 0x7F)
VISIBLE = st.lists(st.sampled_from(BYTES), max_size=20).map(bytes)
HEADERS = st.lists(
    st.tuples(
        st.text(TOKEN, min_size=1, max_size=12).filter(lambda name: name.lower() not in NOT_PASSED_ON).map(str.encode),
        st.lists(VISIBLE.filter(bool), max_size=3).map(b" \t".join),
    ),
    max_size=6,
)
PIECES = st.lists(st.binary(min_size=1, max_size=2_000), max_size=4)
many = partial(settings, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def server() -> Iterator[Raw]:
    with raw() as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: Raw) -> Iterator[Proxy]:
    with proxied(server.url) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(server: Raw) -> None:
    server.received.clear()
    server.answer, server.eager = OK, False


def framed(pieces: list[bytes], *, chunked: bool) -> tuple[bytes, bytes]:
    """Return the header of a body, and the body as it is sent."""
    if not chunked:
        body = b"".join(pieces)
        return b"Content-Length: %d\r\n" % len(body), body
    chunks = b"".join(b"%x;ext\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return b"Transfer-Encoding: chunked\r\n", chunks + b"0\r\n\r\n"


def lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)


def passed_on(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower().decode("latin-1") not in NOT_PASSED_ON]


@many()
@given(st.text(TOKEN, min_size=1, max_size=9).map(str.encode), VISIBLE, HEADERS, PIECES, st.booleans())
def test_a_request_arrives_as_it_was_sent(
    proxy: Proxy,
    server: Raw,
    method: bytes,
    target: bytes,
    headers: list[tuple[bytes, bytes]],
    pieces: list[bytes],
    chunked: bool,
) -> None:
    length, body = framed(pieces, chunked=chunked)
    head = b"%b /%b HTTP/1.1\r\nHost: proxy\r\n%b%b\r\n" % (method, target, lines(headers), length)
    send(proxy, head + body, has_body=method != b"HEAD")
    (received,) = server.received
    server.received.clear()
    assert received.first == b"%b /%b HTTP/1.1" % (method, target)
    assert passed_on(received.headers) == headers
    assert received.values(b"host") == [server.url.removeprefix("http://").encode()]
    assert received.body == b"".join(pieces)


@many()
@given(st.integers(200, 599), VISIBLE, HEADERS, PIECES, st.booleans())
def test_a_response_arrives_as_it_was_sent(
    proxy: Proxy,
    server: Raw,
    status: int,
    reason: bytes,
    headers: list[tuple[bytes, bytes]],
    pieces: list[bytes],
    chunked: bool,
) -> None:
    length, body = (b"", b"") if status in (204, 304) else framed(pieces, chunked=chunked)
    server.answer = b"HTTP/1.1 %d %b\r\n%b%b\r\n" % (status, reason, lines(headers), length) + body
    response = send(proxy, get())
    assert response.first == b"HTTP/1.1 %d %b" % (status, reason)
    assert passed_on(response.headers) == headers
    assert response.body == (b"".join(pieces) if body else b"")


@pytest.mark.parametrize(
    ("prefix", "target", "received"),
    [
        ("", b"/users/a%2Fb/profile", b"/users/a%2Fb/profile"),
        ("", b"//users//%2f?q=%zz?&&a", b"//users//%2f?q=%zz?&&a"),
        ("", b"/\xc3\xbc?\xff=[]|", b"/\xc3\xbc?\xff=[]|"),
        ("/v1", b"/users", b"/v1/users"),
        ("/v1/", b"/users", b"/v1/users"),
        ("/v1", b"/", b"/v1/"),
        ("/v1", b"/../a/./b", b"/v1/../a/./b"),
        ("", b"http://elsewhere:1/users?q=1", b"/users?q=1"),
        ("", b"http://elsewhere?q=1", b"/?q=1"),
    ],
)
def test_a_target_is_put_below_the_path_of_the_upstream(
    server: Raw, prefix: str, target: bytes, received: bytes
) -> None:
    with proxied(server.url + prefix) as proxy:
        send(proxy, b"GET %b HTTP/1.1\r\nHost: proxy\r\n\r\n" % target)
    assert server.received[0].first == b"GET %b HTTP/1.1" % received


def test_headers_of_one_connection_stay_on_it(proxy: Proxy, server: Raw) -> None:
    server.answer = (
        b"HTTP/1.1 200 OK\r\nKeep-Alive: a\r\nConnection: x-mine\r\nX-Mine: b\r\nX: c\r\nContent-Length: 0\r\n\r\n"
    )
    response = send(
        proxy,
        get(
            "/",
            "Connection: X-Own, keep-alive, Host",
            "X-Own: 1",
            "TE: trailers",
            "Upgrade: h2c",
            "Keep-Alive: 5",
            "Y: 2",
        ),
    )
    assert [name for name, _ in server.received[0].headers] == [b"Host", b"X-API-Key", b"Y"]
    assert response.headers == [(b"X", b"c"), (b"Content-Length", b"0")]


def test_trailers_are_passed_on(proxy: Proxy, server: Raw) -> None:
    chunks = b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: %b\r\n\r\n"
    server.answer = b"HTTP/1.1 200 OK\r\n" + chunks % b"there"
    response = send(proxy, b"POST / HTTP/1.1\r\nHost: proxy\r\n" + chunks % b"here")
    assert server.received[0].trailers == [(b"X-Sum", b"here")]
    assert response.trailers == [(b"X-Sum", b"there")]


def test_a_compressed_body_stays_compressed(proxy: Proxy, server: Raw) -> None:
    body = gzip.compress(b"text" * 100)
    server.answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    assert send(proxy, get()).body == body


def test_redirects_are_passed_on(proxy: Proxy, server: Raw) -> None:
    server.answer = b"HTTP/1.1 307 There\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    assert send(proxy, get()).values(b"location") == [b"/elsewhere"]
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("prefix", "location", "received"),
    [
        ("/v1", "/v1/users?q=1#top", "/users?q=1#top"),
        ("/v1", "/v1", "/"),
        ("/v1", "/v1?q=1", "/?q=1"),
        ("/v1", "{origin}/v1/users", "/users"),
        ("", "{origin}/users", "/users"),
        ("", "{origin}", "/"),
        ("/v1", "/v10/users", "/v10/users"),
        ("/v1", "/elsewhere", "/elsewhere"),
        ("/v1", "/v1//elsewhere", "/v1//elsewhere"),
        ("", "{origin}/\\elsewhere", "{origin}/\\elsewhere"),
        ("", "{origin}/\t/elsewhere", "{origin}/\t/elsewhere"),
        ("/v1", "/v1/../admin", "/v1/../admin"),
        ("/v1", "/v1/users/%2E%2e/..?q", "/v1/users/%2E%2e/..?q"),
        ("/v1", "/v1/users/..x", "/users/..x"),
        ("/v1", "{origin}/elsewhere", "{origin}/elsewhere"),
        ("", "{origin}0/users", "{origin}0/users"),
        ("", "//elsewhere/users", "//elsewhere/users"),
        ("/v1", "https://elsewhere/v1/users", "https://elsewhere/v1/users"),
        ("/v1", "confirmation", "confirmation"),
        ("/v1", "", ""),
    ],
)
def test_a_redirect_below_the_upstream_stays_in_the_proxy(
    server: Raw, prefix: str, location: str, received: str
) -> None:
    location, received = (it.format(origin=server.url) for it in (location, received))
    server.answer = f"HTTP/1.1 303 See\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    with proxied(server.url + prefix) as proxy:
        assert send(proxy, get()).values(b"location") == [received.encode()]
    assert dict(proxy.journal.entries[0].response_headers)["location"] == location


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_head_has_no_body(proxy: Proxy, server: Raw, answer: bytes) -> None:
    server.answer = answer
    with connected(proxy) as client, client.makefile("rb") as stream:
        for _ in range(2):
            client.sendall(b"HEAD / HTTP/1.1\r\nHost: proxy\r\n\r\n")
            response = read_message(stream, has_body=False)
            assert response
            assert response.status == 200
    assert len(server.received) == 2


def test_interim_responses_are_passed_on(proxy: Proxy, server: Raw) -> None:
    server.answer = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK
    with connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(get())
        received = [read_message(stream) for _ in range(3)]
    assert [it and it.status for it in received] == [103, 100, 200]


def test_a_client_that_expects_100_waits_for_the_server(proxy: Proxy, server: Raw) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert connection.recv(4) == b"body"
        connection.sendall(OK)

    server.answer, server.eager = answer, True
    with connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(get("/", "Expect: 100-continue", "Content-Length: 4").replace(b"GET", b"POST"))
        interim = read_message(stream)
        assert interim
        assert interim.status == 100
        client.sendall(b"body")
        response = read_message(stream)
    assert response
    assert response.body == b"ok"
    assert server.received[0].values(b"expect") == [b"100-continue"]
