"""The connections of a server, with the state that they share."""

import asyncio
import logging
from email.utils import formatdate
from typing import Protocol

from .encoding import Starts
from .handler import Handler, Steps, advance

LEAVING = 2_000
"""The maximum number of connections that may linger after their last response at the same time."""

_log = logging.getLogger("spkey_mock")


class _Connection(Protocol):
    def check(self, now: float) -> None: ...

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
    """

    __slots__ = (
        "_abandoned",
        "_closed",
        "_leaving",
        "_served",
        "_swept",
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
        self._served: set[_Connection] = set()
        self._leaving: set[_Connection] = set()
        self._abandoned: set[Steps] = set()
        self._closed = False
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
        lingers = len(self._leaving) < LEAVING
        self._leaving.add(connection)
        return lingers

    def remove(self, connection: _Connection) -> None:
        """Remove a closed connection."""
        self._served.discard(connection)
        self._leaving.discard(connection)

    def finish(self, steps: Steps) -> None:
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
                self.finish(steps)
        except Exception:
            _log.exception("The mock failed at a request whose client has left.")

    def sweep(self) -> None:
        """Update the clock and check the timeouts. A timeout never fires early."""
        self._set_clock()
        for connection in (*self._served, *self._leaving):
            connection.check(self.now - self.period)

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
