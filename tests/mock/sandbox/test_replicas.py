"""Replicas over one database are one service: each sees the changes of all, even under parallel requests."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle
from typing import Any

import pytest

from ..postgres import PostgresServer
from .replica import Replica
from .sandbox import Sandbox, serving, until

_USERS = [f"00000000-0000-4000-8000-{number:012}" for number in range(3)]
_worlds = (f"/w/world-{number}" for number in count())


@pytest.fixture(scope="module")
def sandbox(postgres_server: PostgresServer) -> Iterator[Sandbox]:
    with serving(postgres_server.database(), count=2) as sandbox:
        yield sandbox


@pytest.fixture
def world(sandbox: Sandbox) -> str:
    """The path of a new world with users."""
    path = next(_worlds)
    for user in _USERS:
        assert _create(sandbox, path, user, sandbox.replicas[0]) == 201
    return path


def _create(sandbox: Sandbox, world: str, user: str, replica: Replica) -> int:
    return sandbox.request(replica, "POST", f"{world}/users/{user}/CreateUser", {"userId": user})[0]


def _control(sandbox: Sandbox, method: str, path: str, body: object = None) -> Any:
    status, answer = sandbox.request(sandbox.replicas[0], method, path, body)
    assert status < 300, answer
    return answer


def _at_once(sandbox: Sandbox, requests: int, request: Callable[[Replica, int], int]) -> Counter[int]:
    """Send requests to the replicas in turn, many at the same time. Return how often each status was returned."""
    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(request, cycle(sandbox.replicas), range(requests)))


def _journalled(sandbox: Sandbox, replica: Replica, world: str, least: int) -> Counter[int]:
    """Return how often the journal has each status, once it has the requests that other replicas have received."""

    def entries() -> list[Any]:
        return list(sandbox.get(f"{world}/_mock/journal?operation=add_physical_key&limit=1000", replica)["entries"])

    until(lambda: len(entries()) >= least)
    return Counter(entry["status"] for entry in entries())


@pytest.mark.parametrize("carried_out", [False, True])
def test_a_fault_fires_as_often_as_it_says(sandbox: Sandbox, world: str, *, carried_out: bool) -> None:
    fault = {"kind": "status", "operation": "add_physical_key", "status": 503, "times": 20, "carriedOut": carried_out}
    _control(sandbox, "POST", f"{world}/_mock/faults", fault)

    def add(replica: Replica, index: int) -> int:
        path = f"{world}/users/{_USERS[index % 3]}/AddPhysicalKey"
        return sandbox.request(replica, "POST", path, {"orgId": "acme"})[0]

    assert _at_once(sandbox, 60, add) == {503: 20, 200: 40}
    keys = [_control(sandbox, "GET", f"{world}/_mock/users/{user}")["keyCount"] for user in _USERS]
    assert sum(keys) == (60 if carried_out else 40)
    for replica in sandbox.replicas:
        assert sandbox.get(f"{world}/_mock/faults", replica) == {"faults": []}
        assert _journalled(sandbox, replica, world, 60) == {503: 20, 200: 40}


def test_no_two_events_have_the_same_time_on_a_stepped_clock(sandbox: Sandbox, world: str) -> None:
    start, step = 1_793_923_200_000, 250
    _control(sandbox, "PUT", f"{world}/_mock/clock", {"mode": "stepped", "now": start, "step": step})

    def add(replica: Replica, index: int) -> int:
        path = f"{world}/users/{_USERS[index % 3]}/AddPhysicalKey"
        return sandbox.request(replica, "POST", path, {"orgId": "acme"})[0]

    assert _at_once(sandbox, 40, add) == {200: 40}
    for replica in sandbox.replicas:
        events = sandbox.get(f"{world}/_mock/events?limit=40", replica)["events"]
        assert [event["timestamp"] for event in events] == [start + number * step for number in range(40)]
        assert sandbox.get(f"{world}/_mock/clock", replica)["now"] == start + 40 * step


def test_a_world_may_be_deleted_while_all_replicas_use_it(sandbox: Sandbox, world: str) -> None:
    def use(replica: Replica, index: int) -> int:
        match index % 5:
            case 0:
                return sandbox.request(replica, "DELETE", f"/_mock/worlds/{world.removeprefix('/w/')}")[0]
            case 1:
                return sandbox.request(replica, "GET", "/_mock/worlds")[0]
            case 2:
                return sandbox.request(replica, "GET", f"{world}/_mock/journal")[0]
            case _:
                return _create(sandbox, world, _USERS[0], replica)

    # 503 if the world was deleted repeatedly while the request was handled
    assert _at_once(sandbox, 100, use).keys() <= {200, 201, 204, 404, 503}
    _control(sandbox, "DELETE", f"/_mock/worlds/{world.removeprefix('/w/')}")
    for replica in sandbox.replicas:
        assert sandbox.get(f"{world}/_mock/users", replica)["users"] == []
        assert "Traceback" not in replica.errors()
