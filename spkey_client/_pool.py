"""The HTTP clients that the SDK makes for itself: httpx's own, without what slows them down."""

import ssl
import time
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.request import getproxies

import httpx

from ._version import __version__

if TYPE_CHECKING:
    import anyio

ClientT = TypeVar("ClientT", httpx.Client, httpx.AsyncClient)

_HEADERS = {"User-Agent": f"spkey-client/{__version__}"}


def new_http_client(*, trust_env: bool) -> httpx.Client:
    """A client of our own, for when the user brings none; whether it uses the proxies that the environment names."""
    return _lean(_Client(verify=tls(), headers=_HEADERS, trust_env=trust_env))


def new_async_http_client(*, trust_env: bool) -> httpx.AsyncClient:
    """A client of our own, for when the user brings none; whether it uses the proxies that the environment names."""
    # With a transport of our own, httpx would not use them.
    transport = None if trust_env and getproxies() else Pool()
    return _lean(_AsyncClient(verify=tls(), headers=_HEADERS, trust_env=trust_env, transport=transport))


def _lean(client: ClientT) -> ClientT:
    # What they say, HTTP/1.1 means without them, and every header takes time.
    del client.headers["Accept"], client.headers["Connection"]
    return client


@cache
def tls() -> ssl.SSLContext:
    """The TLS context of all clients: reading the certificates takes most of the time that making a client takes."""
    return httpx.create_ssl_context()


class _Cookies(httpx.Cookies):
    """Looks for cookies only in answers that bring some: to find none takes httpx a tenth of the whole call."""

    def extract_cookies(self, response: httpx.Response) -> None:
        if "set-cookie" in response.headers:
            super().extract_cookies(response)


class _SparingCookies:
    """Gives an httpx client such cookies."""

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
    """A pool of connections for many tasks at once, made of httpx's own transports with one connection each.

    httpx's own pool goes through all of its connections several times for every request, and offers one idle connection
    to all tasks that wake up together, of which all but one come back for another. With 50 tasks that is half of the
    time. Here each task takes the connection that was used last.

    Args:
        limit: How many requests there are at once; further ones wait, as long as their timeout for the pool lets them.
        keep_seconds: For how long a connection that is not used is kept.
    """

    def __init__(self, limit: int = 100, keep_seconds: float = 5.0) -> None:
        self._limit = limit
        self._keep_seconds = keep_seconds
        self._slots: anyio.Semaphore | None = None
        self._busy: set[httpx.AsyncHTTPTransport] = set()
        self._idle: list[tuple[float, httpx.AsyncHTTPTransport]] = []  # since when; the last was used last

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request, and reads the whole answer to have the connection free again."""
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
        """Closes all connections."""
        transports = [*self._busy, *(transport for _, transport in self._idle)]
        self._idle.clear()
        for transport in transports:
            await transport.aclose()


async def _whole(response: httpx.Response) -> httpx.ByteStream:
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 # an async transport gives no other
    content = b"".join([part async for part in stream])
    await stream.aclose()
    return httpx.ByteStream(content)
