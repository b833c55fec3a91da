"""Connections of the proxy: how they last, stream, fail and end."""

import contextlib
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme
from spkey_mock.proxy.upstream import Upstream

from .raw import OK, connected, get, proxied, raw, read_message, send

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: proxy\r\n"


def unused() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_both_connections_are_used_again() -> None:
    with raw() as server, proxied(server.url) as proxy, connected(proxy) as client, client.makefile("rb") as stream:
        for _ in range(3):
            client.sendall(get())
            assert read_message(stream)
        assert (len(server.received), server.connections) == (3, 1)


def test_pipelined_requests_are_served_in_order() -> None:
    with raw() as server, proxied(server.url) as proxy, connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(get("/1") + b"\r\n" + get("/2"))
        assert read_message(stream)
        assert read_message(stream)
        assert [it.first for it in server.received] == [b"GET /1 HTTP/1.1", b"GET /2 HTTP/1.1"]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
)
def test_a_connection_that_the_server_closes_is_closed(answer: bytes) -> None:
    with raw(answer) as server, proxied(server.url) as proxy, connected(proxy) as client:
        client.sendall(get())
        with client.makefile("rb") as stream:
            response = read_message(stream)
            assert response
            assert response.values(b"connection") == [b"close"]
            assert stream.read() == b""


def test_a_connection_that_the_client_closes_is_closed() -> None:
    with raw() as server, proxied(server.url) as proxy, connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(get("/", "Connection: close"))
        assert read_message(stream)
        assert stream.read() == b""
        assert server.received[0].values(b"connection") == []


def test_a_server_that_closed_an_idle_connection_is_connected_again() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_RDWR)

    with raw(answer) as server, proxied(server.url) as proxy, connected(proxy) as client:
        for _ in range(3):
            with client.makefile("rb") as stream:
                client.sendall(get())
                response = read_message(stream)
            assert response
            assert response.status == 200


def test_a_body_without_length_ends_with_the_connection() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nall of it")

    with raw(answer) as server, proxied(server.url) as proxy:
        assert send(proxy, get()).body == b"all of it"
    assert proxy.journal.entries[0].answer == "all of it"


def test_a_client_of_http_1_0_gets_no_chunks() -> None:
    with raw(CHUNKED + b"2\r\nok\r\n0\r\n\r\n") as server, proxied(server.url) as proxy, connected(proxy) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        with client.makefile("rb") as stream:
            assert stream.read() == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok"
        assert server.received[0].first == b"GET / HTTP/1.1"


def test_a_response_is_streamed() -> None:
    seen = threading.Event()

    def answer(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + b"5\r\nfirst\r\n")
        assert seen.wait(10)
        connection.sendall(b"4\r\nlast\r\n0\r\n\r\n")

    with raw(answer) as server, proxied(server.url) as proxy, connected(proxy) as client:
        client.sendall(get())
        received = b""
        while b"first" not in received:
            received += client.recv(1_000)
        seen.set()
        while not received.endswith(b"0\r\n\r\n"):
            received += client.recv(1_000)
    assert b"last" in received


def test_a_request_is_streamed() -> None:
    seen = threading.Event()

    def answer(connection: socket.socket) -> None:
        assert connection.recv(5) == b"first"
        seen.set()
        assert connection.recv(4) == b"last"
        connection.sendall(OK)

    with raw(answer) as server, proxied(server.url) as proxy, connected(proxy) as client:
        server.eager = True
        client.sendall(POST + b"Content-Length: 9\r\n\r\n")
        client.sendall(b"first")
        assert seen.wait(10)
        client.sendall(b"last")
        with client.makefile("rb") as stream:
            assert read_message(stream)


def test_a_slow_client_slows_the_server_down() -> None:
    most = 256 << 20
    sent = 0
    stuck = threading.Event()

    def answer(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % most)
        connection.settimeout(0.5)
        try:
            while sent < most:
                sent += connection.send(bytes(65_536))
        except TimeoutError:
            stuck.set()

    with raw(answer) as server, proxied(server.url) as proxy, connected(proxy) as client:
        client.sendall(get())
        assert stuck.wait(30)
    assert sent < most // 4


def test_a_response_may_come_before_the_end_of_the_request() -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        while connection.recv(65_536):
            pass

    with raw(answer) as server:
        server.eager = True
        with proxied(server.url) as proxy:
            assert send(proxy, POST + b"Content-Length: 1000000\r\n\r\n" + bytes(500_000)).status == 413


def test_a_client_that_still_sends_is_not_cut_off() -> None:
    with proxied(unused()) as proxy, connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(POST + b"Content-Length: 100000\r\n\r\n")
        response = read_message(stream)
        assert response
        assert response.status == 502
        assert stream.read() == b""
        for _ in range(50):
            client.sendall(bytes(1_000))  # fails if the proxy has closed both directions


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (b"GET /\r\n\r\n", "has an invalid request line"),
        (b"GET / HTTP/2.0\r\n\r\n", "has an invalid request line"),
        (b"GET / a HTTP/1.1\r\nHost: x\r\n\r\n", "has an invalid request line"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nname : value\r\n\r\n", "has an invalid header"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nname: a\r\n folded\r\n\r\n", "has an invalid header"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nname: a\nb\r\n\r\n", "has an invalid header"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nname: a\rb\r\n\r\n", "has an invalid header"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nname: a\0b\r\n\r\n", "has an invalid header"),
        (b"GET / HTTP/1.1\r\n\r\n", "must have one Host header"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", "must have one Host header"),
        (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", "must have a path as its target"),
        (b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", "must have a path as its target"),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "must have one Content-Length"),
        (POST + b"Content-Length: -1\r\n\r\n", "must have one Content-Length"),
        (POST + b"Content-Length: 1_0\r\n\r\n", "must have one Content-Length"),
        (POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "must have either one Content-Length"),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n", "must have either one Content-Length"),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "has chunks, which HTTP/1.0 does not support"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", "has an invalid chunk"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", "has a chunk that is longer than announced"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", "has a line of more than 65536 bytes"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 11_000 + b"\r\n", "has a head of more than 65536 bytes"),
    ],
)
def test_an_invalid_request_returns_400(request_: bytes, message: str) -> None:
    with raw() as server, proxied(server.url) as proxy:
        server.eager = True
        server.answer = lambda connection: connection.recv(1_000)
        response = send(proxy, request_)
    assert response.status == 400
    assert response.body.startswith(f"spkey-mock proxy: The request {message}".encode())


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", "has an invalid status line"),
        (b"HTTP/1.1 20 OK\r\n\r\n", "has an invalid status line"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "has an invalid header"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "must have one Content-Length"),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "switched protocols"),
    ],
)
def test_an_invalid_response_returns_502(answer: bytes, message: str) -> None:
    with raw(answer) as server, proxied(server.url) as proxy:
        response = send(proxy, get())
    assert response.status == 502
    assert message in response.body.decode()
    assert server.url in response.body.decode()
    assert [(it.code, it.blame) for it in proxy.journal.entries[0].violations] == [("response.invalid", "server")]


def test_an_unreachable_server_gives_502() -> None:
    url = unused()
    with proxied(url) as proxy:
        responses = [send(proxy, get()) for _ in range(2)]
    assert [it.status for it in responses] == [502, 502]
    assert responses[0].body.decode().startswith(f"spkey-mock proxy: Cannot connect to {url}: ")
    assert proxy.unreached == 2
    (violation,) = proxy.journal.entries[0].violations
    assert (violation.code, violation.blame) == ("response.unreachable", "server")
    assert violation.message.startswith(f"Cannot connect to {url}: ")


def test_a_request_that_breaks_the_contract_is_a_violation_even_if_the_server_is_unreachable() -> None:
    with proxied(unused()) as proxy:
        send(proxy, get("/nowhere"))
    found = {(it.code, it.blame) for it in proxy.journal.entries[0].violations}
    assert found == {("service.unknown_route_not_found", "client"), ("response.unreachable", "server")}


def test_head_gets_no_body_from_the_proxy_either() -> None:
    with proxied(unused()) as proxy, connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(b"HEAD / HTTP/1.1\r\nHost: proxy\r\n\r\n")
        assert read_message(stream, has_body=False)
        assert stream.read() == b""


def test_a_silent_server_returns_504() -> None:
    ended = threading.Event()
    with raw(lambda _: ended.wait(10)) as server, proxied(server.url, timeout=0.1) as proxy:
        response = send(proxy, get())
        ended.set()
    assert response.status == 504
    assert response.body.decode() == f"spkey-mock proxy: {server.url} did not respond within 0.1 seconds.\n"
    (entry,) = proxy.journal
    assert (entry.status, [(it.code, it.blame) for it in entry.violations]) == (504, [("response.timeout", "server")])
    assert proxy.unreached == 0


def test_a_server_that_sends_nothing_leaves_the_client_without_a_response() -> None:
    with raw(b"") as server, proxied(server.url) as proxy, connected(proxy) as client:
        client.sendall(get())
        assert client.recv(1) == b""
    (entry,) = proxy.journal
    assert (entry.status, entry.lost) == (0, False)
    assert [(it.code, it.blame) for it in entry.violations] == [("response.missing", "server")]


@pytest.mark.parametrize(
    ("start", "received"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b"\r\n\r\nhalf"),
        (CHUNKED + b"4\r\nhalf\r\n", b"4\r\nhalf\r\n"),
        (CHUNKED + b"4\r\nhalf\r\nx\r\n", b"4\r\nhalf\r\n"),
    ],
)
@pytest.mark.parametrize("stalls", [False, True], ids=["closed", "silent"])
def test_a_response_that_breaks_off_does_so_for_the_client(start: bytes, received: bytes, stalls: bool) -> None:
    ended = threading.Event()

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        if stalls:
            ended.wait(10)

    with raw(answer) as server, proxied(server.url, timeout=0.2) as proxy, connected(proxy) as client:
        client.sendall(get())
        with client.makefile("rb") as stream:
            assert stream.read().endswith(received)
        ended.set()
    (entry,) = proxy.journal
    assert entry.status == 200
    assert [(it.code, it.blame) for it in entry.violations] == [("response.incomplete", "server")]


def test_a_client_that_leaves_ends_its_request() -> None:
    started, ended = threading.Event(), threading.Event()

    def answer(connection: socket.socket) -> None:
        started.set()
        with contextlib.suppress(ConnectionError):
            assert connection.recv(1) == b""
        ended.set()

    with raw(answer) as server, proxied(server.url) as proxy:
        with connected(proxy) as client:
            client.sendall(get())
            assert started.wait(10)
        assert ended.wait(10)
    assert proxy.journal.entries[0].lost


def test_a_client_that_leaves_within_its_request_ends_it() -> None:
    with raw() as server, proxied(server.url) as proxy:
        server.eager = True
        server.answer = lambda connection: connection.recv(1_000) and connection.recv(1_000)
        with connected(proxy) as client:
            client.sendall(POST + b"Content-Length: 9\r\n\r\nhalf")
            client.shutdown(socket.SHUT_WR)
            with client.makefile("rb") as stream:
                response = read_message(stream)
    assert response
    assert b"ends before the end of its body" in response.body
    assert proxy.journal.entries[0].lost


def test_a_stop_ends_what_is_in_progress() -> None:
    started, ended = threading.Event(), threading.Event()

    def answer(_connection: socket.socket) -> None:
        started.set()
        ended.wait(10)

    with raw(answer) as server:
        with proxied(server.url) as proxy, connected(proxy) as client:
            client.sendall(get())
            assert started.wait(10)
            proxy.stop()
            assert client.recv(1) == b""
        ended.set()
    assert proxy.journal.entries[0].lost


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return authority, path


def test_an_upstream_may_speak_https(authority: tuple[trustme.CA, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("127.0.0.1").configure_cert(context)
    with raw(tls=context) as server:
        url = server.url
        with proxied(url) as proxy:
            response = send(proxy, get())
            assert response.status == 502
            assert f"The certificate of {url} is not valid: " in response.body.decode()
        with proxied(url, ca=str(authority[1])) as proxy:
            assert send(proxy, get()).body == b"ok"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://host", "must be a URL that begins with http:// or https://"),
        ("host:80", "must be a URL that begins with http:// or https://"),
        ("http://", "must be a URL that begins with http:// or https://"),
        ("http://a b", "must be a URL that begins with http:// or https://"),
        ("http://host/ü", "must be a URL that begins with http:// or https://"),
        ("http://host:port", "must have a port from 1 to 65535"),
        ("http://host:70000", "must have a port from 1 to 65535"),
        ("http://user:hidden@host", "must not have credentials"),
        ("http://host?hidden", "must not have credentials, a query or a fragment"),
        ("http://host#", "must not have credentials, a query or a fragment"),
    ],
)
def test_an_upstream_must_be_a_plain_url(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as raised:
        Upstream.at(url)
    assert "hidden" not in str(raised.value)


def test_a_ca_certificate_is_for_https(authority: tuple[trustme.CA, Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="requires an upstream with https://"):
        Upstream.at("http://host", ca=str(authority[1]))
    with pytest.raises(FileNotFoundError, match="missing"):
        Upstream.at("https://host", ca=str(tmp_path / "missing.pem"))
    other = tmp_path / "other.pem"
    other.write_text("text")
    with pytest.raises(ValueError, match="is not a certificate in PEM format"):
        Upstream.at("https://host", ca=str(other))
