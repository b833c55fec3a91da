"""Clients for the tests: each test that takes `connect` runs with the sync client and with the async one."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from spkey_client import AsyncSpkeyClient, SpkeyClient

Handler = Callable[[httpx.Request], httpx.Response]

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

REMOVED = {
    "success": True,
    "aggregateId": USER,
    "version": 5,
    "event": {"type": "PhysicalKeyRemoved", "data": {"userId": USER, "number": 2, "removedAt": 1793926800000}},
    "number": 2,
}


# Tests of one attempt want one attempt.
DEFAULTS: dict[str, Any] = {"api_key": "k", "max_retries": 0}


class Use(Protocol):
    """Does something with a client and gives its result, awaited where it has to be."""

    def __call__(self, action: Callable[[Any], Any], /) -> Any: ...


class Connect(Protocol):
    """Makes a client that is closed with the test. Without `transport` it uses a real socket."""

    def __call__(self, transport: Any = None, **arguments: Any) -> Use: ...


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPKEY_API_KEY", "SPKEY_TOKEN", "SPKEY_BASE_URL", "SPKEY_ALLOW_HTTP"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    with ExitStack() as stack:
        if request.param == "sync":

            def connect_sync(transport: httpx.BaseTransport | None = None, **arguments: Any) -> Use:
                http = stack.enter_context(httpx.Client(transport=transport, trust_env=False))
                client = stack.enter_context(SpkeyClient(**{**DEFAULTS, "http_client": http, **arguments}))
                return lambda action: action(client)

            yield connect_sync
            return
        portal = stack.enter_context(start_blocking_portal("asyncio"))

        def connect_async(transport: httpx.AsyncBaseTransport | None = None, **arguments: Any) -> Use:
            http = httpx.AsyncClient(transport=transport, trust_env=False)
            client = AsyncSpkeyClient(**{**DEFAULTS, "http_client": http, **arguments})
            stack.callback(portal.call, http.aclose)
            stack.callback(portal.call, client.aclose)

            async def run(action: Callable[[Any], Any]) -> Any:
                result = action(client)
                return await result if inspect.isawaitable(result) else result

            return lambda action: portal.call(run, action)

        yield connect_async


def answer(status: int, body: Any = None, **arguments: Any) -> httpx.MockTransport:
    """A transport that answers every request alike."""
    if body is not None:
        arguments["json"] = body
    return httpx.MockTransport(lambda _: httpx.Response(status, **arguments))


class Recorder:
    """A transport that remembers the requests it answers."""

    def __init__(self, status: int, body: Any) -> None:
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self._handle)
        self._answer = (status, body)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body = self._answer
        return httpx.Response(status, json=body)

    @property
    def request(self) -> httpx.Request:
        """The only request."""
        (request,) = self.requests
        return request
