"""Parses the bytes of a connection into requests."""

import re
from collections import deque
from enum import Enum

from attrs import frozen
from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from ..service.message import Headers, Request
from .connections import Connections
from .encoding import CLOSE, KEEP, KEEP_ALIVE

HEAD_LIMIT = 64 << 10
"""The maximum size in bytes of a request's URL, and of all of its headers together."""

_AUTHORITY = re.compile(rb"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


@frozen
class Rejection:
    """An error response to bytes that are not an acceptable request.

    Attributes:
        status: The HTTP status.
        message: What is wrong and how to fix it.
    """

    status: int
    message: str


Turn = tuple[Request | Rejection, bytes]
"""A request or rejection, with `KEEP`, `KEEP_ALIVE` or `CLOSE` for its response."""


class Phase(Enum):
    """The progress of the next request."""

    BETWEEN = "between"
    """The last request is complete, and no new one has started."""

    ARRIVING = "arriving"
    """A request has started and is incomplete."""

    EXPECTING = "expecting"
    """The head is complete, and the client waits for 100 Continue before it sends the body."""

    UPGRADING = "upgrading"
    """The head requests a protocol upgrade, so the parser stops after it. This phase ends within the same read."""

    CLOSED = "closed"
    """No more requests are read."""


# In Python 3.11, accessing a member through its class runs a descriptor each time.
BETWEEN, ARRIVING, EXPECTING, UPGRADING, CLOSED = Phase


class Reader:
    """Parses the bytes of one connection into requests and appends them to a queue. Does no I/O.

    Args:
        queue: The queue of the connection.
        connections: The clock and the limits.

    Attributes:
        phase: The progress of the next request.
        since: When the last request started or was completed, on the connections' clock.
    """

    __slots__ = (
        "_body",
        "_connections",
        "_fields",
        "_head",
        "_keep",
        "_limit",
        "_parser",
        "_progress",
        "_queue",
        "_span",
        "_url",
        "phase",
        "since",
    )

    def __init__(self, queue: deque[Turn], connections: Connections) -> None:
        self._queue = queue
        self._connections = connections
        self._limit = connections.limits.body
        self.phase = BETWEEN
        self.since = connections.now
        self._parser = HttpRequestParser(self)
        self._span = 0  # bytes of the reads since the last one that made progress
        self._progress = 0  # requests started and pieces of bodies read
        self._clear()

    def _clear(self) -> None:
        self._url = b""
        self._fields: list[tuple[bytes, bytes]] = []
        self._head: Headers = ()
        self._keep = KEEP
        self._body: bytes | bytearray = b""

    def feed(self, data: bytes) -> None:
        """Read the next bytes. `phase` must not be `CLOSED`."""
        self._span += len(data)
        progress = self._progress
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            self._decline_upgrade(memoryview(data)[upgrade.args[0] :])
        except HttpParserError as error:
            self._reject_malformed(error)
        if self.phase is BETWEEN:
            self._span = 0
        elif self._progress != progress:
            # Some of the bytes belong to earlier requests. This value triggers a check of the head but no rejection.
            self._span = HEAD_LIMIT
        elif self._span > 4 * HEAD_LIMIT:
            # The parser buffers an incomplete header or trailer without a limit.
            self._check_head()
            self._reject_headers()

    @property
    def incomplete(self) -> bool:
        """Whether a request has started and is incomplete."""
        return self.phase is not BETWEEN and self.phase is not CLOSED

    def continue_body(self) -> None:
        """Record that 100 Continue was sent."""
        self.phase = ARRIVING

    def reject(self, status: int, message: str) -> None:
        """Queue a rejection as the last response, unless the reader is closed."""
        if self.phase is not CLOSED:
            self._queue.append((Rejection(status, message), CLOSE))
            self.close()

    def close(self) -> None:
        """Stop reading requests."""
        self.phase = CLOSED
        self._clear()

    def release(self) -> None:
        """Drop the parser. Its reference back to the reader is a cycle that only the garbage collector would free."""
        del self._parser

    # Called by the parser

    def on_message_begin(self) -> None:
        """Start a request."""
        if self.phase is not CLOSED:
            self.phase = ARRIVING
            self.since = self._connections.now
            self._progress += 1

    def on_url(self, piece: bytes) -> None:
        """Add a piece of the URL."""
        self._url += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header or a trailer. The parser removes only leading white space."""
        self._fields.append((name.lower(), value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """Evaluate the headers. Trailers, which come later, are ignored."""
        if self._span > HEAD_LIMIT:
            self._check_head()
        self._head = tuple(self._fields)
        named = dict(self._head)
        if b"connection" in named:
            self._keep = KEEP_ALIVE
        if b"content-length" in named and int(named[b"content-length"]) > self._limit:
            self._reject_body()
        if b"expect" in named:
            self._check_expect(named[b"expect"])
        if b"upgrade" in named:
            self._check_upgrade()

    def on_body(self, piece: bytes) -> None:
        """Add a piece of the body."""
        if self.phase is CLOSED:
            return
        self.phase = ARRIVING
        self._progress += 1
        if not self._body:
            self._body = piece
        else:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += piece
        if len(self._body) > self._limit:
            self._append_last()

    def on_message_complete(self) -> None:
        """Queue the request."""
        if self.phase is CLOSED or self.phase is UPGRADING:
            return
        if self._parser.should_keep_alive() and not self._parser.should_upgrade():
            self.phase = BETWEEN
            self.since = self._connections.now
            self._append(self._keep)
            self._clear()
        else:
            self._append_last()

    def _append(self, persistence: bytes) -> None:
        url = self._url
        if not url.startswith(b"/") or b"#" in url:
            url = _origin_form(url)
        path, _, query = url.partition(b"?")
        request = Request(self._parser.get_method().decode(), path, query, self._head, bytes(self._body))
        self._queue.append((request, persistence))

    def _append_last(self) -> None:
        self._append(CLOSE)
        self.close()

    # Checks

    def _check_head(self) -> None:
        if len(self._url) > HEAD_LIMIT:
            self.reject(414, f"Too many bytes in the URL (limit {HEAD_LIMIT}). Send a shorter URL.")
        elif sum(len(name) + len(value) + 4 for name, value in self._fields) > HEAD_LIMIT:
            self._reject_headers()

    def _reject_headers(self) -> None:
        self.reject(431, f"Too many bytes in the headers (limit {HEAD_LIMIT}). Send fewer or shorter headers.")

    def _reject_malformed(self, error: HttpParserError) -> None:
        self.reject(400, f"The request is not valid HTTP/1.1: {error}. Send plain HTTP/1.1, without TLS.")

    def _reject_body(self) -> None:
        if self.phase is not CLOSED:
            self._body = bytes(self._limit + 1)  # the content is irrelevant: the handler rejects a body of this length
            self._append_last()

    def _check_expect(self, value: bytes) -> None:
        if self.phase is ARRIVING and value.lower() == b"100-continue" and self._parser.get_http_version() != "1.0":
            self.phase = EXPECTING

    # Upgrades

    def _check_upgrade(self) -> None:
        if self.phase is not CLOSED and self._parser.should_upgrade() and self._parser.get_method() != b"CONNECT":
            self.phase = UPGRADING

    def _decline_upgrade(self, rest: memoryview) -> None:
        """Continue in HTTP/1.1 after a head that requests a protocol upgrade.

        The parser reads no body after such a head, so a new parser gets the same head without the Upgrade header.
        """
        while self.phase is UPGRADING:
            head = self._head_without_upgrade()
            self._clear()
            self._parser = HttpRequestParser(self)
            try:
                self._parser.feed_data(head)
                self._parser.feed_data(rest)
            except HttpParserUpgrade as upgrade:
                rest = rest[upgrade.args[0] :]
            except HttpParserError as error:
                self._reject_malformed(error)

    def _head_without_upgrade(self) -> bytes:
        fields = b"".join([b"%b: %b\r\n" % header for header in self._head if header[0] != b"upgrade"])
        version = self._parser.get_http_version().encode()
        return b"%b %b HTTP/%b\r\n%b\r\n" % (self._parser.get_method(), self._url, version, fields)


def _origin_form(url: bytes) -> bytes:
    """Return the path and query of a URL in absolute form, which clients send to proxies."""
    rest = _AUTHORITY.sub(b"", url).partition(b"#")[0]
    return b"/" + rest if rest[:1] in (b"", b"?") else rest
