"""HTTP/1.1 on a socket: one connection, and what the connections of a server share."""

import asyncio
import logging
import re
from collections import deque
from email.utils import formatdate
from functools import cache
from http import HTTPStatus
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from ..service.message import Handler, Headers, Request, Response

HEAD_LIMIT = 64 << 10
"""The most bytes that a URL may have, and that the headers of a request may have together."""

IDLE = 75.0
"""How long a connection may wait for its next request, or for its client to read, in seconds."""

LINGER = 5.0
"""How long a connection that was answered for the last time waits for its client to leave, in seconds."""

LINGER_BYTES = 64 << 20
"""How much of what such a client still sends is read and thrown away."""

LEAVING = 2_000
"""How many connections may linger at the same time."""

TURNS = 16
"""How many requests of a connection are answered before the others have their turn."""

# What an answer says about its connection. To HTTP/1.0, nothing means that it is closed.
_KEEP = b""
_KEEP_ASKED = b"connection: keep-alive\r\n"
_CLOSE = b"connection: close\r\n"

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_BODILESS = frozenset({204, 304})

_AUTHORITY = re.compile(rb"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")

_log = logging.getLogger("spkey_mock")


class Connections:
    """The connections of a server, and what they share: who answers, and what time it is.

    It has no timer for each connection. Its clock and the Date header stand still between two sweeps, and a sweep looks
    after every connection: reading either costs a request nothing.

    Args:
        handler: What answers the requests.
        patience: How long a request may take to arrive, in seconds.
        loop: The loop in which the connections live.

    Attributes:
        handler: What answers the requests.
        limits: How much it takes.
        patience: How long a request may take to arrive, in seconds.
        loop: The loop in which the connections live.
        period: How long after a sweep the next one is due, in seconds.
        now: The time of the last sweep, on the clock of the loop.
        starts: The status lines with the Date header of the last sweep.
    """

    __slots__ = ("_leaving", "_served", "handler", "limits", "loop", "now", "patience", "period", "starts")

    def __init__(self, handler: Handler, patience: float, loop: asyncio.AbstractEventLoop) -> None:
        self.handler = handler
        self.limits = handler.limits
        self.patience = patience
        self.loop = loop
        self.period = min(1.0, patience / 4)
        self._served: set[Connection] = set()
        self._leaving: set[Connection] = set()
        self._set_clock()

    def __call__(self) -> "Connection":
        """A new connection, for `loop.create_server`."""
        return Connection(self)

    def admit(self, connection: "Connection") -> bool:
        """Count a connection in, unless there are as many as there may be."""
        if len(self._served) >= self.limits.connections:
            return False
        self._served.add(connection)
        return True

    def leave(self, connection: "Connection") -> bool:
        """No longer count a connection that was answered for the last time.

        Returns:
            Whether it may linger. Where too many do, it has to be closed.
        """
        self._served.discard(connection)
        lingers = len(self._leaving) < LEAVING
        self._leaving.add(connection)
        return lingers

    def forget(self, connection: "Connection") -> None:
        """Drop what is known of a connection that is closed."""
        self._served.discard(connection)
        self._leaving.discard(connection)

    def sweep(self) -> None:
        """Set the clock, and end what takes too long. It never ends anything too soon, and one period late at most."""
        self._set_clock()
        for connection in (*self._served, *self._leaving):
            connection.check(self.now - self.period)

    def abort(self) -> None:
        """Close every connection at once, whatever its state. They are forgotten when the loop goes on."""
        for connection in (*self._served, *self._leaving):
            connection.abort()

    def __len__(self) -> int:
        return len(self._served) + len(self._leaving)

    def _set_clock(self) -> None:
        self.now = self.loop.time()
        self.starts = _Starts(b"date: %b\r\n" % formatdate(usegmt=True).encode())


class _Starts(dict[int, bytes]):
    """How answers start, by their status: with a status line and a date."""

    def __init__(self, date: bytes) -> None:
        super().__init__()
        self._date = date

    def __missing__(self, status: int) -> bytes:
        self[status] = start = _status_line(status) + self._date
        return start


@cache
def _status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


class Connection(asyncio.Protocol):
    """One connection. It answers its requests one after another, without a task.

    While an answer is delayed, or the client does not read, it takes no more than what one read has brought, and then
    reads no more. After the last answer it lingers until the client leaves: closed with something unread, a connection
    is reset, and the answer may be lost.
    """

    __slots__ = (
        "_asked",
        "_body",
        "_busy",
        "_clogged",
        "_connections",
        "_deaf",
        "_ended",
        "_expects",
        "_head",
        "_headers",
        "_incomplete",
        "_moved",
        "_parser",
        "_queue",
        "_rest",
        "_since",
        "_span",
        "_timer",
        "_transport",
        "_turns",
        "_upgrade",
        "_url",
    )

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._since = connections.now  # when its state, which decides how long it may last, began
        self._parser = HttpRequestParser(self)
        self._queue: deque[tuple[Request | Response, bytes]] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rest: asyncio.Handle | None = None  # until the others have had their turn
        self._turns = 0  # how many requests were answered since then
        self._busy = False  # whether requests have to wait: for the timer, for others, or because it is clogged
        self._clogged = False  # whether the client does not read
        self._deaf = False  # whether it takes no more requests
        self._ended = False  # whether it was answered for the last time
        self._span = 0  # how many bytes came, in reads that did not get a request further than the one before
        self._moved = False  # whether this read has got a request further
        self._incomplete = False
        self._forget_request()

    def _forget_request(self) -> None:
        self._url = b""
        self._head: Headers = ()
        self._headers: list[tuple[bytes, bytes]] = []
        self._asked = False  # whether the client says what is to become of the connection
        self._body: bytes | bytearray = b""
        self._expects = False  # whether the client waits for 100 Continue
        self._upgrade = False  # whether the parser takes what follows for another protocol

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, or refuse to."""
        self._transport = cast("asyncio.Transport", transport)
        if not self._connections.admit(self):
            limit = self._connections.limits.connections
            self._refuse(503, f"There are {limit} connections, and there may not be more.")

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        self._span += len(data)
        self._turns = 0
        if self._deaf:
            if self._span > LINGER_BYTES:
                self.abort()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            self._decline_upgrade(memoryview(data)[upgrade.args[0] :])
        except HttpParserError as error:
            self._refuse_malformed(error)
        if self._incomplete:
            self._watch()
        else:
            self._span = 0

    def eof_received(self) -> None:
        """Give up what has not been answered: the client has left. The loop sends what has, and closes."""
        self._settle()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up everything."""
        self._settle()
        self._connections.forget(self)
        del self._parser  # it refers to this object too; the collector would come late

    def pause_writing(self) -> None:
        """Let requests wait, because the client does not read."""
        self._busy = self._clogged = True
        self._since = self._connections.now

    def resume_writing(self) -> None:
        """Go on, because the client reads again."""
        self._clogged = False
        if self._timer is None:
            self._go_on()

    # What the server calls

    def check(self, now: float) -> None:
        """End it if its state has lasted too long."""
        age = now - self._since
        if self._ended:
            if age > LINGER:
                self.abort()
        elif self._timer is not None:
            return
        elif self._clogged or not self._incomplete:
            if age > IDLE:
                self.abort()
        elif age > self._connections.patience:
            self._refuse(408, f"The request was not complete after {self._connections.patience:g} seconds.")

    def abort(self) -> None:
        """Close it at once."""
        self._mark_ended()
        self._transport.abort()

    # What the parser calls

    def on_message_begin(self) -> None:
        """A request begins."""
        self._incomplete = self._moved = True
        self._since = self._connections.now

    def on_url(self, piece: bytes) -> None:
        """A piece of its URL was read."""
        self._url += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header or a trailer was read."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """All headers were read. What comes after them, as trailers, is not looked at."""
        if self._span > HEAD_LIMIT:
            self._check_head()
        self._head = tuple([(name.lower(), value.rstrip(b" \t")) for name, value in self._headers])
        named = dict(self._head)
        self._asked = b"connection" in named
        if b"content-length" in named:
            self._check_length(int(named[b"content-length"]))
        if b"expect" in named:
            self._expects = named[b"expect"].lower() == b"100-continue" and self._parser.get_http_version() != "1.0"
        if b"upgrade" in named:
            self._upgrade = self._parser.should_upgrade() and self._parser.get_method() != b"CONNECT"

    def on_body(self, piece: bytes) -> None:
        """A piece of the body was read."""
        if self._deaf:
            return
        self._moved = True
        self._expects = False
        if not self._body:
            self._body = piece
        else:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += piece
        if len(self._body) > self._connections.limits.body:
            self._take(self._request(), _CLOSE)

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._incomplete = False
        self._since = self._connections.now
        if not self._upgrade:
            self._take(self._request(), self._persistence())
            self._forget_request()

    # Requests

    def _check_head(self) -> None:
        if len(self._url) > HEAD_LIMIT:
            self._refuse(414, f"The URL is longer than {HEAD_LIMIT} bytes.")
        elif sum(len(name) + len(value) + 4 for name, value in self._headers) > HEAD_LIMIT:
            self._refuse_headers()

    def _refuse_headers(self) -> None:
        self._refuse(431, f"The headers are longer than {HEAD_LIMIT} bytes.")

    def _refuse_malformed(self, error: HttpParserError) -> None:
        self._refuse(400, f"The request is not HTTP/1.1: {error}.")

    def _check_length(self, length: int) -> None:
        limit = self._connections.limits.body
        if length > limit:
            self._body = bytes(limit + 1)  # it does not matter which: the handler refuses them
            self._take(self._request(), _CLOSE)

    def _watch(self) -> None:
        """Look after a request that is not complete."""
        if self._moved:
            self._moved = False
            # Some of the bytes belong to requests before. Enough to have the head looked at, too few to refuse it.
            self._span = HEAD_LIMIT
        elif self._span > 4 * HEAD_LIMIT:
            # The parser keeps what it has of a header or a trailer, however long.
            self._check_head()
            self._refuse_headers()
        self._invite()

    def _invite(self) -> None:
        """Ask for the body, where the client waits for that and no other answer is due before."""
        if self._expects and not self._busy and not self._deaf:
            self._expects = False
            self._transport.write(_CONTINUE)

    def _decline_upgrade(self, rest: memoryview) -> None:
        """Go on in HTTP/1.1 after a head that asked for another protocol, with the body for one.

        The parser takes no body then, so another one is shown the head without that wish.
        """
        while self._upgrade and not self._deaf:
            head = self._head_without_upgrade()
            self._forget_request()
            self._parser = HttpRequestParser(self)
            try:
                self._parser.feed_data(head)
                self._parser.feed_data(rest)
            except HttpParserUpgrade as upgrade:
                rest = rest[upgrade.args[0] :]
            except HttpParserError as error:
                self._refuse_malformed(error)

    def _head_without_upgrade(self) -> bytes:
        fields = b"".join([b"%b: %b\r\n" % header for header in self._head if header[0] != b"upgrade"])
        version = self._parser.get_http_version().encode()
        return b"%b %b HTTP/%b\r\n%b\r\n" % (self._parser.get_method(), self._url, version, fields)

    def _request(self) -> Request:
        url = self._url
        if not url.startswith(b"/") or b"#" in url:
            url = _origin_form(url)
        path, _, query = url.partition(b"?")
        return Request(self._parser.get_method().decode(), path, query, self._head, bytes(self._body))

    def _persistence(self) -> bytes:
        if not self._parser.should_keep_alive() or self._parser.should_upgrade():
            return _CLOSE
        return _KEEP_ASKED if self._asked else _KEEP

    # Answers

    def _refuse(self, status: int, message: str) -> None:
        if not self._deaf:
            self._take(self._connections.handler.refuse(status, message), _CLOSE)

    def _take(self, turn: Request | Response, persistence: bytes) -> None:
        """Answer a request, or send a refusal, as soon as its turn comes."""
        if self._deaf:
            return
        if persistence is _CLOSE:
            self._deaf = True
        if not self._busy and self._turns < TURNS:
            self._turns += 1
            self._serve(turn, persistence)
            return
        if not self._busy:
            self._let_others_go_first()
        if self._queue is None:
            self._queue = deque()
        self._queue.append((turn, persistence))
        self._transport.pause_reading()

    def _let_others_go_first(self) -> None:
        self._busy = True
        self._rest = self._connections.loop.call_soon(self._end_rest)

    def _end_rest(self) -> None:
        self._rest = None
        if self._timer is None and not self._clogged:
            self._go_on()

    def _serve(self, turn: Request | Response, persistence: bytes) -> None:
        if isinstance(turn, Response):
            self._send(turn, persistence)
            return
        try:
            self._send(self._connections.handler.handle(turn), persistence, head=turn.method == "HEAD")
        except Exception as error:
            _log.exception("The mock failed at %s %r.", turn.method, turn.path)
            failure = self._connections.handler.refuse(500, f"The mock failed: {type(error).__name__}.")
            self._send(failure, persistence, head=turn.method == "HEAD")

    def _send(self, response: Response, persistence: bytes, *, head: bool = False) -> None:
        if response.ending != "whole":
            persistence = _CLOSE
            self._deaf = True
        data = _encode(response, self._connections.starts[response.status], persistence, head=head)
        if response.delay > 0:
            self._busy = True
            self._timer = self._connections.loop.call_later(response.delay, self._send_late, data, persistence)
        else:
            self._write(data, persistence)

    def _send_late(self, data: bytes, persistence: bytes) -> None:
        self._timer = None
        self._write(data, persistence)
        if not self._clogged:
            self._go_on()

    def _write(self, data: bytes, persistence: bytes) -> None:
        if not data:
            self._drop()
            return
        self._transport.write(data)
        if persistence is _CLOSE:
            self._end()

    def _go_on(self) -> None:
        """Serve what had to wait, as far as that is possible now."""
        if self._rest is not None:
            return
        self._busy = False
        self._since = self._connections.now
        self._turns = 0
        while self._queue and not self._busy:
            if self._turns == TURNS:
                self._let_others_go_first()
                return
            self._turns += 1
            self._serve(*self._queue.popleft())
        if not self._busy:
            self._transport.resume_reading()
            self._invite()

    def _drop(self) -> None:
        """Close it without a word. Answers from before still go out."""
        self._mark_ended()
        self._connections.leave(self)
        self._transport.close()

    def _end(self) -> None:
        """Say that this was the last answer, and wait for the client to leave."""
        self._mark_ended()
        if self._connections.leave(self):
            self._transport.write_eof()
            self._transport.resume_reading()
        else:
            self._transport.close()

    def _mark_ended(self) -> None:
        self._deaf = self._ended = True
        self._since = self._connections.now
        self._span = 0
        self._settle()
        self._forget_request()

    def _settle(self) -> None:
        """Forget what still waits to be answered."""
        self._queue = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None


def _origin_form(url: bytes) -> bytes:
    """The path and query of a URL that has more, such as a proxy is asked for."""
    rest = _AUTHORITY.sub(b"", url).partition(b"#")[0]
    return b"/" + rest if rest[:1] in (b"", b"?") else rest


def _encode(response: Response, start: bytes, persistence: bytes, *, head: bool) -> bytes:
    """What goes over the wire, which is nothing at all for a response that is to be dropped."""
    if response.ending == "dropped":
        return b""
    fields = b"".join([b"%b: %b\r\n" % header for header in response.headers])
    if head or response.status in _BODILESS:
        return b"%b%b%b\r\n" % (start, fields, persistence)
    body = response.body
    length = len(body)
    if response.ending == "truncated":
        body = body[: length // 2]
        length = max(length, 1)
    return b"%b%bcontent-length: %d\r\n%b\r\n%b" % (start, fields, length, persistence, body)
