"""The connections of a server, with the state that they share."""

import asyncio
import logging
from contextlib import suppress
from email.utils import formatdate
from typing import Protocol

from ..record.meter import METER
from .encoding import Starts
from .handler import Handler, Steps, advance

LEAVING = 2_000
"""The maximum number of connections that may linger after their last response at the same time."""

FAREWELL = 0.5
"""The maximum time in seconds that connections linger when the server stops."""

_log = logging.getLogger("spkey_mock")


class _Connection(Protocol):
    def check(self, now: float) -> None: ...

    def finish(self) -> None: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...


class Connections:
    """The open connections of a server, with the handler, the limits and the clock that they share.

    A sweep runs once per period. It updates the clock and the Date header, and checks the timeouts of all connections,
    so a request needs neither a timer nor a clock reading.

    Args:
        handler: The handler of all requests.
        request_timeout: The maximum time in seconds for a request to arrive.
        loop: The event loop of the connections.

    Attributes:
        handler: The handler of all requests.
        limits: The limits of the handler.
        request_timeout: The maximum time in seconds for a request to arrive.
        loop: The event loop of the connections.
        period: The interval between sweeps, in seconds.
        now: The time of the last sweep, in seconds. A late sweep advances it by one period only, so a busy
            event loop does not time out the connections that it kept waiting.
        starts: The status lines with the Date header, as of the last sweep.
        deadline: When a stopping server closes all connections, on the loop's clock. None while it serves.
    """

    __slots__ = (
        "__weakref__",
        "_abandoned",
        "_changed",
        "_closed",
        "_leaving",
        "_served",
        "_swept",
        "deadline",
        "handler",
        "limits",
        "loop",
        "now",
        "period",
        "request_timeout",
        "starts",
    )

    def __init__(self, handler: Handler, request_timeout: float, loop: asyncio.AbstractEventLoop) -> None:
        self.handler = handler
        self.limits = handler.limits
        self.request_timeout = request_timeout
        self.loop = loop
        self.period = min(1.0, request_timeout / 4)
        METER.connections.add(self)
        self._served: set[_Connection] = set()
        self._leaving: set[_Connection] = set()
        self._abandoned: set[Steps] = set()
        self._closed = False
        self._changed = asyncio.Event()  # set when there are fewer connections or abandoned steps
        self.deadline: float | None = None
        self._swept = loop.time()
        self.now = 0.0
        self._set_clock()

    def admit(self, connection: _Connection) -> bool:
        """Add a connection. Return False if that would exceed the limit."""
        if len(self._served) >= self.limits.connections:
            return False
        self._served.add(connection)
        return True

    def retire(self, connection: _Connection) -> bool:
        """Stop counting a connection whose last response was sent. Return whether it may linger."""
        self._served.discard(connection)
        self._changed.set()
        lingers = len(self._leaving) < LEAVING
        self._leaving.add(connection)
        return lingers

    def remove(self, connection: _Connection) -> None:
        """Remove a closed connection."""
        self._served.discard(connection)
        self._leaving.discard(connection)
        self._changed.set()

    def complete(self, steps: Steps) -> None:
        """Run the rest of the steps of a client that has left, so that nothing stays half done."""
        if self._closed:
            steps.close()
            return
        self._abandoned.add(steps)
        self.loop.call_soon(self._run_slice, steps)

    def _run_slice(self, steps: Steps) -> None:
        if steps not in self._abandoned:
            return
        self._abandoned.discard(steps)
        try:
            if advance(steps) is None:
                self.complete(steps)
        except Exception:
            _log.exception("The mock failed on a request whose client has left.")
        self._changed.set()

    def sweep(self) -> None:
        """Update the clock and check the timeouts. A timeout never fires early."""
        self._set_clock()
        for connection in (*self._served, *self._leaving):
            connection.check(self.now - self.period)

    async def finish(self, grace: float) -> None:
        """Complete the requests that were read, then close all connections.

        Args:
            grace: The seconds after which the caller cancels this. Responses with longer delays are dropped.
        """
        self.deadline = self.loop.time() + grace
        for connection in tuple(self._served):
            connection.finish()
        while self._served or self._abandoned:
            await self._next_change()
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                while self._leaving:
                    await self._next_change()
        for connection in tuple(self._leaving):
            connection.close()
        while self._leaving:
            await self._next_change()

    async def _next_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def abort(self) -> None:
        """Close all connections immediately. The loop removes them afterwards."""
        self._closed = True
        for connection in (*self._served, *self._leaving):
            connection.abort()
        while self._abandoned:
            self._abandoned.pop().close()

    def __len__(self) -> int:
        return len(self._served) + len(self._leaving)

    def _set_clock(self) -> None:
        time = self.loop.time()
        self.now += min(time - self._swept, self.period)
        self._swept = time
        self.starts = Starts(formatdate(usegmt=True))
