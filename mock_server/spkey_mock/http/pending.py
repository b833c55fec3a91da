"""The wait of a connection for a response from another thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from ..service.message import Response
from .handler import abandon


class Pending:
    """Calls a function on the event loop once a future is done, unless the wait is cancelled first.

    Args:
        future: The future.
        loop: The event loop.
        receive: The function.
    """

    __slots__ = ("_future", "_loop", "_receive")

    def __init__(self, future: Future[Response], loop: asyncio.AbstractEventLoop, receive: Callable[[], None]) -> None:
        # Both are dropped at the end. Otherwise each response is in a cycle, because futures keep their callbacks.
        self._future: Future[Response] | None = future
        self._receive: Callable[[], None] | None = receive
        self._loop = loop
        future.add_done_callback(self._wake)

    def cancel(self) -> None:
        """Stop waiting. The other thread completes its work, and the response is lost."""
        future, self._future, self._receive = self._future, None, None
        if future is not None:
            abandon(future)

    def _wake(self, _future: Future[Response]) -> None:
        with suppress(RuntimeError):  # the loop is closed, so the wait was cancelled
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        receive, self._future, self._receive = self._receive, None, None
        if receive is not None:
            receive()
