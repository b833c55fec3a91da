"""The HTTP server."""

import asyncio
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self

from .binding import BACKLOG, LOOPBACK, bind, reachable
from .connection import Connection
from .connections import LEAVING, Connections
from .handler import Handler
from .secured import Secured

SPARE_FILES = 256
"""The number of files that the process may open in addition to its connections."""


class Server:
    """An HTTP server for a handler. As a context manager, it runs in a background thread.

    The constructor binds the port. Connections made before the server runs are accepted once it runs.

    Args:
        handler: The handler of all requests, called on the event loop.
        host: The address to bind. Only this machine can reach the default, the loopback address. `localhost` and `::`
            bind IPv4 and IPv6.
        port: The port to bind. With 0, the system picks a free one.
        request_timeout: The maximum time in seconds for a request to arrive.
        tls: The TLS context of the server. Without one, it speaks plain HTTP.

    Attributes:
        base_url: The URL of the server for clients on this machine.

    Raises:
        OSError: The address cannot be bound, for example because the port is taken.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        request_timeout: float = 30.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._handler = handler
        self._request_timeout = request_timeout
        self._tls = tls
        self._sockets = bind(host, port)
        scheme = "http" if tls is None else "https"
        self.base_url = f"{scheme}://{reachable(host)}:{self._sockets[0].getsockname()[1]}"
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._stopped = asyncio.Event()
        self._thread: threading.Thread | None = None

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `stop` is called. In the main thread, SIGINT and SIGTERM stop the server as well.

        Args:
            ready: Called once, when the server accepts requests and handles these signals.
        """
        _allow_files(self._handler.limits.connections + LEAVING + SPARE_FILES)
        with ExitStack() as sockets, _signals(self.stop), asyncio.Runner(loop_factory=_new_loop) as runner:
            for each in self._sockets:
                sockets.enter_context(each)
            runner.run(self._serve(ready))

    def stop(self) -> None:
        """Stop `run` and close all connections immediately. Thread-safe."""
        self._stopping = True  # `_serve` checks it once it has set the loop
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed, so `run` has already returned
                self._loop.call_soon_threadsafe(self._stopped.set)

    async def _serve(self, ready: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        if self._stopping:
            self._stopped.set()
        connections = Connections(self._handler, self._request_timeout, self._loop)
        listeners = [await self._listen(connections, each) for each in self._sockets]
        try:
            ready()
            while not self._stopped.is_set():
                connections.sweep()
                with suppress(TimeoutError):
                    async with asyncio.timeout(connections.period):
                        await self._stopped.wait()
        finally:
            await self._stop_listening(listeners)
            while connections:
                connections.abort()
                await asyncio.sleep(0)

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

    def __enter__(self) -> Self:
        ready = Future[None]()
        self._thread = threading.Thread(target=self._run_in_thread, args=(ready,), name="spkey-mock", daemon=True)
        self._thread.start()
        ready.result()
        return self

    def _run_in_thread(self, ready: Future[None]) -> None:
        try:
            self.run(lambda: ready.set_result(None))
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._thread is not None:
            self._thread.join()


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@contextmanager
def _signals(stop: Callable[[], None]) -> Generator[None]:
    """Stop the server on SIGINT and SIGTERM. Does nothing outside the main thread, which alone can handle signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


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
