"""HTTP/1.1 on the wire.

An HTTP library would normalise what a proxy must not change: targets, methods, reason phrases, the case and order of
headers. So heads are split here, and passed on as they were received. Ambiguous messages are rejected.
"""

import re
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader
from collections.abc import AsyncIterator, Iterable
from typing import Literal

from attrs import frozen

from ..service.message import Headers

LONGEST_HEAD = 65_536
"""The maximum number of bytes of a head."""

Length = int | Literal["chunked", "until closed"]
"""How the end of a body is found: by its number of bytes, by its chunks, or because the connection is closed."""

_PIECE = 65_536
_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST = re.compile(rb"(%b) ([^\x00-\x20\x7f]+) HTTP/1\.([01])" % _TOKEN)
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: ([^\x00-\x08\x0a-\x1f\x7f]*))?")
_HEADER = re.compile(
    rb"(%b):[ \t]*((?:[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?)[ \t]*" % _TOKEN
)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")

_HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"te", b"transfer-encoding", b"upgrade"})
"""The headers that concern one connection only."""

_NEVER_DROPPED = frozenset({b"host", b"content-length"})


class WireError(Exception):
    """A message is not valid HTTP, or ends too early. The message of the error completes "The request ..."."""


@frozen
class RequestHead:
    """The head of a request.

    Attributes:
        method: The method.
        target: The target.
        minor: The minor version of HTTP/1.
        headers: The headers.
    """

    method: bytes
    target: bytes
    minor: int
    headers: Headers

    @property
    def length(self) -> Length:
        """How the end of the body is found.

        Raises:
            WireError: The headers contradict each other.
        """
        declared = _declared(self.headers)
        if declared == "chunked" and not self.minor:
            raise WireError("has chunks, which HTTP/1.0 does not support")
        return 0 if declared is None else declared

    def encode(self) -> bytes:
        """Return the bytes of the head."""
        return b"%b %b HTTP/1.1\r\n%b\r\n" % (self.method, self.target, encoded(self.headers))


@frozen
class ResponseHead:
    """The head of a response.

    Attributes:
        status: The status.
        reason: The reason phrase.
        minor: The minor version of HTTP/1.
        headers: The headers.
    """

    status: int
    reason: bytes
    minor: int
    headers: Headers

    def length(self, method: bytes) -> Length:
        """Return how the end of the body is found, for a response to this method.

        Raises:
            WireError: The headers contradict each other.
        """
        if method == b"HEAD" or self.status < 200 or self.status in (204, 304):
            return 0
        declared = _declared(self.headers)
        return "until closed" if declared is None else declared

    def encode(self) -> bytes:
        """Return the bytes of the head."""
        return b"HTTP/1.1 %d %b\r\n%b\r\n" % (self.status, self.reason, encoded(self.headers))


class Body:
    """A body as it arrives.

    Args:
        reader: The connection, at the start of the body.
        length: How its end is found.

    Attributes:
        trailers: The headers after the last chunk, once the body has been read.
    """

    def __init__(self, reader: StreamReader, length: Length) -> None:
        self._reader = reader
        self._length = length
        self.trailers: Headers = ()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces of the body.

        Raises:
            WireError: It is malformed, or the connection was closed too early.
        """
        if self._length == "until closed":
            while piece := await self._reader.read(_PIECE):
                yield piece
        elif isinstance(self._length, str):
            while size := await self._chunk():
                async for piece in self._exactly(size):
                    yield piece
                if await _until(self._reader, b"\r\n") != b"\r\n":
                    raise WireError("has a chunk that is longer than announced")
            self.trailers = _headers(await _lines(self._reader, "trailers"))
        else:
            async for piece in self._exactly(self._length):
                yield piece

    async def _exactly(self, size: int) -> AsyncIterator[bytes]:
        while size:
            piece = await self._reader.read(min(size, _PIECE))
            if not piece:
                raise WireError("ends before the end of its body")
            size -= len(piece)
            yield piece

    async def _chunk(self) -> int:
        found = _CHUNK.fullmatch(await _until(self._reader, b"\r\n"))
        if found is None:
            raise WireError("has an invalid chunk")
        return int(found[1], 16)


async def read_request(reader: StreamReader) -> RequestHead | None:
    """Read the head of a request, or return None if the connection was closed instead.

    Raises:
        WireError: It is malformed.
    """
    head = await _head(reader, _REQUEST, "request line")
    return None if head is None else RequestHead(head[0][1], head[0][2], int(head[0][3]), head[1])


async def read_response(reader: StreamReader) -> ResponseHead | None:
    """Read the head of a response, or return None if the connection was closed instead.

    Raises:
        WireError: It is malformed.
    """
    head = await _head(reader, _STATUS, "status line")
    return None if head is None else ResponseHead(int(head[0][2]), head[0][3] or b"", int(head[0][1]), head[1])


def end_to_end(headers: Headers) -> Headers:
    """Return the headers without those that concern one connection only."""
    dropped = (_HOP_BY_HOP | set(listed(headers, b"connection"))) - _NEVER_DROPPED
    return tuple((name, value) for name, value in headers if name.lower() not in dropped)


def listed(headers: Headers, wanted: bytes) -> list[bytes]:
    """Return the items of a header that is a list of words, in lower case."""
    values = b",".join(value for name, value in headers if name.lower() == wanted)
    return [word for part in values.split(b",") if (word := part.strip().lower())]


def encoded(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as they are sent."""
    return b"".join(b"%b: %b\r\n" % header for header in headers)


async def _head(reader: StreamReader, pattern: re.Pattern[bytes], first: str) -> tuple[re.Match[bytes], Headers] | None:
    """Read a head. Return its first line and its headers, or None if the connection was closed instead."""
    line = b"\r\n"
    while line == b"\r\n":  # empty lines before a message are skipped
        line = await _until(reader, b"\r\n", optional=True)
    if not line:
        return None
    lines = await _lines(reader, "a head", size=len(line))
    found = pattern.fullmatch(line[:-2])
    if found is None:
        raise WireError(f"has an invalid {first}")
    return found, _headers(lines)


async def _lines(reader: StreamReader, part: str, size: int = 0) -> list[bytes]:
    """Read lines up to an empty one. The size of the part in which they are is limited."""
    lines: list[bytes] = []
    while (line := await _until(reader, b"\r\n")) != b"\r\n":
        lines.append(line[:-2])
        size += len(line)
        if size > LONGEST_HEAD:
            raise WireError(f"has {part} of more than {LONGEST_HEAD} bytes")
    return lines


async def _until(reader: StreamReader, end: bytes, *, optional: bool = False) -> bytes:
    try:
        return await reader.readuntil(end)
    except IncompleteReadError as error:
        if optional and not error.partial:
            return b""
        raise WireError("ends too early") from None
    except LimitOverrunError:
        raise WireError(f"has a line of more than {LONGEST_HEAD} bytes") from None


def _headers(lines: Iterable[bytes]) -> Headers:
    return tuple(map(_header, lines))


def _header(line: bytes) -> tuple[bytes, bytes]:
    found = _HEADER.fullmatch(line)
    if found is None:
        raise WireError("has an invalid header")
    return found[1], found[2]


def _declared(headers: Headers) -> int | Literal["chunked"] | None:
    codings = listed(headers, b"transfer-encoding")
    lengths = {*listed(headers, b"content-length")}
    if codings:
        if codings != [b"chunked"] or lengths:
            raise WireError("must have either one Content-Length or Transfer-Encoding: chunked")
        return "chunked"
    if not lengths:
        return None
    length = lengths.pop()
    if lengths or not length.isdigit() or len(length) > 18:
        raise WireError("must have one Content-Length that is a number")
    return int(length)
