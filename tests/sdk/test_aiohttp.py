"""The extra that brings aiohttp's connections: it works like the client without it, errors included."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from spkey_mock import Server, World

from spkey_client import APIConnectionError, APIResponseError, APITimeoutError, AsyncSpkeyClient, NotFoundError

from .conftest import USER
from .listener import listening
from .test_wire import OK, server

pytest.importorskip("httpx_aiohttp")

from spkey_client.aiohttp import AiohttpClient

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with AiohttpClient(trust_env=False) as http:
        yield http


@pytest.fixture
def mock() -> Iterator[dict[str, str]]:
    """What leads a client to a mock that listens on a socket."""
    world = World()
    with Server(world) as mock:
        yield {"base_url": mock.base_url, "api_key": world.api_key}


def client_of(http: httpx.AsyncClient, **arguments: Any) -> AsyncSpkeyClient:
    return AsyncSpkeyClient(**{"api_key": "k", "max_retries": 0, "http_client": http, **arguments})


async def test_the_client_calls_the_mock_over_a_socket(http: httpx.AsyncClient, mock: dict[str, str]) -> None:
    client = client_of(http, **mock)
    await client.users.create(USER)
    added = await client.physical_keys.add(USER, org_id="acme", note="front door")
    assert (await client.physical_keys.list(USER, q="front")).keys[-1].number == added.number
    assert (await client.physical_keys.remove(USER, number=added.number)).number == added.number
    with pytest.raises(NotFoundError):
        await client.physical_keys.remove(USER, number=added.number)


async def test_many_tasks_share_the_client(http: httpx.AsyncClient, mock: dict[str, str]) -> None:
    client = client_of(http, **mock)
    await client.users.create(USER)
    added = await asyncio.gather(*(client.physical_keys.add(USER, org_id="acme") for _ in range(30)))
    assert len({key.number for key in added}) == 30


async def test_the_request_is_on_the_wire_as_httpx_sends_it(http: httpx.AsyncClient) -> None:
    with server(OK) as (url, requests):
        client = client_of(http, base_url=f"{url}/w/a%20b", token="t")
        await client.physical_keys.remove("a/b?c#d %2F..ä", number=2)
    head, _, body = requests[0].partition(b"\r\n\r\n")
    request_line, *lines = head.decode().split("\r\n")
    sent = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert request_line == "POST /w/a%20b/users/a%2Fb%3Fc%23d%20%252F..%C3%A4/RemovePhysicalKey HTTP/1.1"
    assert body == b'{"number":2}'
    assert len(sent) == len(lines)
    assert sent["content-type"] == "application/json"
    assert (sent["x-api-key"], sent["authorization"]) == ("k", "Bearer t")


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
async def test_a_response_that_is_lost_or_garbled_may_have_been_applied(http: httpx.AsyncClient, answer: bytes) -> None:
    with server(answer) as (url, requests), pytest.raises(APIConnectionError) as caught:
        await client_of(http, base_url=url, max_retries=2).physical_keys.add(USER, org_id="acme")
    assert caught.value.maybe_applied
    assert len(requests) == 1


async def test_a_response_of_another_protocol_is_a_response_error(http: httpx.AsyncClient) -> None:
    html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
    with server(html) as (url, _), pytest.raises(APIResponseError, match="the body is not JSON"):
        await client_of(http, base_url=url).physical_keys.remove(USER, number=2)


async def test_a_silent_server_is_a_timeout() -> None:
    with server(None) as (url, _):
        async with AiohttpClient(trust_env=False) as http:
            with pytest.raises(APITimeoutError) as caught:
                await client_of(http, base_url=url, timeout=0.05).physical_keys.remove(USER, number=2)
    assert caught.value.maybe_applied


async def test_a_command_to_a_closed_port_was_not_applied(http: httpx.AsyncClient, unused_port: int) -> None:
    with pytest.raises(APIConnectionError, match="no response") as caught:
        await client_of(http, base_url=f"http://127.0.0.1:{unused_port}").physical_keys.remove(USER, number=2)
    assert not caught.value.maybe_applied


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def test_a_closed_client_leaves_nothing_open(mock: dict[str, str]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with AiohttpClient(trust_env=False) as http, client_of(http, **mock) as client:
            await client.users.create(USER)
        del http, client
        gc.collect()
        await asyncio.sleep(0)
    assert [str(warning.message) for warning in caught] == []


def test_all_clients_share_the_tls_context_of_the_sdk() -> None:
    from spkey_client import _pool

    _pool.tls.cache_clear()
    AiohttpClient(), AiohttpClient()
    assert _pool.tls.cache_info().misses == 1


async def test_a_body_that_is_cut_after_the_headers_is_an_error_of_httpx(http: httpx.AsyncClient) -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}") as (url, _):
        async with http.stream("GET", url) as response:
            with pytest.raises(httpx.ReadError) as caught:
                await response.aread()
    assert caught.value.request.url == url


async def test_a_body_that_never_ends_is_a_timeout_of_httpx() -> None:
    with listening(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}") as listener:
        async with AiohttpClient(trust_env=False, timeout=0.1) as http, http.stream("GET", listener.url) as response:
            with pytest.raises(httpx.ReadTimeout):
                await response.aread()
