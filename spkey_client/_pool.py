"""The HTTP clients that the SDK creates: httpx's own, made faster."""

import ssl
import time
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote
from urllib.request import getproxies

import httpx

from ._version import __version__

if TYPE_CHECKING:
    import anyio

ClientT = TypeVar("ClientT", httpx.Client, httpx.AsyncClient)

# The version may be any text of a document, and a header allows fewer characters.
_HEADERS = {"User-Agent": f"spkey-client/{quote(__version__, safe='+')}"}


def new_http_client(*, trust_env: bool) -> httpx.Client:
    """Return a new HTTP client.

    Args:
        trust_env: Whether to use the proxies of the environment variables.
    """
    return _lean(_Client(verify=tls(), headers=_HEADERS, trust_env=trust_env))


def new_async_http_client(*, trust_env: bool) -> httpx.AsyncClient:
    """Return a new async HTTP client.

    Args:
        trust_env: Whether to use the proxies of the environment variables.
    """
    # With a transport of our own, httpx would not use proxies.
    transport = None if trust_env and getproxies() else Pool()
    return _lean(_AsyncClient(verify=tls(), headers=_HEADERS, trust_env=trust_env, transport=transport))


def _lean(client: ClientT) -> ClientT:
    # HTTP/1.1 assumes the values of these headers anyway, and every header takes time.
    del client.headers["Accept"], client.headers["Connection"]
    return client


@cache
def tls() -> ssl.SSLContext:
    """Return the TLS context of all clients. Loading the certificates is the slowest part of creating a client."""
    return httpx.create_ssl_context()


class _Cookies(httpx.Cookies):
    """Cookies that are extracted only from responses that set some. Otherwise, this takes a tenth of a call."""

    def extract_cookies(self, response: httpx.Response) -> None:
        if "set-cookie" in response.headers:
            super().extract_cookies(response)


class _SparingCookies:
    """A mixin for httpx clients that uses `_Cookies`."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._found = _Cookies()

    @property
    def cookies(self) -> httpx.Cookies:
        return self._found

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._found = _Cookies(cookies)


class _Client(_SparingCookies, httpx.Client):
    pass


class _AsyncClient(_SparingCookies, httpx.AsyncClient):
    pass


class Pool(httpx.AsyncBaseTransport):
    """A pool of connections for many concurrent tasks. Each connection has an httpx transport of its own.

    httpx's own pool scans all of its connections several times per request. It also offers one idle connection to all
    tasks that wake up together, and all but one of them have to wait again. With 50 tasks, this takes half of the time.
    In this pool, each task takes the connection that was used last.

    Args:
        limit: The maximum number of concurrent requests. Further requests wait, up to their timeout for the pool.
        keep_seconds: The number of seconds after which an idle connection is closed.
    """

    def __init__(self, limit: int = 100, keep_seconds: float = 5.0) -> None:
        self._limit = limit
        self._keep_seconds = keep_seconds
        self._slots: anyio.Semaphore | None = None
        self._busy: set[httpx.AsyncHTTPTransport] = set()
        self._idle: list[tuple[float, httpx.AsyncHTTPTransport]] = []  # idle since, the most recently used last

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read the whole response, which frees the connection."""
        slots = await self._slot(request)
        try:
            while self._idle and self._idle[0][0] < time.monotonic() - self._keep_seconds:
                await self._idle.pop(0)[1].aclose()
            transport = self._idle.pop()[1] if self._idle else httpx.AsyncHTTPTransport(verify=tls())
            self._busy.add(transport)
            try:
                response = await transport.handle_async_request(request)
                response.stream = await _whole(response)
            finally:
                self._busy.remove(transport)
                self._idle.append((time.monotonic(), transport))
        finally:
            slots.release()
        return response

    async def _slot(self, request: httpx.Request) -> "anyio.Semaphore":
        import anyio  # the async side of httpx runs on it, and only that

        self._slots = slots = self._slots or anyio.Semaphore(self._limit)
        try:
            slots.acquire_nowait()
        except anyio.WouldBlock:
            try:
                with anyio.fail_after(request.extensions.get("timeout", {}).get("pool")):
                    await slots.acquire()
            except TimeoutError:
                raise httpx.PoolTimeout(f"all {self._limit} connections are in use", request=request) from None
        return slots

    async def aclose(self) -> None:
        """Close all connections."""
        transports = [*self._busy, *(transport for _, transport in self._idle)]
        self._idle.clear()
        for transport in transports:
            await transport.aclose()


async def _whole(response: httpx.Response) -> httpx.ByteStream:
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 # an async transport returns no other
    content = b"".join([part async for part in stream])
    await stream.aclose()
    return httpx.ByteStream(content)
