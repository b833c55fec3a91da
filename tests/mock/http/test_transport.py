"""The httpx transport, which needs no socket."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from spkey_mock import Request, Response, Transport
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
