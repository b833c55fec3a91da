"""The httpx transport, which needs no socket."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from spkey_mock import Fault, Request, Response, Transport
from spkey_mock.http.handler import Steps

from ..support import ORG, USER, Mock
from .echo import Recorder


@pytest.fixture
def client(stocked: Mock) -> Iterator[httpx.Client]:
    with httpx.Client(
        transport=stocked.world.transport,
        base_url="https://api.spkey.co",
        headers={"X-API-Key": stocked.api_key},
    ) as client:
        yield client


def test_a_sync_client_receives_responses(client: httpx.Client) -> None:
    response = client.post(f"/users/{USER}/RemovePhysicalKey", json={"number": 2})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["number"] == 2
    assert client.get(f"/users/{USER}/PhysicalKeys", params={"q": "front door", "orgId": ORG}).json()["total"] == 1


def test_an_async_client_receives_responses(stocked: Mock) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'{"num'
        yield b'ber":2}'

    async def remove() -> httpx.Response:
        async with httpx.AsyncClient(transport=stocked.world.transport) as client:
            url = f"http://anywhere/users/{USER}/RemovePhysicalKey"
            return await client.post(url, content=body(), headers={"X-API-Key": stocked.api_key})

    assert asyncio.run(remove()).json()["number"] == 2


def test_an_escaped_slash_stays_in_its_segment(client: httpx.Client) -> None:
    assert client.post("/users/a%2Fb/CreateUser", json={"userId": USER}).json()["aggregateId"] == "a/b"


def test_a_repeated_header_arrives_twice(client: httpx.Client, stocked: Mock) -> None:
    twice = [("X-API-Key", stocked.api_key), ("X-API-Key", stocked.api_key)]
    assert client.get(f"/users/{USER}/profile").status_code == 200
    with httpx.Client(transport=stocked.world.transport, headers=twice) as other:
        assert other.get(f"http://x/users/{USER}/profile").status_code == 401


def test_head_and_unknown_routes_return_responses(client: httpx.Client) -> None:
    assert client.head(f"/users/{USER}/profile").content == b""
    assert client.get("/nowhere").text == "404 Not Found"


def test_steps_run_to_their_end() -> None:
    def steps(_: Request) -> Steps:
        yield
        yield
        return Response(200, (), b"done")

    async def get(transport: Transport) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.get("http://x/")

    transport = Transport(Recorder(steps))
    with httpx.Client(transport=transport) as client:
        assert client.get("http://x/").content == b"done"
    assert asyncio.run(get(transport)).content == b"done"


def test_a_response_has_the_date_of_the_world(client: httpx.Client, stocked: Mock) -> None:
    assert client.get(f"/users/{USER}/profile").headers["date"] == "Fri, 06 Nov 2026 00:00:00 GMT"
    stocked.world.clock.run()
    date = parsedate_to_datetime(client.get(f"/users/{USER}/profile").headers["date"]).timestamp()
    assert date == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(("timeout", "lost"), [(1.0, True), (10.0, False), (None, False)])
def test_a_response_is_lost_if_the_read_timeout_ends_before_its_delay(
    client: httpx.Client, stocked: Mock, timeout: float | None, lost: bool
) -> None:
    stocked.world.faults.add(Fault(kind="latency", delay=2.0))
    with contextlib.suppress(httpx.ReadTimeout):
        client.get(f"/users/{USER}/profile", timeout=timeout)
    entry = stocked.world.journal.entries[-1]
    assert (entry.status, entry.lost) == (200, lost)


def test_a_response_is_lost_if_its_task_is_cancelled(stocked: Mock) -> None:
    stocked.world.clock.run()
    stocked.world.faults.add(Fault(kind="latency", delay=600.0))

    async def main() -> None:
        headers = {"X-API-Key": stocked.api_key}
        async with httpx.AsyncClient(transport=stocked.world.transport, headers=headers, timeout=None) as client:
            request = asyncio.ensure_future(client.get(f"http://x/users/{USER}/profile"))
            while len(stocked.world.journal) < 5:
                await asyncio.sleep(0)
            request.cancel()
            with pytest.raises(asyncio.CancelledError):
                await request

    asyncio.run(main())
    assert stocked.world.journal.entries[-1].lost


@pytest.mark.parametrize("kind", ["drop", "lose_answer"])
def test_a_response_that_a_fault_drops_is_not_lost(client: httpx.Client, stocked: Mock, kind: Any) -> None:
    stocked.world.faults.add(Fault(kind=kind, delay=2.0))
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"/users/{USER}/profile", timeout=1.0)
    entry = stocked.world.journal.entries[-1]
    assert (entry.status, entry.lost) == (0, False)
