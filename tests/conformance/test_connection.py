"""The connections to the server under test: requests are sent as they are, and nothing is kept between them."""

from collections.abc import Iterator, Mapping

import httpx
import pytest
from attrs import field, frozen
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.connection import Connection, connect

URL = "http://localhost/below"


@frozen
class Peer:
    """A server that redirects and sets a cookie, and the requests that it received."""

    requests: list[httpx.Request] = field(factory=list[httpx.Request])

    def respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(303, headers={"Location": "/elsewhere", "Set-Cookie": "session=1"})


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def connection(peer: Peer) -> Iterator[Connection]:
    with connect(Configuration(base_url=URL), httpx.MockTransport(peer.respond)) as connection:
        yield connection


def test_redirects_are_not_followed_and_cookies_are_not_kept(connection: Connection, peer: Peer) -> None:
    statuses = [connection.send(connection.request("GET", "/users")).status_code for _ in range(2)]
    assert statuses == [303, 303]
    assert [str(request.url) for request in peer.requests] == [f"{URL}/users"] * 2
    assert all("cookie" not in request.headers for request in peer.requests)


@pytest.mark.parametrize("path", ["//users/1/profile", "/users/a%2Fb/%2e%2E/x", "/users/1/keys?q=%20x&q="])
def test_a_path_is_sent_as_it_is(connection: Connection, path: str) -> None:
    request = connection.request("GET", path)
    assert request.url.raw_path == f"/below{path}".encode()
    assert connection.path_of(request) == path.partition("?")[0]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, {"accept": ["*/*"]}),
        ({"Accept": "text/html"}, {"accept": ["text/html"]}),
        ({"X-API-Key": "k"}, {"accept": ["*/*"], "x-api-key": ["k"]}),
    ],
)
def test_a_header_replaces_the_default_header_of_the_same_name(
    connection: Connection, headers: Mapping[str, str], expected: Mapping[str, list[str]]
) -> None:
    request = connection.request("POST", "/users", json={}, headers=headers)
    assert {name: request.headers.get_list(name) for name in expected} == expected
    assert request.headers["content-type"] == "application/json"
    assert request.headers["host"] == "localhost"
