"""The network of a connection: httpcore's own, with a request in one piece, and for sync code within the deadline.

httpcore sends the head and the body of a request separately, which takes two system calls and often two packets.
It applies the whole limit of a phase to each read and write of that phase. Here, the limit shrinks as time passes.
"""

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ._deadline import is_over, left

_MOST_PENDING = 65_536

_CONNECT = b"CONNECT "
"""The start of a request for a tunnel. Until the proxy has opened it, the server cannot have received anything."""


class Network:
    """A network backend for httpcore, with at most one open connection.

    Args:
        core: The httpcore that uses this backend.
    """

    def __init__(self, core: Any) -> None:
        self.core = core
        self._backend: Any = core.SyncBackend()
        self._open: Any = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "Stream":
        """Connect to one of the addresses of a host."""
        # Each of many addresses could take the whole limit.
        addresses = _addresses(host, port) or [host]
        for address in addresses[:-1]:
            with suppress(self.core.ConnectError, self.core.ConnectTimeout):
                return self._connected(address, port, timeout, local_address, socket_options)
        return self._connected(addresses[-1], port, timeout, local_address, socket_options)

    def _connected(
        self, address: str, port: int, timeout: float | None, local_address: str | None, options: Iterable[Any] | None
    ) -> "Stream":
        return self.opened(self._backend.connect_tcp(address, port, left(timeout), local_address, options))

    def opened(self, stream: Any) -> "Stream":
        """Return the open connection, of which there is only one."""
        self._open = stream
        return Stream(stream, self)

    def sleep(self, seconds: float) -> None:
        """Sleep between two attempts to connect."""
        time.sleep(seconds)

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()


class _Stream:
    """The part that both streams share: what is written and not sent yet, and the errors of a proxy.

    Args:
        stream: The connection.
        core: The httpcore that uses it.
    """

    __slots__ = ("_core", "_limit", "_pending", "_stream", "_tunnels", "get_extra_info")

    def __init__(self, stream: Any, core: Any) -> None:
        self._stream = stream
        self._core = core
        self._pending = b""
        self._tunnels: bool | None = None
        self._limit: float | None = None
        self.get_extra_info = stream.get_extra_info

    def _keep(self, buffer: bytes, timeout: float | None) -> bool:
        """Keep what is written. Return whether it is so much that it must be sent now."""
        if self._tunnels is None:  # the first request on the connection says it
            self._tunnels = buffer.startswith(_CONNECT)
        self._pending += buffer
        self._limit = timeout
        return len(self._pending) > _MOST_PENDING

    def _taken(self) -> bytes:
        pending, self._pending = self._pending, b""
        return pending

    def _from_proxy(self, found: bytes) -> bytes:
        if not found:
            raise self._core.ConnectError("the proxy disconnected without opening a tunnel")
        return found

    def _connect_error(self, error: Exception) -> Exception:
        """Return an error of a proxy as an error of connecting."""
        core = self._core
        kind = core.ConnectTimeout if isinstance(error, core.TimeoutException) else core.ConnectError
        found: Exception = kind(*error.args)
        return found


class Stream(_Stream):
    """A connection that keeps the deadline, and sends what is written when it is next read from."""

    __slots__ = ("_network", "close")

    def __init__(self, stream: Any, network: Network) -> None:
        super().__init__(stream, network.core)
        self._network = network
        self.close = stream.close

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        if self._tunnels:
            try:
                return self._from_proxy(self._read(max_bytes, timeout))
            except (self._core.NetworkError, self._core.TimeoutException) as error:
                raise self._connect_error(error) from error
        return self._read(max_bytes, timeout)

    def _read(self, max_bytes: int, timeout: float | None) -> bytes:
        if self._pending:
            # The server may have responded before it closed, and httpcore then still reads the response.
            with suppress(self._core.WriteError):
                self._send()
        if is_over(timeout):  # what has arrived already could be read at any time
            raise self._core.ReadTimeout("the deadline has passed")
        found: bytes = self._stream.read(max_bytes, left(timeout))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        if self._keep(buffer, timeout):
            self._send()

    def _send(self) -> None:
        self._stream.write(self._taken(), left(self._limit))

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> "Stream":
        """Encrypt the connection."""
        self._send()
        return self._network.opened(self._stream.start_tls(ssl_context, server_hostname, left(timeout)))


def _addresses(host: str, port: int) -> list[str]:
    try:
        return [str(address[0]) for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:  # the backend reports it
        return []


class AsyncNetwork:
    """A network backend for the async side of httpcore.

    Args:
        core: The httpcore that uses this backend.
        backend: Its own backend.

    Attributes:
        core: The httpcore.
        has_sent: Whether anything was sent to the server, or could have been.
    """

    def __init__(self, core: Any, backend: Any) -> None:
        self.core = core
        self.has_sent = False
        self._backend = backend
        self.sleep = backend.sleep

    async def connect_tcp(self, *arguments: Any, **options: Any) -> "AsyncStream":
        """Connect to a host."""
        return AsyncStream(await self._backend.connect_tcp(*arguments, **options), self)


class AsyncStream(_Stream):
    """A connection that sends what is written when it is next read from."""

    __slots__ = ("_network", "aclose")

    def __init__(self, stream: Any, network: AsyncNetwork) -> None:
        super().__init__(stream, network.core)
        self._network = network
        self.aclose = stream.aclose

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        if self._tunnels:
            try:
                return self._from_proxy(await self._read(max_bytes, timeout))
            except (self._core.NetworkError, self._core.TimeoutException) as error:
                raise self._connect_error(error) from error
        return await self._read(max_bytes, timeout)

    async def _read(self, max_bytes: int, timeout: float | None) -> bytes:
        if self._pending:
            with suppress(self._core.WriteError):
                await self._send()
        found: bytes = await self._stream.read(max_bytes, timeout)
        return found

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        if self._keep(buffer, timeout):
            await self._send()

    async def _send(self) -> None:
        if self._pending and not self._tunnels:
            self._network.has_sent = True
        await self._stream.write(self._taken(), self._limit)

    async def start_tls(self, *arguments: Any, **options: Any) -> "AsyncStream":
        """Encrypt the connection."""
        await self._send()
        try:
            return AsyncStream(await self._stream.start_tls(*arguments, **options), self._network)
        except BaseException:
            await self.aclose()  # httpcore leaves it open if the call is cancelled
            raise
