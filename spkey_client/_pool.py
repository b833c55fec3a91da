"""The pools of connections of the HTTP clients that the SDK makes.

httpx's own pool scans all of its connections several times for each request, and offers one idle connection to all
tasks that wake up together. It survives neither an exception from a signal handler nor a fork. Here, every connection
has an httpx transport of its own. A request takes the connection that was used last, and whatever interrupts the
request closes the connection.
"""

import ssl
import time
from collections import deque
from contextlib import nullcontext, suppress
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import ref

from ._body import LIMIT, collect, collect_async
from ._fork import renew_after_fork
from ._http import (
    HTTPX,
    AsyncTransport,
    HttpProxy,
    HttpResponse,
    Library,
    Limits,
    Request,
    SyncTransport,
    core_of,
    create_ssl_context,
)
from ._network import AsyncNetwork, Network
from ._proxy import Proxies, Proxy

if TYPE_CHECKING:
    import anyio

KEEP_SECONDS = 5.0
"""An idle connection is closed after this many seconds."""

UNSENT = "spkey_client.unsent"
"""The extension of a request that waits for a connection, or could not be sent on the one that it got."""


@cache
def tls() -> ssl.SSLContext:
    """Return the TLS context of all clients. Loading the certificates is the slowest part of creating a client.

    Raises:
        ValueError: The certificates or the key log that the environment names cannot be used.
    """
    try:
        return create_ssl_context()
    except OSError as error:  # ssl.SSLError is one
        raise ValueError(
            f"SSL_CERT_FILE, SSL_CERT_DIR or SSLKEYLOGFILE names a file that cannot be used: {error.strerror or error}."
        ) from error


class _Lane:
    """A connection for sync code, or none yet."""

    def __init__(self, library: Library) -> None:
        self.used = 0.0
        self._library = library
        self._network = Network(core_of(library))
        self._transports: dict[Proxy | None, SyncTransport] = {}

    def transport(self, proxy: Proxy | None) -> SyncTransport:
        """Return the transport that sends through a proxy."""
        found = self._transports.get(proxy)
        if found is None:
            library = self._library
            found = library.HTTPTransport(
                verify=tls(), limits=_one(library), proxy=_proxy(proxy, library), trust_env=False
            )
            # httpx passes no network backend on to httpcore. The lock of httpcore's pool would hang for ever if an
            # exception from a signal handler left it locked, and one request at a time needs none.
            pool: Any = found._pool  # pyright: ignore[reportPrivateUsage]
            pool._network_backend = self._network
            pool._optional_thread_lock = nullcontext()
            self._transports[proxy] = found
        return found

    def close(self) -> None:
        """Close the socket, without any lock of httpcore: whoever held it may have been interrupted."""
        self._network.close()


class Pool:
    """A pool of connections for sync code, as the transport of an `httpx.Client`. Threads can share it.

    Args:
        limit: The maximum number of connections. Further requests wait, up to their limit for the pool.
        proxies: The proxies, or None.
        library: The library of the client.
    """

    def __init__(self, limit: int, proxies: Proxies | None, library: Library = HTTPX) -> None:
        self._limit = limit
        self._proxies = proxies
        self._library = library
        core_of(library)  # imported here, because a signal that interrupts an import may leave it locked
        self._start()
        renew_after_fork(self)

    def _start(self) -> None:
        # An exception can come out of a signal handler between any two steps. The only locks are therefore those of
        # threading itself, which are released whatever happens, and a connection that gets lost is no longer counted.
        self._lock = Lock()
        self._all: list[ref[_Lane]] = []
        self._idle: deque[_Lane] = deque()  # the most recently used last
        self._waiting: deque[Lock] = deque()
        self._is_closed = False

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def handle_request(self, request: Request) -> HttpResponse:
        """Send the request and read the whole response, which frees the connection."""
        lane = self._take(request)
        try:
            transport = lane.transport(_proxy_of(request, self._proxies))
            response = transport.handle_request(request)
            content = collect(response.stream, request.extensions[LIMIT])  # type: ignore[arg-type] # it is sync
            response.stream.close()  # type: ignore[union-attr] # it is sync
            if _has_surplus(transport):
                lane.close()
        except BaseException:
            lane.close()
            self._forget(lane)
            raise
        lane.used = time.monotonic()
        self._idle.append(lane)
        if self._is_closed:  # meanwhile
            self.close()
        self._wake()
        self._close_unused()
        response.stream = self._library.ByteStream(content)
        return response

    def _take(self, request: Request) -> _Lane:
        if not self._waiting and (lane := self._available()) is not None:
            return lane
        limit = request.extensions["timeout"].get("pool")
        ends = None if limit is None else time.monotonic() + limit
        waiter = Lock()
        waiter.acquire()
        self._waiting.append(waiter)
        try:
            while (lane := self._available()) is None:
                seconds = 1.0 if ends is None else ends - time.monotonic()
                if seconds <= 0:
                    raise _all_in_use(self._limit, request, self._library)
                # At most a second, because an interrupted call may have taken the wake-up with it.
                if waiter.acquire(timeout=min(seconds, 1.0)):
                    self._waiting.appendleft(waiter)  # still the first, if another call was faster
            return lane
        finally:
            with suppress(ValueError):  # it is not among them: it was woken
                self._waiting.remove(waiter)
            self._wake()

    def _available(self) -> _Lane | None:
        """Return an idle connection or a new one, or None if all are in use."""
        with suppress(IndexError):
            return self._idle.pop()
        with self._lock:
            self._all = [each for each in self._all if each() is not None]
            if len(self._all) >= self._limit:
                return None
            lane = _Lane(self._library)
            self._all.append(ref(lane))
            return lane

    def _forget(self, lane: _Lane) -> None:
        with self._lock:
            self._all = [each for each in self._all if each() not in (None, lane)]
        self._wake()

    def _wake(self) -> None:
        """Wake the first waiting call, if there is a connection for it."""
        if not self._waiting or (not self._idle and len(self._all) >= self._limit):
            return
        with suppress(IndexError):  # another thread was faster
            self._waiting.popleft().release()

    def _close_unused(self) -> None:
        if len(self._idle) > 1 and self._idle[0].used < time.monotonic() - KEEP_SECONDS:
            try:
                lane = self._idle.popleft()
            except IndexError:  # another thread was faster
                return
            lane.close()
            self._forget(lane)

    def close(self) -> None:
        """Close the idle connections, and those in use once their responses are read."""
        self._is_closed = True
        while self._idle:
            lane = self._idle.pop()
            lane.close()
            self._forget(lane)

    def after_fork(self) -> None:
        """Leave all connections to the parent."""
        idle = self._idle
        self._start()
        for lane in idle:
            lane.close()  # only the child's end of it


class AsyncPool:
    """A pool of connections for async code, as the transport of an `httpx.AsyncClient`. Tasks of one loop can share it.

    Args:
        limit: The maximum number of connections. Further requests wait, up to their limit for the pool.
        proxies: The proxies, or None.
        library: The library of the client.
    """

    def __init__(self, limit: int, proxies: Proxies | None, library: Library = HTTPX) -> None:
        self._limit = limit
        self._proxies = proxies
        self._library = library
        self._is_closed = False
        self._slots: anyio.Semaphore | None = None
        self._idle: deque[tuple[float, Proxy | None, AsyncTransport]] = deque()  # the most recently used last
        renew_after_fork(self)

    async def __aenter__(self) -> "AsyncPool":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def handle_async_request(self, request: Request) -> HttpResponse:
        """Send the request and read the whole response, which frees the connection."""
        slots = await self._slot(request)
        try:
            proxy = _proxy_of(request, self._proxies)
            transport = await self._take(proxy)
            network = _network_of(transport)
            network.has_sent = False
            try:
                response = await transport.handle_async_request(request)
                content = await collect_async(response.stream, request.extensions[LIMIT])  # type: ignore[arg-type] # async
                await response.stream.aclose()  # type: ignore[union-attr] # it is async
                if _has_surplus(transport):
                    await transport.aclose()
            except BaseException:
                if not network.has_sent:
                    request.extensions[UNSENT] = True
                # A cancelled request can leave a connection behind that is neither open nor closed.
                await _closed(transport)
                raise
            self._idle.append((time.monotonic(), proxy, transport))
            if self._is_closed:  # meanwhile
                await self.aclose()
        finally:
            slots.release()
        response.stream = self._library.ByteStream(content)
        return response

    async def _slot(self, request: Request) -> "anyio.Semaphore":
        import anyio  # the async side of httpx runs on it, and only that

        self._slots = slots = self._slots or anyio.Semaphore(self._limit)
        try:
            slots.acquire_nowait()
        except anyio.WouldBlock:
            request.extensions[UNSENT] = True
            try:
                with anyio.fail_after(request.extensions["timeout"].get("pool")):
                    await slots.acquire()
                del request.extensions[UNSENT]
            except TimeoutError:
                raise _all_in_use(self._limit, request, self._library) from None
        return slots

    async def _take(self, proxy: Proxy | None) -> AsyncTransport:
        while self._idle and self._idle[0][0] < time.monotonic() - KEEP_SECONDS:
            await _closed(self._idle.popleft()[2])
        if self._idle and self._idle[-1][1] == proxy:
            return self._idle.pop()[2]
        library = self._library
        transport = library.AsyncHTTPTransport(
            verify=tls(), limits=_one(library), proxy=_proxy(proxy, library), trust_env=False
        )
        pool: Any = transport._pool  # pyright: ignore[reportPrivateUsage]
        pool._network_backend = AsyncNetwork(core_of(library), pool._network_backend)
        return transport

    async def aclose(self) -> None:
        """Close the idle connections, and those in use once their responses are read."""
        self._is_closed = True
        while self._idle:
            await _closed(self._idle.pop()[2])

    def leave_loop(self) -> None:
        """Drop all connections, because their event loop is closed."""
        self._slots = None
        self._idle = deque()

    def after_fork(self) -> None:
        """Leave all connections to the parent."""
        # Not even closed: the event loop of the parent would notice.
        _LEFT_TO_PARENT.append(self._idle)
        self.leave_loop()


_LEFT_TO_PARENT: list[object] = []


async def _closed(transport: AsyncTransport) -> None:
    import anyio

    with anyio.move_on_after(1, shield=True):
        await transport.aclose()


def _network_of(transport: Any) -> AsyncNetwork:
    network: AsyncNetwork = transport._pool._network_backend
    return network


def _has_surplus(transport: Any) -> bool:
    """Return whether more than the response has been received. The next call would take it for its own response."""
    for connection in transport._pool.connections:
        inner = connection
        while hasattr(inner, "_connection"):  # the way to the server, or to a proxy
            inner = inner._connection
        if inner.is_closed():
            return False
        ssl_object = inner._network_stream.get_extra_info("ssl_object")
        return bool(inner._h11_state.trailing_data[0]) or (
            isinstance(ssl_object, ssl.SSLObject) and _has_record(ssl_object)
        )
    return False


def _has_record(ssl_object: ssl.SSLObject) -> bool:
    """Return whether a record has been received but not decrypted. The socket does not show it."""
    try:
        ssl_object.read(1)
    except ssl.SSLWantReadError:
        return False
    except ssl.SSLError:  # the connection is broken
        pass
    return True


def _one(library: Library) -> Limits:
    return library.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEP_SECONDS)


def _proxy(proxy: Proxy | None, library: Library) -> HttpProxy | None:
    return None if proxy is None else library.Proxy(proxy.url, auth=proxy.auth)


def _proxy_of(request: Request, proxies: Proxies | None) -> Proxy | None:
    return None if proxies is None else proxies.of(request.url)


def _all_in_use(limit: int, request: Request, library: Library) -> Exception:
    return library.PoolTimeout(f"all {limit} connections are in use", request=request)
