"""Requests and responses as plain values, the same for every edge that carries them."""

from typing import Literal, Self

from attrs import frozen

from .decoding import write_json

Headers = tuple[tuple[bytes, bytes], ...]

Ending = Literal["whole", "truncated", "dropped"]
"""How far a response gets: to its end, to the middle of its body, or nowhere, because its connection is dropped."""


@frozen
class Request:
    """One HTTP request, as it was received and before anything in it was decoded.

    Attributes:
        method: The HTTP method, in upper case.
        path: The path with its percent-escapes, without the query.
        query: The text after the question mark, or nothing.
        headers: Names in any case, and values, in the order in which they came; a name may repeat.
        body: The whole body. An edge that cut an overlong one passes on more than `Limits.body` bytes.
    """

    method: str
    path: bytes
    query: bytes = b""
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: bytes) -> list[bytes]:
        """Return the values of a header, whose name is given in lower case."""
        return [value for header, value in self.headers if header.lower() == name]


@frozen
class Response:
    """One HTTP response. Its length and the handling of the connection are left to the edge.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case, and values.
        body: The whole body, empty for HEAD.
        delay: How long the edge waits before it responds, in seconds.
        ending: How far the edge lets the response get.
    """

    status: int
    headers: Headers
    body: bytes
    delay: float = 0.0
    ending: Ending = "whole"

    @classmethod
    def json(cls, status: int, value: object) -> Self:
        """Return the response with this status and this JSON value."""
        return cls(status, ((b"content-type", b"application/json"),), write_json(value))

    def with_headers(self, *headers: tuple[bytes, bytes]) -> Self:
        """Return the same response with more headers."""
        return type(self)(self.status, (*self.headers, *headers), self.body, self.delay, self.ending)
