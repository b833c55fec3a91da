"""An exchange: a request and its response, as far as the proxy has passed them on."""

import time
import zlib

from attrs import define, field

from ..service.errors import Unread
from ..service.message import Headers
from .wire import RequestHead, ResponseHead, listed

LONGEST_COPY = 1 << 20
"""The maximum number of bytes that are copied of a body. A longer one is passed on, but not checked."""

_WINDOW = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
"""The codings that are decoded, with the parameter that zlib has for them."""


@define(eq=False)
class Copy:
    """The start of a body.

    Attributes:
        data: The first bytes, at most `LONGEST_COPY`.
        whole: Whether the data is the whole body.
    """

    data: bytes = b""
    whole: bool = True
    _pieces: bytearray = field(factory=bytearray)

    def add(self, piece: bytes) -> None:
        """Copy the next piece of the body."""
        room = LONGEST_COPY - len(self._pieces)
        self._pieces += piece[:room]
        self.whole = self.whole and len(piece) <= room

    def close(self, headers: Headers = ()) -> None:
        """Decode the body, if the headers say that it is encoded. Unknown codings are left alone."""
        self.data = bytes(self._pieces)
        codings = [coding for coding in listed(headers, b"content-encoding") if coding != b"identity"]
        if not codings or not self.data:
            return
        if len(codings) > 1 or codings[0] not in _WINDOW:
            self.whole = False
            return
        decoder = zlib.decompressobj(_WINDOW[codings[0]])
        try:
            self.data = decoder.decompress(self.data, LONGEST_COPY)
        except zlib.error:
            self.whole = False
        self.whole = self.whole and decoder.eof


@define(eq=False)
class Exchange:
    """A request and its response, as far as the proxy has passed them on.

    Attributes:
        head: The head of the request, as the client sent it, but for the scheme and host of its target.
        sent: The body of the request.
        received: The body of the response.
        response: The head of the response, or None if there was none.
        error: The error with which the proxy itself responded, or None.
        broken: The reason why the body of the request could not be read to its end, or empty.
        complete: Whether the response came to its end.
        lost: Whether the client left before that.
        at: The time at which the request arrived, in epoch milliseconds.
        started: The same time on the clock that measures durations, in nanoseconds.
    """

    head: RequestHead
    sent: Copy = field(factory=Copy)
    received: Copy = field(factory=Copy)
    response: ResponseHead | None = None
    error: Unread | None = None
    broken: str = ""
    complete: bool = False
    lost: bool = False
    at: int = field(factory=lambda: time.time_ns() // 1_000_000)
    started: int = field(factory=time.perf_counter_ns)
