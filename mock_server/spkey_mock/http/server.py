"""The HTTP server."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress

from .binding import BACKLOG, LOOPBACK
from .connection import Connection
from .connections import LEAVING, Connections
from .handler import Handler
from .lifecycle import Lifecycle
from .secured import Secured

SPARE_FILES = 256
"""The number of files that the process may open in addition to its connections."""

_log = logging.getLogger("spkey_mock")


class Server(Lifecycle):
    """An HTTP server for a handler. As a context manager, it runs in a background thread.

    The constructor binds the port. Connections made before the server runs are accepted once it runs.

    Args:
        handler: The handler of all requests, called on the event loop.
        host: The address to bind. Only this machine can reach the default, the loopback address. `localhost` and `::`
            bind IPv4 and IPv6.
        port: The port to bind. With 0, the system picks a free one.
        request_timeout: The maximum time in seconds for a request to arrive.
        grace: The maximum time in seconds in which a stopping server finishes the requests that it has read.
            By default, it closes all connections immediately.
        sockets: Sockets that are already bound to the address, for a server that shares them with other processes.
        tls: The TLS context of the server. Without one, it speaks plain HTTP.

    Attributes:
        base_url: The URL of the server for clients on this machine.

    Raises:
        OSError: The address cannot be bound, for example because the port is taken.
    """

    _thread_name = "spkey-mock"

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        request_timeout: float = 30.0,
        grace: float = 0.0,
        sockets: Sequence[socket.socket] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(host, port, "http" if tls is None else "https", sockets)
        self._handler = handler
        self._request_timeout = request_timeout
        self._grace = grace
        self._tls = tls

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `stop` is called. In the main thread, SIGINT and SIGTERM stop the server as well.

        Args:
            ready: Called once, when the server accepts requests and handles these signals.
        """
        _allow_files(self._handler.limits.connections + LEAVING + SPARE_FILES)
        super().run(ready)

    def _new_loop(self) -> asyncio.AbstractEventLoop:
        try:
            import uvloop
        except ImportError:
            return asyncio.new_event_loop()
        return uvloop.new_event_loop()

    async def _serve(self, ready: Callable[[], None]) -> None:
        connections = Connections(self._handler, self._request_timeout, asyncio.get_running_loop())
        sweeping = asyncio.create_task(_sweep(connections))
        try:
            await self._accept(connections, ready)
            facts = {"event": "shutdown", "connections": len(connections)}
            _log.info("Shutting down.", extra={"facts": facts})
            await self._finish(connections)
        finally:
            sweeping.cancel()
            while connections:
                connections.abort()
                await asyncio.sleep(0)

    async def _accept(self, connections: Connections, ready: Callable[[], None]) -> None:
        listeners = [await self._listen(connections, each) for each in self._sockets]
        try:
            ready()
            await self._stopped.wait()
        finally:
            await self._stop_listening(listeners)

    async def _finish(self, connections: Connections) -> None:
        """Finish the requests that were read, until the grace period ends or `stop` is called again."""
        if self._grace == 0:
            return
        finishing = asyncio.create_task(connections.finish(self._grace))
        hurried = asyncio.create_task(self._hurried.wait())
        await asyncio.wait((finishing, hurried), timeout=self._grace, return_when=asyncio.FIRST_COMPLETED)
        finishing.cancel()
        hurried.cancel()
        if connections:
            facts = {"event": "shutdown.unfinished", "connections": len(connections)}
            message = "Closed connections whose requests were not finished in time: %d."
            _log.warning(message, len(connections), extra={"facts": facts})

    async def _listen(self, connections: Connections, bound: socket.socket) -> asyncio.Server:
        def new_connection() -> asyncio.Protocol:
            connection = Connection(connections)
            return connection if self._tls is None else Secured(connection, self._tls)

        return await asyncio.get_running_loop().create_server(new_connection, sock=bound, backlog=BACKLOG)

    async def _stop_listening(self, listeners: list[asyncio.Server]) -> None:
        """Close the listeners once the connections that they have accepted exist."""
        with suppress(NotImplementedError):
            for each in self._sockets:
                asyncio.get_running_loop().remove_reader(each)
        # asyncio creates a connection in a task, which takes three iterations of the loop. Closing the listener
        # earlier would lose the connection.
        for _ in range(4):
            await asyncio.sleep(0)
        for listener in listeners:
            listener.close()
        await asyncio.sleep(0)  # uvloop creates a connection in its next iteration


async def _sweep(connections: Connections) -> None:
    while True:
        connections.sweep()
        await asyncio.sleep(connections.period)


def _allow_files(number: int) -> None:
    """Raise the process's limit of open files to this number, or as far as the system allows."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
