"""What goes over the wire, seen from a plain socket, and how responses that no server should send are handled."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from spkey_client import APIConnectionError, APIResponseError, APITimeoutError

from .conftest import USER, Connect

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
        with connection:
            requests.append(_read_request(connection))
            if answer is None:
                connection.recv(1)
            else:
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
        thread.join()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < _length(data):
        data += connection.recv(65536)
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
    connect: Connect, credentials: dict[str, str | None], headers: dict[str, str]
) -> None:
    with server(OK) as (base_url, requests):
        use = connect(base_url=base_url, **credentials)
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


def test_the_accept_header_of_the_user_wins(connect: Connect) -> None:
    with server(OK) as (base_url, requests):
        use = connect(base_url=base_url)
        use(lambda client: client.physical_keys.remove(USER, number=2, headers={"accept": "application/vnd.v2+json"}))
    lines = requests[0].decode().lower().split("\r\n")
    assert [line for line in lines if line.startswith("accept:")] == ["accept: application/vnd.v2+json"]


def test_an_encoded_path_arrives_as_it_was_encoded(connect: Connect) -> None:
    with server(OK) as (base_url, requests):
        connect(base_url=f"{base_url}/w/a%20b")(lambda client: client.physical_keys.remove("a/b?c#d %2F..ä", number=2))
    path = requests[0].split(b" ")[1].decode()
    assert path == "/w/a%20b/users/a%2Fb%3Fc%23d%20%252F..%C3%A4/RemovePhysicalKey"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"not http at all\r\n\r\n",
    ],
    ids=["nothing", "truncated", "chunk cut", "not gzip", "not HTTP"],
)
def test_a_truncated_or_garbled_response_is_a_connection_error(connect: Connect, answer: bytes) -> None:
    with server(answer) as (base_url, _):
        use = connect(base_url=base_url)
        with pytest.raises(APIConnectionError) as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
    assert caught.value.maybe_applied


def test_a_response_of_another_protocol_is_a_response_error(connect: Connect) -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>") as (base_url, _):
        use = connect(base_url=base_url)
        with pytest.raises(APIResponseError, match="the body is not JSON"):
            use(lambda client: client.physical_keys.remove(USER, number=2))


def test_a_silent_server_is_a_timeout(connect: Connect) -> None:
    with server(None) as (base_url, _):
        use = connect(base_url=base_url, timeout=0.05)
        with pytest.raises(APITimeoutError) as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
        use(lambda client: client._transport.http.close() if hasattr(client, "close") else None)
        use(lambda client: client._transport.http.aclose() if hasattr(client, "aclose") else None)
    assert caught.value.maybe_applied


def test_a_closed_port_is_a_connection_error(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    use = connect(base_url=f"http://127.0.0.1:{port}")
    with pytest.raises(APIConnectionError, match="no response") as caught:
        use(lambda client: client.physical_keys.remove(USER, number=2))
    assert not caught.value.maybe_applied


def test_a_body_without_end_does_not_outlast_the_deadline(connect: Connect) -> None:
    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            _read_request(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                connection.sendall(b"1\r\n \r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,))
        thread.start()
        use = connect(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", deadline=0.2)
        with pytest.raises(APITimeoutError, match="the deadline has passed") as caught:
            use(lambda client: client.physical_keys.remove(USER, number=2))
        thread.join()
    assert caught.value.maybe_applied


def test_a_deadline_lets_a_response_in_time_through(connect: Connect) -> None:
    with server(OK) as (base_url, _):
        use = connect(base_url=base_url, deadline=30.0)
        assert use(lambda client: client.physical_keys.remove(USER, number=2)).number == 2
