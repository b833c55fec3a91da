"""Exchanges: one HTTP request on a connection of its own, and its response."""

import asyncio
from contextlib import suppress
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

_MOST_READ = 4_096
_LONGEST_HEAD = 65_536
_SWITCHING_PROTOCOLS = 101


class ResponseError(Exception):
    """The receiver did not send a valid response."""


class Exchange(asyncio.Protocol):
    """Sends a request and reads as much of the response as is needed.

    Uses a parser instead of an HTTP client, because a client takes ten times as long. That would delay the deliveries
    of all worlds while many receivers hang.

    Args:
        request: The request.

    Attributes:
        status: The status of the response, as soon as the response or the first 4 KiB of its body have arrived.
    """

    def __init__(self, request: bytes) -> None:
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._request = request
        self._parser = HttpResponseParser(self)
        self._final = False  # whether the headers of the final response are complete
        self._delimited = False  # whether they define the end of the body
        self._size = 0  # of the headers or of the body

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        cast("asyncio.WriteTransport", transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        """Read a part of the response."""
        if self.status.done():
            return
        self._size += 0 if self._final else len(data)
        try:
            with suppress(HttpParserUpgrade):
                self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(ResponseError(f"invalid response: {error}"))
        if not self._final and self._size > _LONGEST_HEAD:
            self._fail(ResponseError(f"invalid response: its headers are longer than {_LONGEST_HEAD} bytes"))

    def connection_lost(self, exc: Exception | None) -> None:
        """End the response."""
        if exc is None and self._final and not self._delimited:
            self._succeed()
        self._fail(exc or ResponseError("the receiver closed the connection before its response was complete"))

    # The parser

    def on_message_begin(self) -> None:
        """Begin a response, interim or final."""
        self._delimited = False

    def on_header(self, name: bytes, _: bytes) -> None:
        """Note whether the body has a defined end."""
        self._delimited = self._delimited or name.lower() in (b"content-length", b"transfer-encoding")

    def on_headers_complete(self) -> None:
        """Begin the body, unless the response is interim."""
        status = self._parser.get_status_code()
        self._final = status >= 200 or status == _SWITCHING_PROTOCOLS
        self._size = 0

    def on_body(self, body: bytes) -> None:
        """Read a part of the body, so that the receiver can finish sending. The content is ignored."""
        self._size += len(body)
        if self._size > _MOST_READ:
            self._succeed()

    def on_message_complete(self) -> None:
        """End the response, unless it is interim."""
        if self._final:
            self._succeed()

    def _succeed(self) -> None:
        if not self.status.done():
            self.status.set_result(self._parser.get_status_code())

    def _fail(self, error: Exception) -> None:
        if not self.status.done():
            self.status.set_exception(error)
            self.status.exception()  # asyncio would report an error that is never retrieved
