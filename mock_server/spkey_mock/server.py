"""A server on a socket: uvicorn around an engine, started and stopped without its waits."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from ipaddress import ip_address
from threading import Thread
from types import FrameType, TracebackType
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from spkey_mock.asgi import DROP, App
from spkey_mock.engine import Engine

LOOPBACK = "127.0.0.1"


class Server:
    """An engine at an address of this machine. As a context manager it serves from a thread of its own.

    The port is taken as soon as the server is made, and clients that connect before it runs are served then.

    Args:
        engine: What answers the requests.
        host: The address to bind; by default the loopback, which only this machine can reach.
        port: The port to bind; 0 picks a free one.

    Attributes:
        base_url: Where clients on this machine reach the server.

    Raises:
        OSError: The address cannot be bound, for example because the port is taken.
    """

    def __init__(self, engine: Engine, *, host: str = LOOPBACK, port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family)
        name = _reachable(host)
        self.base_url = f"http://{name}:{self._socket.getsockname()[1]}"
        self._uvicorn = _Uvicorn(engine)
        self._thread: Thread | None = None

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `stop` is called or, in the main thread, the process gets SIGINT or SIGTERM.

        Args:
            ready: Called once, when requests are answered and signals end the server in good order.
        """
        self._uvicorn.ready = ready
        with self._socket:
            self._uvicorn.run([self._socket])

    def stop(self) -> None:
        """End `run`, from any thread. Connections are closed at once, whatever their state."""
        self._uvicorn.stop()

    def __enter__(self) -> Self:
        ready = Future[None]()
        self._thread = Thread(target=self._run_in_thread, args=(ready,), name="spkey-mock", daemon=True)
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


def _reachable(host: str) -> str:
    """The host as it stands in a URL by which this machine reaches it."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        address = ip_address("::1" if address.version == 6 else LOOPBACK)
    return f"[{address}]" if address.version == 6 else str(address)


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which by itself takes trailers for headers, and drops no connection for an application."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, DROP: transport.abort}

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.headers = []  # for what comes after the headers; the application has the list from before


class _Uvicorn(uvicorn.Server):
    """uvicorn's server, which by itself polls for its end ten times a second, then waits for clients."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(
            uvicorn.Config(
                App(engine),
                http=_Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                workers=1,
            )
        )
        self.ready: Callable[[], None] = lambda: None
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        self.should_exit = True  # is looked at once, when the server has started
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopped.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # uvicorn would raise the signal again in the end, and the exit code would not be 0.
        self.stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready()

    async def main_loop(self) -> None:
        while not self._stopped.is_set():
            await self.on_tick(0)  # refreshes the Date header
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in self.servers:
            listener.close()
        for connection in self.server_state.connections:
            # To close it in good order could take for ever, where a client does not read.
            connection.transport.abort()
        await asyncio.sleep(0)
        # The requests whose clients are gone now end by themselves.
        await asyncio.gather(*self.server_state.tasks)
