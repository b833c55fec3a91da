"""Requests and responses as plain values, independent of the transport."""

from typing import Literal, Self

from attrs import field, frozen

from .decoding import write_json

Headers = tuple[tuple[bytes, bytes], ...]

Ending = Literal["whole", "truncated", "dropped"]
"""How a response ends: complete, cut in the middle of its body, or not sent because the connection is dropped."""


@frozen
class Request:
    """One HTTP request, as received, before any decoding.

    Attributes:
        method: The HTTP method, in upper case.
        path: The path with its percent-escapes, without the query.
        query: The text after the question mark, or empty.
        headers: The names, in any case, and values, in the order received. A name may repeat.
        body: The body. If a transport truncates an overlong body, it still passes on more than `Limits.body` bytes.
    """

    method: str
    path: bytes
    query: bytes = b""
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: bytes) -> list[bytes]:
        """Return the values of a header. `name` must be in lower case."""
        return [value for header, value in self.headers if header.lower() == name]

    @property
    def compressed(self) -> bool:
        """Whether the body is compressed or encoded in another way."""
        return bool(self.body) and any(
            coding.strip().lower() not in (b"", b"identity") for coding in self.header(b"content-encoding")
        )


class Receipt:
    """The fate of a response, shared by the journal and the transport.

    Attributes:
        lost: Whether the client left before the response was sent.
    """

    lost = False


@frozen
class Response:
    """One HTTP response. The transport adds the length and handles the connection.

    Attributes:
        status: The HTTP status.
        headers: The names, in lower case, and values.
        body: The body, empty for HEAD.
        delay: The seconds that the transport waits before it sends the response.
        ending: How the response ends.
        date: The value of the Date header; by default the transport's own.
        receipt: The fate of the response, if the journal has it.
    """

    status: int
    headers: Headers
    body: bytes
    delay: float = 0.0
    ending: Ending = "whole"
    date: bytes | None = None
    receipt: Receipt | None = field(default=None, eq=False)

    @property
    def sent_status(self) -> int:
        """The status that the client receives, or 0 if the connection is dropped instead."""
        return 0 if self.ending == "dropped" else self.status

    @classmethod
    def json(cls, status: int, value: object) -> Self:
        """Return a response with this status and JSON body."""
        return cls(status, ((b"content-type", b"application/json"),), write_json(value))

    def with_headers(self, *headers: tuple[bytes, bytes]) -> Self:
        """Return the response with these headers added."""
        return type(self)(
            self.status, (*self.headers, *headers), self.body, self.delay, self.ending, self.date, self.receipt
        )

    def lose(self) -> None:
        """Record that the client left before the response was sent. A response that a fault drops is not lost."""
        if self.receipt is not None and self.ending != "dropped":
            self.receipt.lost = True


def redirect(location: str) -> Response:
    """Return a 303 response that redirects to a path."""
    return Response(303, ((b"location", location.encode()),), b"")
