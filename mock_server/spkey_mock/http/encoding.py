"""The encoding of responses as bytes."""

from functools import cache
from http import HTTPStatus

from ..service.message import Response

# The Connection header. Without one, HTTP/1.1 keeps the connection open and HTTP/1.0 closes it.
KEEP = b""
KEEP_ALIVE = b"connection: keep-alive\r\n"
CLOSE = b"connection: close\r\n"

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_BODILESS = frozenset({204, 304})


class Starts(dict[int, bytes]):
    """The status line and Date header of a response, cached by status.

    Args:
        date: The value of the Date header.
    """

    def __init__(self, date: str) -> None:
        super().__init__()
        self._date = b"date: %b\r\n" % date.encode()

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


def encode(response: Response, start: bytes, persistence: bytes, *, head: bool) -> bytes:
    """Return the bytes of a response, or no bytes if the response is dropped.

    Args:
        response: The response.
        start: Its status line and the server's Date header.
        persistence: `KEEP`, `KEEP_ALIVE` or `CLOSE`.
        head: Whether it responds to HEAD and so has no body.
    """
    if response.ending == "dropped":
        return b""
    if response.date is not None:
        start = b"%bdate: %b\r\n" % (_status_line(response.status), response.date)
    fields = b"".join([b"%b: %b\r\n" % header for header in response.headers])
    if head or response.status in _BODILESS:
        return b"%b%b%b\r\n" % (start, fields, persistence)
    body = response.body
    length = len(body)
    if response.ending == "truncated":
        body = body[: length // 2]
        length = max(length, 1)
    return b"%b%bcontent-length: %d\r\n%b\r\n%b" % (start, fields, length, persistence, body)
