"""The server of the proxy."""

import asyncio
import socket
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter, Task
from collections.abc import Callable
from contextlib import suppress

from ..http.binding import BACKLOG, LOOPBACK
from ..http.lifecycle import Lifecycle
from ..record.journal import Journal
from .recorder import Recorder
from .relay import ClientReader, Relay
from .upstream import Upstream
from .wire import LONGEST_HEAD


class Proxy(Lifecycle):
    """A server that passes all requests on to another. As a context manager, it runs in a background thread.

    The constructor binds the port.

    Args:
        upstream: The other server.
        host: The address to bind.
        port: The port to bind. With 0, the system picks a free one.

    Attributes:
        base_url: The URL of the proxy for clients on this machine.

    Raises:
        OSError: The address cannot be bound.
    """

    _thread_name = "spkey-mock-proxy"

    def __init__(self, upstream: Upstream, *, host: str = LOOPBACK, port: int = 0) -> None:
        super().__init__(host, port)
        self._upstream = upstream
        self._recorder = Recorder(upstream.authority)
        self._relays: set[Task[None]] = set()

    @property
    def journal(self) -> Journal:
        """The journal of the requests that were passed on."""
        return self._recorder.journal

    @property
    def unreached(self) -> int:
        """The number of requests for which there was no connection to the other server."""
        return self._recorder.unreached

    async def _serve(self, ready: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        listeners = [await loop.create_server(self._connection, sock=it, backlog=BACKLOG) for it in self._sockets]
        try:
            ready()
            await self._stopped.wait()
        finally:
            for listener in listeners:
                listener.close()
            for relay in self._relays:
                relay.cancel()
            await asyncio.gather(*self._relays, return_exceptions=True)

    def _connection(self) -> StreamReaderProtocol:
        reader = ClientReader(LONGEST_HEAD)

        async def relay(_reader: StreamReader, writer: StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._relays.add(task)
                task.add_done_callback(self._relays.discard)
            # asyncio does this only for sockets that name their protocol. Otherwise each response takes 40 ms longer.
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(asyncio.CancelledError):  # the proxy stops
                await Relay(self._upstream, self._recorder, reader, writer).run()

        return StreamReaderProtocol(reader, relay)
