"""The life cycle of a server: it runs until it is stopped, in the foreground or in a background thread."""

import asyncio
import signal
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType, TracebackType
from typing import ClassVar, Self

from .binding import bind, reachable


class Lifecycle(ABC):
    """A server that runs until it is stopped. As a context manager, it runs in a background thread.

    The constructor binds the port, unless it gets sockets.

    Args:
        host: The address to bind.
        port: The port to bind. With 0, the system picks a free one.
        scheme: The scheme of the base URL.
        sockets: Sockets that are already bound to the address.

    Attributes:
        base_url: The URL of the server for clients on this machine.

    Raises:
        OSError: The address cannot be bound, for example because the port is taken.
    """

    _thread_name: ClassVar[str]

    def __init__(
        self, host: str, port: int, scheme: str = "http", sockets: Sequence[socket.socket] | None = None
    ) -> None:
        self._sockets = bind(host, port) if sockets is None else sockets
        self.base_url = f"{scheme}://{reachable(host)}:{self._sockets[0].getsockname()[1]}"
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._stopped = asyncio.Event()
        self._hurried = asyncio.Event()
        self._thread: threading.Thread | None = None

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until `stop` is called. In the main thread, SIGINT and SIGTERM stop the server as well.

        Args:
            ready: Called once, when the server accepts requests and handles these signals.
        """
        with ExitStack() as sockets, _signals(self.stop), asyncio.Runner(loop_factory=self._new_loop) as runner:
            for each in self._sockets:
                sockets.enter_context(each)
            runner.run(self._begin(ready))

    def stop(self) -> None:
        """Stop `run`. A second call stops it immediately, even if requests are unfinished. Thread-safe."""
        event = self._hurried if self._stopping else self._stopped
        self._stopping = True  # `_begin` checks it once it has set the loop
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed, so `run` has already returned
                self._loop.call_soon_threadsafe(event.set)

    def _new_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.new_event_loop()

    async def _begin(self, ready: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        if self._stopping:
            self._stopped.set()
        if threading.current_thread() is threading.main_thread():
            # Unlike plain handlers, these wake a loop that is about to wait.
            with suppress(NotImplementedError):  # on Windows
                for number in (signal.SIGINT, signal.SIGTERM):
                    self._loop.add_signal_handler(number, self.stop)
        await self._serve(ready)

    @abstractmethod
    async def _serve(self, ready: Callable[[], None]) -> None:
        """Listen, call `ready`, and serve until `_stopped` is set."""

    def __enter__(self) -> Self:
        ready = Future[None]()
        self._thread = threading.Thread(target=self._run_in_thread, args=(ready,), name=self._thread_name, daemon=True)
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
        if not self._stopping:
            self.stop()
        if self._thread is not None:
            self._thread.join()


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
