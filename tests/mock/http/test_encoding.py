import time
from email.utils import parsedate_to_datetime

import pytest
from spkey_mock import Response, Server
from spkey_mock.http.encoding import CLOSE, KEEP, Starts, encode

from ..sockets import connected, read_response, send
from .echo import GET, Recorder

pytestmark = pytest.mark.usefixtures("loop")


def test_a_response_has_a_length_and_a_date(echo_server: Server) -> None:
    with connected(echo_server) as client:
        received = send(client, GET)
        assert set(received.headers) == {"date", "content-type", "content-length"}
        assert abs(parsedate_to_datetime(received.headers["date"]).timestamp() - time.time()) < 5
        assert send(client, GET).whole


def test_head_has_no_body_and_no_length(echo_server: Server) -> None:
    with connected(echo_server) as client:
        received = send(client, GET.replace(b"GET", b"HEAD"), head=True)
        assert (received.status, set(received.headers)) == (200, {"date", "content-type"})
        assert send(client, GET).whole


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_has_none(status: int) -> None:
    with Server(Recorder(lambda _: Response(status, (), b"x"))) as server, connected(server) as client:
        for _ in range(2):
            received = send(client, GET)
            assert (received.status, set(received.headers)) == (status, {"date"})


def test_an_unknown_status_has_a_phrase() -> None:
    with Server(Recorder(lambda _: Response(599, (), b"x"))) as server, connected(server) as client:
        received = send(client, GET)
        assert (received.status, received.body) == (599, b"x")


@pytest.mark.parametrize("body", [b"0123456789", b"1", b""])
def test_a_truncated_response_announces_more_than_half_of_its_body(body: bytes) -> None:
    recorder = Recorder(lambda _: Response(200, (), body, delay=0.01, ending="truncated"))
    with Server(recorder) as server, connected(server, GET * 3) as client, client.makefile("rb") as stream:
        received = read_response(stream)
        assert received.headers["content-length"] == str(len(body) or 1)
        assert received.body == body[: len(body) // 2]
        assert stream.read() == b""
    assert len(recorder.requests) == 1


def test_a_response_is_encoded_in_one_piece() -> None:
    start = Starts("Mon, 01 Jan 2024 00:00:00 GMT")[200]
    assert start == b"HTTP/1.1 200 OK\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
    response = Response(200, ((b"a", b"b"),), b"body")
    assert encode(response, start, KEEP, head=False) == start + b"a: b\r\ncontent-length: 4\r\n\r\nbody"
    assert encode(response, start, CLOSE, head=True) == start + b"a: b\r\nconnection: close\r\n\r\n"
    assert encode(Response(200, (), b"body", ending="dropped"), start, KEEP, head=False) == b""


def test_the_date_of_a_response_replaces_that_of_the_server() -> None:
    date = b"Fri, 06 Nov 2026 00:00:00 GMT"
    recorder = Recorder(lambda request: Response(200, (), b"", date=date if request.path == b"/a" else None))
    with Server(recorder) as server, connected(server) as client:
        assert send(client, GET).headers["date"] == date.decode()
        assert send(client, b"GET /b HTTP/1.1\r\n\r\n").headers["date"] != date.decode()
