"""The server of the proxy."""

import asyncio
import signal
import socket
import threading
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter, Task
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Self

from ..http.binding import BACKLOG, LOOPBACK, bind, reachable
from ..record.journal import Journal
from .recorder import Recorder
from .relay import ClientReader, Relay
from .upstream import Upstream
from .wire import LONGEST_HEAD


class Proxy:
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

    def __init__(self, upstream: Upstream, *, host: str = LOOPBACK, port: int = 0) -> None:
        self._upstream = upstream
        self._recorder = Recorder(upstream.authority)
        self._sockets = bind(host, port)
        self.base_url = f"http://{reachable(host)}:{self._sockets[0].getsockname()[1]}"
        self._relays: set[Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._stopped = asyncio.Event()
        self._thread: threading.Thread | None = None

    @property
    def journal(self) -> Journal:
        """What was passed on."""
        return self._recorder.journal

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `stop` is called. In the main thread, SIGINT and SIGTERM stop the server as well.

        Args:
            ready: Called once, when the server accepts requests.
        """
        with suppress(KeyboardInterrupt):  # where the loop handles no signals
            asyncio.run(self._serve(ready))

    def stop(self) -> None:
        """Stop `run` and close all connections. Thread-safe."""
        self._stopping = True  # `_serve` checks it once it has set the loop
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed, so `run` has already returned
                self._loop.call_soon_threadsafe(self._stopped.set)

    async def _serve(self, ready: Callable[[], None]) -> None:
        loop = self._loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            with suppress(NotImplementedError):
                for number in (signal.SIGINT, signal.SIGTERM):
                    loop.add_signal_handler(number, self._stopped.set)
        if self._stopping:
            self._stopped.set()
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

    def __enter__(self) -> Self:
        ready = Future[None]()

        def run() -> None:
            try:
                self.run(lambda: ready.set_result(None))
            except BaseException as error:
                if ready.done():
                    raise
                ready.set_exception(error)

        self._thread = threading.Thread(target=run, name="spkey-mock-proxy", daemon=True)
        self._thread.start()
        ready.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._thread is not None:
            self._thread.join()
