"""Clients for the tests: each test that takes `connect` runs with the sync client and the async one, on both libraries.

The tests speak httpx. `OnHttpx2` translates for httpx2, so that the SDK sees nothing but httpx2.
"""

import inspect
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

import httpx
import httpx2
import pytest
from anyio.from_thread import start_blocking_portal

from spkey_client import AsyncSpkeyClient, SpkeyClient
from spkey_client.httpx2 import AsyncHttpx2Client, Httpx2Client

Handler = Callable[[httpx.Request], httpx.Response]

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

REMOVED = {
    "success": True,
    "aggregateId": USER,
    "version": 5,
    "event": {"type": "PhysicalKeyRemoved", "data": {"userId": USER, "number": 2, "removedAt": 1793926800000}},
    "number": 2,
}


TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that use no TLS. Otherwise, each would load the CA certificates, which takes longer than most tests."""

# Tests of one attempt want one attempt.
DEFAULTS: dict[str, Any] = {"api_key": "k", "max_retries": 0}


class Use(Protocol):
    """Does something with a client and gives its result, awaited where it has to be."""

    def __call__(self, action: Callable[[Any], Any], /) -> Any: ...


class Connect(Protocol):
    """Makes a client that is closed with the test.

    Without `transport` it uses real sockets: those of a client that the SDK makes, or of the user's own one.
    """

    def __call__(
        self, transport: Any = None, *, own: bool = False, max_connections: int = 100, **arguments: Any
    ) -> Use: ...


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPKEY_API_KEY", "SPKEY_TOKEN", "SPKEY_BASE_URL", "SPKEY_ALLOW_HTTP", "SPKEY_LOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sync httpx", "async httpx", "sync httpx2", "async httpx2"])
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    kind, _, library = request.param.partition(" ")
    with ExitStack() as stack:
        yield _connect_sync(library, stack) if kind == "sync" else _connect_async(library, stack)


def _connect_sync(library: str, stack: ExitStack) -> Connect:
    def connect(transport: Any = None, *, own: bool = False, max_connections: int = 100, **arguments: Any) -> Use:
        http = http_client(library, transport, own=own, max_connections=max_connections)
        if http is not None:
            stack.enter_context(http)
        else:
            arguments["max_connections"] = max_connections
        client = stack.enter_context(SpkeyClient(**{**DEFAULTS, "http_client": http, **arguments}))
        return lambda action: action(client)

    return connect


def _connect_async(library: str, stack: ExitStack) -> Connect:
    portal = stack.enter_context(start_blocking_portal("asyncio"))

    def connect(transport: Any = None, *, own: bool = False, max_connections: int = 100, **arguments: Any) -> Use:
        http = async_http_client(library, transport, own=own, max_connections=max_connections)
        if http is not None:
            stack.callback(portal.call, http.aclose)
        else:
            arguments["max_connections"] = max_connections
        client = AsyncSpkeyClient(**{**DEFAULTS, "http_client": http, **arguments})
        stack.callback(portal.call, client.aclose)

        async def run(action: Callable[[Any], Any]) -> Any:
            result = action(client)
            return await result if inspect.isawaitable(result) else result

        return lambda action: portal.call(run, action)

    return connect


def http_client(library: str, transport: Any = None, *, own: bool = False, max_connections: int = 100) -> Any:
    """A client of httpx or httpx2, with a transport of httpx, or None for the one that the SDK makes."""
    if transport is None and not own:
        return Httpx2Client(max_connections=max_connections, trust_env=False) if library == "httpx2" else None
    if library == "httpx":
        return httpx.Client(transport=transport, trust_env=False, verify=TLS)
    return httpx2.Client(transport=transport and OnHttpx2(transport), trust_env=False, verify=TLS)


def async_http_client(library: str, transport: Any = None, *, own: bool = False, max_connections: int = 100) -> Any:
    """The same for async code."""
    if transport is None and not own:
        return AsyncHttpx2Client(max_connections=max_connections, trust_env=False) if library == "httpx2" else None
    if library == "httpx":
        return httpx.AsyncClient(transport=transport, trust_env=False, verify=TLS)
    return httpx2.AsyncClient(transport=transport and OnHttpx2(transport), trust_env=False, verify=TLS)


class OnHttpx2(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport of httpx for clients of httpx2. Requests, responses and errors become their namesakes."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with _namesakes():
            return _for_httpx2(self._transport.handle_request(_for_httpx(request)))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        with _namesakes():
            return _for_httpx2(await self._transport.handle_async_request(_for_httpx(request)))


def _for_httpx(request: httpx2.Request) -> httpx.Request:
    stream = httpx.ByteStream(request.content)
    headers, extensions = request.headers.raw, request.extensions
    translated = httpx.Request(request.method, str(request.url), headers=headers, stream=stream, extensions=extensions)
    translated.read()
    return translated


def _for_httpx2(response: httpx.Response) -> httpx2.Response:
    stream = _Stream(response.stream)
    return httpx2.Response(
        response.status_code, headers=response.headers.raw, stream=stream, extensions=response.extensions
    )


class _Stream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _namesakes():
            yield from self._stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _namesakes():
            async for part in self._stream:
                yield part


@contextmanager
def _namesakes() -> Iterator[None]:
    try:
        yield
    except httpx.RequestError as error:
        raise getattr(httpx2, type(error).__name__)(str(error)) from error


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
