"""One HTTP/1.1 connection of the mock.

The mock does not use uvicorn, because an injected fault must be able to drop a connection after the commit or to cut a
body in half. ASGI servers allow neither.
"""

import asyncio
import logging
from collections import deque
from concurrent.futures import Future
from enum import Enum
from functools import partial
from typing import cast

from attrs import evolve

from ..service.message import Request, Response
from .connections import Connections
from .encoding import CLOSE, CONTINUE, encode
from .handler import Steps, advance
from .pending import Pending
from .reader import CLOSED, EXPECTING, Reader, Rejection, Turn

IDLE = 75.0
"""The maximum time in seconds that a connection waits for the next request, or for the client to read."""

LINGER = 5.0
"""The maximum time in seconds that a connection waits for the client to disconnect after the last response."""

LINGER_BYTES = 64 << 20
"""The maximum number of bytes that are read and discarded while a connection lingers."""

TURNS = 16
"""The maximum number of requests of a connection that are handled before other connections get a turn."""

_STOPPING = "The server is stopping and did not process this request. Retry the request."

_log = logging.getLogger("spkey_mock")


class State(Enum):
    """How a connection treats its next request."""

    READY = "ready"
    """Handle the request immediately."""

    WAITING = "waiting"
    """Queue the request until the wakeup: a response is delayed or pending, or other connections have a turn."""

    BLOCKED = "blocked"
    """Queue the request until the client reads its responses. A wakeup may be pending as well."""

    ENDED = "ended"
    """Discard the request. The last response was sent, or the connection was dropped."""


# In Python 3.11, accessing a member through its class runs a descriptor each time.
READY, WAITING, BLOCKED, ENDED = State


class Connection(asyncio.Protocol):
    """One connection, which responds to its requests in order, without a task.

    While the connection is waiting or blocked, it queues the requests of one read and stops reading. After the last
    response it lingers until the client disconnects: closing a socket with unread bytes resets the connection, and a
    reset may discard the response.

    Args:
        connections: The connections of the server.
    """

    __slots__ = (
        "_connections",
        "_delayed",
        "_discarded",
        "_due",
        "_queue",
        "_reader",
        "_since",
        "_state",
        "_steps",
        "_transport",
        "_turns",
        "_unread",
        "_wakeup",
    )

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._state = READY
        self._since = connections.now  # when the state was entered, for the timeouts
        self._queue: deque[Turn] = deque()
        self._reader = Reader(self._queue, connections)
        self._wakeup: asyncio.Handle | Pending | None = None  # for a response, the next slice, or the end of a pause
        self._delayed: Response | None = None  # the response that the wakeup sends
        self._due = 0.0  # when it is sent, on the loop's clock
        self._unread: Response | None = None  # the response that blocks, because the client does not read it
        self._steps: Steps | None = None  # the work whose next slice is the wakeup
        self._turns = 0  # requests handled since other connections had a turn
        self._discarded = 0  # bytes read and discarded since the last request, or the last response

    # Called by the loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept or reject the connection."""
        self._transport = cast("asyncio.Transport", transport)
        if not self._connections.admit(self):
            limit = self._connections.limits.connections
            self.reject(503, f"Too many connections (limit {limit}). Raise Limits.connections.")

    def data_received(self, data: bytes) -> None:
        """Read requests and handle them."""
        reader = self._reader
        if reader.phase is CLOSED:
            self._discard(data)
            return
        reader.feed(data)
        self._turns = 0
        self._serve()
        if reader.phase is EXPECTING:
            self._invite()

    def eof_received(self) -> None:
        """Cancel pending work, because the client disconnected. The loop flushes written data, then closes."""
        self._cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel pending work and release all resources."""
        self._cancel()
        self._lose_unread()
        self._connections.remove(self)
        self._reader.release()

    def pause_writing(self) -> None:
        """Stop handling requests, because the client is not reading."""
        self._since = self._connections.now
        if self._state is not ENDED:
            self._state = BLOCKED

    def resume_writing(self) -> None:
        """Handle requests again, because the client is reading again."""
        self._unread = None
        if self._state is ENDED:
            self._since = self._connections.now
        elif self._wakeup is not None:
            self._state = WAITING
        else:
            self._go_on()

    # Called by the server

    def check(self, now: float) -> None:
        """Close the connection or reject the request if a timeout has passed."""
        age = now - max(self._since, self._reader.since)
        if self._state is ENDED:
            if age > LINGER:
                self.abort()
        elif self._wakeup is not None:
            return
        elif self._state is BLOCKED or not self._reader.incomplete:
            if age > IDLE:
                self.abort()
        elif age > self._connections.request_timeout:
            self.reject(
                408,
                f"The request was incomplete after {self._connections.request_timeout:g} seconds. "
                "Send the whole body that Content-Length announces.",
            )

    def finish(self) -> None:
        """Close the connection after the responses to all requests that were read completely."""
        if self._state is READY:
            if self._reader.incomplete:
                self.reject(503, _STOPPING)
            else:
                self._drop()
        elif self._state is not ENDED:
            self._reader.close()
            self._drop_overdue()

    def close(self) -> None:
        """Close the connection once written data is flushed."""
        self._transport.close()

    def abort(self) -> None:
        """Close the connection immediately."""
        self._end()
        self._lose_unread()
        self._transport.abort()

    # Requests

    def reject(self, status: int, message: str) -> None:
        """Send an error as the last response, after those to earlier requests."""
        self._reader.reject(status, message)
        self._serve()

    def _serve(self) -> None:
        """Handle the queued requests, until the state or the turn limit stops it."""
        while self._queue:
            if self._state is READY and self._turns == TURNS:
                self._wait(self._connections.loop.call_soon(self._end_rest))
            if self._state is not READY:
                self._transport.pause_reading()
                break
            self._turns += 1
            turn, persistence = self._queue.popleft()
            self._handle(turn, persistence)

    def _handle(self, turn: Request | Rejection, persistence: bytes) -> None:
        handler = self._connections.handler
        if isinstance(turn, Rejection):
            self._send(handler.reject(turn.status, turn.message), persistence)
            return
        try:
            answer = handler.handle(turn)
            if isinstance(answer, Response):
                self._send(answer, persistence, head=turn.method == "HEAD")
            elif isinstance(answer, Future):
                receive = partial(self._receive, answer, turn, persistence)
                self._wait(Pending(answer, self._connections.loop, receive))
            else:
                self._schedule_slice(answer, turn, persistence)
        except Exception as error:
            self._fail(error, turn, persistence)

    def _fail(self, error: Exception, request: Request, persistence: bytes) -> None:
        _log.error("The mock failed on %s %r.", request.method, request.path, exc_info=error)
        message = f"The mock failed with {type(error).__name__}. The traceback is in its log."
        failure = self._connections.handler.reject(500, message)
        self._send(failure, persistence, head=request.method == "HEAD")

    def _invite(self) -> None:
        """Send 100 Continue, unless earlier responses are still pending."""
        if self._state is READY:
            self._reader.continue_body()
            self._transport.write(CONTINUE)

    def _discard(self, data: bytes) -> None:
        self._discarded += len(data)
        if self._discarded > LINGER_BYTES:
            self.abort()

    # Work

    def _receive(self, future: Future[Response], request: Request, persistence: bytes) -> None:
        self._wakeup = None
        try:
            self._send(future.result(), persistence, head=request.method == "HEAD")
        except Exception as error:
            self._fail(error, request, persistence)
        self._continue()

    def _schedule_slice(self, steps: Steps, request: Request, persistence: bytes) -> None:
        self._steps = steps
        self._wait(self._connections.loop.call_soon(self._run_slice, steps, request, persistence))

    def _run_slice(self, steps: Steps, request: Request, persistence: bytes) -> None:
        self._wakeup = self._steps = None
        try:
            response = advance(steps)
            if response is None:
                self._schedule_slice(steps, request, persistence)
            else:
                self._send(response, persistence, head=request.method == "HEAD")
        except Exception as error:
            self._fail(error, request, persistence)
        self._continue()

    def _lose_unread(self) -> None:
        if self._unread is not None:
            self._unread.lose()
            self._unread = None

    def _hand_over_steps(self) -> None:
        steps, self._steps = self._steps, None
        if steps is not None:
            self._connections.complete(steps)

    # Responses

    def _send(self, response: Response, persistence: bytes, *, head: bool = False) -> None:
        if response.ending != "whole" or (self._connections.deadline is not None and not self._queue):
            persistence = CLOSE
        data = encode(response, self._connections.starts[response.status], persistence, head=head)
        if response.delay > 0:
            if persistence is CLOSE:
                self._reader.close()
                self._queue.clear()
            self._delayed = response
            loop = self._connections.loop
            self._due = loop.time() + response.delay
            self._wait(loop.call_at(self._due, partial(self._send_late, response, data, persistence, head=head)))
            self._drop_overdue()
        else:
            self._write(response, data, persistence)

    def _send_late(self, response: Response, data: bytes, persistence: bytes, *, head: bool) -> None:
        self._wakeup = self._delayed = None
        if self._connections.deadline is None:
            self._write(response, data, persistence)
        else:
            self._send(evolve(response, delay=0.0), persistence, head=head)
        self._continue()

    def _drop_overdue(self) -> None:
        """Drop the connection if its response is delayed beyond the deadline of a stopping server."""
        deadline = self._connections.deadline
        if deadline is not None and self._delayed is not None and self._due > deadline:
            self._drop()

    def _write(self, response: Response, data: bytes, persistence: bytes) -> None:
        if not data:
            self._drop()
            return
        self._transport.write(data)
        if self._state is BLOCKED:
            self._unread = response
        elif self._transport.is_closing():
            response.lose()
        if persistence is CLOSE:
            self._linger()

    # States

    def _wait(self, wakeup: asyncio.Handle | Pending) -> None:
        self._wakeup = wakeup
        if self._state is READY:
            self._state = WAITING

    def _end_rest(self) -> None:
        self._wakeup = None
        self._continue()

    def _continue(self) -> None:
        """Resume after a wakeup, unless another wakeup is pending or the client is not reading."""
        if self._wakeup is None and self._state is WAITING:
            self._go_on()

    def _go_on(self) -> None:
        """Handle the queued requests, then resume reading once none is left."""
        self._state = READY
        self._since = self._connections.now
        self._turns = 0
        self._serve()
        if self._state is READY:
            if self._connections.deadline is not None:
                self._linger()
                return
            self._transport.resume_reading()
            if self._reader.phase is EXPECTING:
                self._invite()

    def _drop(self) -> None:
        """Close the connection without a response. Earlier responses are still sent."""
        self._end()
        self._connections.retire(self)
        self._transport.close()

    def _linger(self) -> None:
        """Close the sending side after the last response, and wait for the client to disconnect."""
        self._end()
        if self._connections.retire(self):
            self._transport.write_eof()
            self._transport.resume_reading()
        else:
            self._transport.close()

    def _end(self) -> None:
        self._state = ENDED
        self._since = self._connections.now
        self._discarded = 0
        self._reader.close()
        self._cancel()

    def _cancel(self) -> None:
        """Discard the queue, the wakeup, the delayed response and the steps."""
        self._queue.clear()
        if self._delayed is not None:
            self._delayed.lose()
            self._delayed = None
        if self._wakeup is not None:
            self._wakeup.cancel()
            self._wakeup = None
        self._hand_over_steps()
