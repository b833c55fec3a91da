"""Replicas: requests go to them in turn, and replicas that share no state are caught."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any, cast

import httpx
import pytest
from attrs import field, frozen
from spkey_mock import Server, Settings, Worlds
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.connection import Connection, connect
from spkey_mock.conformance.promises import load
from spkey_mock.conformance.report import document
from spkey_mock.conformance.report.page import page
from spkey_mock.conformance.result import Result
from spkey_mock.conformance.run import verify
from spkey_mock.conformance.setting import Unusable
from spkey_mock.http.transport import Transport

from .support import Changed

pytestmark = pytest.mark.xdist_group("conformance")

A, B = URLS = ("http://localhost:8001", "http://127.0.0.1:8002/below")
SETTINGS = Settings(api_keys=(("main-api-key", "acme"),))
CREDENTIALS = {"api_key": "main-api-key", "org_id": "acme"}


class Balanced(httpx.BaseTransport):
    """Two servers in process, at the two URLs."""

    def __init__(self, *servers: httpx.BaseTransport) -> None:
        self._servers = {httpx.URL(url).port: server for url, server in zip(URLS, servers, strict=True)}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["host"] == request.url.netloc.decode()
        request.url = request.url.copy_with(raw_path=request.url.raw_path.removeprefix(b"/below"))
        return self._servers[request.url.port].handle_request(request)


def replicas(a: httpx.BaseTransport, b: httpx.BaseTransport, *select: str, **options: str) -> Result:
    """Verify two servers as replicas of one service."""
    configuration = Configuration(base_url=URLS, strict=True, select=select, timeout=3.0, **options)  # type: ignore[arg-type]
    return verify(configuration, Balanced(a, b))


def failing(result: Result) -> set[str]:
    return {judged.rule.id for judged in result.failing}


# Turns


@pytest.fixture
def served() -> Iterator[tuple[Connection, list[str]]]:
    """A connection to two servers, and the hosts that it has called."""
    hosts: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(200, text=str(request.url))

    with connect(Configuration(base_url=URLS), httpx.MockTransport(respond)) as connection:
        yield connection, hosts


def get(connection: Connection, path: str) -> str:
    return connection.send(connection.request("GET", path)).text


def test_requests_go_to_the_servers_in_turn(served: tuple[Connection, list[str]]) -> None:
    connection, _ = served
    path = "/users/a%2Fb/PhysicalKeys?q=%20x"
    assert [get(connection, path) for _ in range(3)] == [f"{A}{path}", f"{B}{path}", f"{A}{path}"]


def test_parallel_clients_share_the_turns(served: tuple[Connection, list[str]]) -> None:
    connection, hosts = served
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(get, connection), ["/"] * 80))
    assert sorted(hosts) == ["127.0.0.1"] * 40 + ["localhost"] * 40


# One service


@pytest.fixture(scope="module")
def shared() -> Result:
    """The result of the tests that need more than one request, against two servers that share their worlds."""
    worlds = Worlds(SETTINGS)
    with ExitStack() as stack:
        urls = tuple(stack.enter_context(Server(worlds)).base_url for _ in range(2))
        return verify(Configuration(base_url=urls, strict=True, select=("concurrency", "webhooks", "users.create.*")))


def test_replicas_of_one_service_keep_the_rules(shared: Result) -> None:
    assert {judged.verdict for judged in shared.rules if judged.tests} == {"passed"}
    assert shared.exit_code == 0


def test_every_report_names_all_replicas(shared: Result) -> None:
    first, second = shared.base_urls
    found = document.to_json(shared)
    assert found["server"] == {"url": first, "urls": [first, second], "mock": True}
    assert f"{first}, {second} (a mock)" in page(shared)
    urls = [it["request"]["url"] for test in found["tests"] for it in test["exchanges"]]
    servers = {"/".join(url.split("/")[:3]) for url in urls}
    assert servers == {first, second}


# Several services


def test_servers_with_states_of_their_own_are_caught() -> None:
    first, second = (Transport(Worlds(SETTINGS)) for _ in URLS)
    rules = ("service.read_your_writes", "service.one_writer_per_user", "service.version_counts_events")
    assert failing(replicas(first, second, *rules, **CREDENTIALS)) >= {*rules}


def test_a_key_of_one_server_that_the_other_rejects_is_one_line() -> None:
    knowing, other = Transport(Worlds(SETTINGS)), Transport(Worlds())
    with pytest.raises(Unusable, match=f"^{B} rejects the credential with 401, but {A} accepts it. All servers must "):
        replicas(knowing, other, **CREDENTIALS)
    with pytest.raises(Unusable, match=f"^{A} rejects the credential with 401, but {B} accepts it. All servers must "):
        replicas(other, knowing, **CREDENTIALS)


def test_a_replica_that_does_not_respond_is_one_line() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused", request=request)

    with pytest.raises(Unusable, match=f"^{B} does not respond: ConnectError: Connection refused$"):
        replicas(Transport(Worlds()), httpx.MockTransport(gone))


def test_a_mock_beside_another_kind_of_server_is_one_line() -> None:
    worlds = Worlds(SETTINGS)
    with pytest.raises(Unusable, match=rf"^{B} is not a mock, but {A} is a mock .*\. All servers must be replicas"):
        replicas(Transport(worlds), Changed(worlds=worlds, control=False), **CREDENTIALS)


def test_replicas_of_another_version_are_one_line() -> None:
    worlds = Worlds(SETTINGS)

    class Newer(Changed):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            if request.url.path != "/_mock/server":
                return response
            return httpx.Response(200, json={**response.json(), "contract": "99.0.0"})

    with pytest.raises(Unusable, match=rf"^{B} is a mock .* with contract 99\.0\.0, but {A} is a mock "):
        replicas(Transport(worlds), Newer(worlds=worlds))


# Replicas that are not consistent


@frozen
class Replica(httpx.BaseTransport):
    """A replica that changes the responses of the service.

    Attributes:
        fault: Returns the response to send instead.
        service: The service.
        own: The state that only this replica has.
        removals: The successful removals by any replica, by user and number.
    """

    fault: Callable[["Replica", str, httpx.Request, httpx.Response], httpx.Response]
    service: Transport
    removals: dict[tuple[str, int], httpx.Response]
    own: dict[Any, Any] = field(factory=dict[Any, Any])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.service.handle_request(request)
        response.read()
        found = load().operation(request.method, request.url.path)
        if found is None:
            return response
        if found.id == "remove_physical_key" and response.is_success:
            self.removals[user_of(request), number_of(request)] = response
        return self.fault(self, found.id, request, response)


def user_of(request: httpx.Request) -> str:
    return request.url.path.split("/")[2]


def number_of(request: httpx.Request) -> int:
    return int(json.loads(request.content)["number"])


def right(_: Replica, __: str, ___: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Change nothing."""
    return response


def reads_what_it_knew(at: Replica, _: str, request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Repeat responses to queries until this replica handles a command for the same user."""
    if request.method == "POST":
        at.own.pop(user_of(request), None)
        return response
    place = (request.method, request.url.raw_path, request.headers.get("x-api-key"))
    known: httpx.Response = at.own.setdefault(user_of(request), {}).setdefault(place, response)
    return httpx.Response(known.status_code, headers=known.headers, content=known.content)


def counts_by_itself(at: Replica, operation: str, request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Number the keys that this replica adds."""
    if operation != "add_physical_key" or not response.is_success:
        return response
    body = response.json()
    at.own[user_of(request)] = number = at.own.get(user_of(request), 0) + 1
    body["number"] = body["event"]["data"]["number"] = number
    return httpx.Response(200, json=body)


def removes_by_itself(at: Replica, operation: str, request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Remove a key that another replica has removed."""
    if operation != "remove_physical_key" or response.status_code not in (200, 404):
        return response
    key = user_of(request), number_of(request)
    first_here = at.own.setdefault(key, response) is response
    return at.removals.get(key, response) if first_here else response


def trusts_keys_it_knew(at: Replica, _: str, request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Accept a key that this replica has accepted before."""
    place = (request.method, request.url.raw_path, request.headers.get("x-api-key"))
    if response.status_code != 401:
        at.own[place] = response
    return cast("httpx.Response", at.own.get(place, response))


@pytest.mark.parametrize("second_only", [True, False], ids=["one replica", "every replica"])
@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (reads_what_it_knew, "service.read_your_writes"),
        (counts_by_itself, "physical_keys.add.number_counts_up_from_one"),
        (counts_by_itself, "service.one_writer_per_user"),
        (removes_by_itself, "service.one_writer_per_user"),
        (trusts_keys_it_knew, "service.revoked_key_refused"),
    ],
)
def test_an_inconsistent_replica_is_caught(fault: Any, rule: str, *, second_only: bool) -> None:
    service, removals = Transport(Worlds()), dict[Any, Any]()
    first, second = (Replica(each, service, removals) for each in (right if second_only else fault, fault))
    assert rule in failing(replicas(first, second, rule))
