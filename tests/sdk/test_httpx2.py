"""Clients on httpx2: whatever the SDK shows of its HTTP library is httpx2's."""

import asyncio
import importlib
import pickle
import sys
from typing import Any

import httpx2
import pytest
from spkey_mock import Server, World

from spkey_client import APIConnectionError, APIStatusError, AsyncSpkeyClient, NotFoundError, SpkeyClient
from spkey_client.httpx2 import AsyncHttpx2Client, Httpx2Client

from .conftest import REMOVED, USER


def client_of(status: int, **arguments: Any) -> SpkeyClient:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, json=REMOVED))
    return SpkeyClient(api_key="marker", http_client=httpx2.Client(transport=transport), max_retries=0, **arguments)


def test_the_response_is_that_of_httpx2_without_the_credentials() -> None:
    response = client_of(200).request("GET", "/beta").http_response
    assert isinstance(response, httpx2.Response)
    assert response.json() == REMOVED
    assert "x-api-key" not in response.request.headers


def test_the_error_has_the_response_of_httpx2_and_survives_pickle() -> None:
    with pytest.raises(APIStatusError) as caught:
        client_of(418).physical_keys.remove(USER, number=2)
    assert isinstance(caught.value.response, httpx2.Response)
    assert pickle.loads(pickle.dumps(caught.value)).status_code == 418
    assert b"marker" not in pickle.dumps(caught.value)


def test_the_cause_of_a_lost_call_is_the_error_of_httpx2() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no")

    with httpx2.Client(transport=httpx2.MockTransport(refuse)) as http, pytest.raises(APIConnectionError) as caught:
        SpkeyClient(api_key="k", http_client=http, max_retries=0).physical_keys.remove(USER, number=2)
    assert isinstance(caught.value.__cause__, httpx2.ConnectError)
    assert not caught.value.maybe_applied


def test_a_timeout_of_httpx2_is_taken() -> None:
    request = client_of(200, timeout=httpx2.Timeout(1, connect=2)).request("GET", "/beta").http_response.request
    assert request.extensions["timeout"] == {"connect": 2, "read": 1, "write": 1, "pool": 1}


def test_a_hook_that_raises_for_a_status_does_not_show_the_credentials() -> None:
    def check(response: httpx2.Response) -> None:
        response.read()
        response.raise_for_status()

    transport = httpx2.MockTransport(lambda _: httpx2.Response(404))
    http = httpx2.Client(transport=transport, event_hooks={"response": [check]})
    with http, pytest.raises(httpx2.HTTPStatusError) as caught:
        SpkeyClient(api_key="marker", http_client=http).physical_keys.remove(USER, number=2)
    assert "x-api-key" not in caught.value.request.headers


def test_a_client_of_the_wrong_kind_is_rejected() -> None:
    http: Any = httpx2.Client()
    with http, pytest.raises(TypeError, match=r"must be an httpx\.AsyncClient or an httpx2\.AsyncClient, not a Client"):
        AsyncSpkeyClient(api_key="k", http_client=http)


def test_a_ready_client_calls_the_mock_over_a_socket() -> None:
    world = World()
    with Server(world) as server, Httpx2Client() as http:
        with SpkeyClient(api_key=world.api_key, base_url=server.base_url, http_client=http) as client:
            client.users.create(USER)
            number = client.physical_keys.add(USER, org_id="acme").number
            assert client.physical_keys.remove(USER, number=number).number == number
            with pytest.raises(NotFoundError):
                client.physical_keys.remove(USER, number=number)
        assert not http.is_closed


def test_a_ready_async_client_calls_the_mock_over_a_socket() -> None:
    async def main(server: Server) -> set[int]:
        async with AsyncHttpx2Client(max_connections=3) as http:
            client = AsyncSpkeyClient(api_key=world.api_key, base_url=server.base_url, http_client=http)
            await client.users.create(USER)
            added = await asyncio.gather(*(client.physical_keys.add(USER, org_id="acme") for _ in range(20)))
            return {key.number for key in added}

    world = World()
    with Server(world) as server:
        assert len(asyncio.run(main(server))) == 20


def test_without_httpx2_the_module_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    monkeypatch.delitem(sys.modules, "spkey_client.httpx2")
    with pytest.raises(
        ModuleNotFoundError, match=r"httpx2 is not installed\. Run pip install 'spkey-client\[httpx2\]'"
    ):
        importlib.import_module("spkey_client.httpx2")
