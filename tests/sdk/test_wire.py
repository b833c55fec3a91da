"""What goes over the wire, seen from a plain socket, and how responses that no server should send are handled."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from spkey_client import (
    APIConnectionError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    BadRequestError,
    SpkeyError,
)

from .conftest import USER, Connect


@pytest.fixture(params=["the SDK's connections", "the user's own"])
def wired(request: pytest.FixtureRequest, connect: Connect) -> Connect:
    """Makes a client with real sockets, of whichever kind."""
    return partial(connect, own=request.param == "the user's own")


OK = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 80\r\n\r\n"
    b'{"success":true,"aggregateId":"u","version":5,"event":null,"number":2}          '
)

# Headers that httpx adds to every request, and that HTTP itself requires.
HTTP_HEADERS = {"host", "accept-encoding", "connection", "user-agent", "content-length"}


@contextmanager
def server(answer: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A server for one request: it sends `answer` and closes, or says nothing until the client leaves."""
    requests: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):  # the client may leave
            requests.append(read_request(connection))
            if answer is None:
                connection.recv(1)
            else:
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
        thread.join()


def read_request(connection: socket.socket) -> bytes:
    """The next request, or nothing if the client has left."""
    data = b""
    while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < _length(data):
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    return data


def _length(data: bytes) -> int:
    for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


@pytest.mark.parametrize(
    ("credentials", "headers"),
    [
        ({"api_key": "k", "token": None}, {"x-api-key": "k"}),
        ({"api_key": None, "token": "t"}, {"authorization": "Bearer t"}),
        ({"api_key": "k", "token": "t"}, {"x-api-key": "k", "authorization": "Bearer t"}),
    ],
)
def test_a_removal_is_on_the_wire_as_the_seed_page_shows_it(
    wired: Connect, credentials: dict[str, Any], headers: dict[str, str]
) -> None:
    with server(OK) as (base_url, requests):
        use = wired(base_url=base_url, **credentials)
        assert use(lambda client: client.physical_keys.remove(USER, number=2)).number == 2
    head, _, body = requests[0].partition(b"\r\n\r\n")
    request_line, *lines = head.decode().split("\r\n")
    sent = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert request_line == f"POST /users/{USER}/RemovePhysicalKey HTTP/1.1"
    assert body == b'{"number":2}'
    assert len(sent) == len(lines)
    assert {name: value for name, value in sent.items() if name not in HTTP_HEADERS} == {
        "accept": "application/json",
        "content-type": "application/json",
        **headers,
    }


def test_the_accept_header_of_the_user_wins(wired: Connect) -> None:
    with server(OK) as (base_url, requests):
        use = wired(base_url=base_url)
        use(lambda client: client.physical_keys.remove(USER, number=2, headers={"accept": "application/vnd.v2+json"}))
    lines = requests[0].decode().lower().split("\r\n")
    assert [line for line in lines if line.startswith("accept:")] == ["accept: application/vnd.v2+json"]


def test_an_encoded_path_arrives_as_it_was_encoded(wired: Connect) -> None:
    with server(OK) as (base_url, requests):
        wired(base_url=f"{base_url}/w/a%20b")(lambda client: client.physical_keys.remove("a/b?c#d %2F..ä", number=2))
    path = requests[0].split(b" ")[1].decode()
    assert path == "/w/a%20b/users/a%2Fb%3Fc%23d%20%252F..%C3%A4/RemovePhysicalKey"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"not http at all\r\n\r\n",
    ],
    ids=["nothing", "truncated", "chunk cut", "not HTTP"],
)
def test_a_truncated_or_garbled_response_is_a_connection_error(wired: Connect, answer: bytes) -> None:
    with server(answer) as (base_url, _):
        use = wired(base_url=base_url)
        with pytest.raises(APIConnectionError) as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
    assert caught.value.maybe_applied


def test_a_response_of_another_protocol_is_a_response_error(wired: Connect) -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>") as (base_url, _):
        use = wired(base_url=base_url)
        with pytest.raises(APIResponseError, match="the body is not JSON"):
            use(lambda client: client.physical_keys.remove(USER, number=2))


def test_a_silent_server_is_a_timeout(wired: Connect) -> None:
    with server(None) as (base_url, _):
        use = wired(base_url=base_url, timeout=httpx.Timeout(30, read=0.05))
        with pytest.raises(APITimeoutError) as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
    assert caught.value.maybe_applied


def test_a_closed_port_is_a_connection_error(wired: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    use = wired(base_url=f"http://127.0.0.1:{port}")
    with pytest.raises(APIConnectionError, match="no response") as caught:
        use(lambda client: client.physical_keys.remove(USER, number=2))
    assert not caught.value.maybe_applied


@contextmanager
def dripping(start: bytes, drop: bytes, end: bytes) -> Iterator[str]:
    """A server that sends a drop every few milliseconds, for some seconds or until the client has left."""

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            read_request(connection)
            connection.sendall(start)
            for _ in range(500):
                connection.sendall(drop)
                left.wait(0.01)
            connection.sendall(end)

    left = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        left.set()
        thread.join()


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_body_that_drips_does_not_outlast_the_deadline(wired: Connect) -> None:
    with dripping(CHUNKED, b"1\r\n \r\n", b"0\r\n\r\n") as base_url:
        use = wired(base_url=base_url, deadline=0.3)
        with pytest.raises(APITimeoutError, match="no response in time") as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
    assert caught.value.maybe_applied


def test_headers_that_drip_do_not_outlast_the_deadline(connect: Connect) -> None:
    with dripping(b"HTTP/1.1 200 OK\r\nX-Drip: ", b".", OK.partition(b" OK")[2]) as base_url:
        use = connect(base_url=base_url, deadline=0.3, timeout=0.2)
        with pytest.raises(APITimeoutError, match="no response in time") as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
    assert caught.value.maybe_applied


def test_a_deadline_lets_a_response_in_time_through(wired: Connect) -> None:
    with server(OK) as (base_url, _):
        use = wired(base_url=base_url, deadline=30.0)
        assert use(lambda client: client.physical_keys.remove(USER, number=2)).number == 2


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\n" + OK.partition(b"\r\n\r\n")[2], 2),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 500 + OK, 2),
        (OK.replace(b"{", b"\xef\xbb\xbf{").replace(b"   ", b"", 1), 2),
    ],
    ids=["HTTP/1.0", "early hints", "byte order mark"],
)
def test_unusual_responses_are_read(wired: Connect, answer: bytes, number: int) -> None:
    with server(answer) as (base_url, _):
        removed = wired(base_url=base_url)(lambda client: client.physical_keys.remove(USER, number=2))
    assert removed.number == number


MOVED = b"HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: "


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        *[
            (MOVED + location + b"\r\n\r\n", SpkeyError)
            for location in (
                *(
                    b"/users",
                    b"//evil",
                    b"http://[::1",
                    b"http://\xff",
                    b"http://a:99999/",
                    b"",
                    b"javascript:alert(1)",
                ),
                *(b"http://xn--a/", b"http://" + b"a" * 70 + b"/", b"/" + b"x" * 70_000, b"http://\xe4/"),
            )
        ],
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", SpkeyError),
        (b"HTTP/1.1 204 No Content\r\n\r\n", SpkeyError),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", APIStatusError),
        (b"HTTP/1.1 418\r\nContent-Length: 0\r\n\r\n", APIStatusError),
        (b"HTTP/1.1 999 Weird\r\nContent-Length: 4\r\n\r\nnull", APIStatusError),
        (b"HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n", APIConnectionError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", APIResponseError),
        (b"HTTP/1.1 404 X\r\nX-Request-Id: \xc3\xbc\xff\x1b[31m\r\nContent-Length: 0\r\n\r\n", SpkeyError),
        (b"HTTP/1.1 400 X\r\nContent-Type: text/plain; charset=rot13\r\nContent-Length: 3\r\n\r\nabc", BadRequestError),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", APIConnectionError),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: v\r\n" % i for i in range(20_000)) + b"\r\n", APIConnectionError),
    ],
    ids=lambda value: value[:60].decode("latin-1") if isinstance(value, bytes) else value.__name__,
)
def test_only_errors_of_the_sdk_leave_a_call(wired: Connect, answer: bytes, error: type[SpkeyError]) -> None:
    with server(answer) as (base_url, _), pytest.raises(error) as caught:
        wired(base_url=base_url)(lambda client: client.physical_keys.remove(USER, number=2))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1200
