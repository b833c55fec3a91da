"""Requests and responses as plain values, the same for every edge that carries them."""

from typing import Literal, NamedTuple, Protocol, Self

from ..world.limits import Limits
from .decoding import write_json

Headers = tuple[tuple[bytes, bytes], ...]

Ending = Literal["whole", "truncated", "dropped"]
"""How far a response gets: to its end, to the middle of its body, or nowhere, its connection being dropped."""


class Request(NamedTuple):
    """One HTTP request, as it came and before anything in it was decoded.

    Attributes:
        method: The HTTP method, in upper case.
        path: The path with its percent-escapes, without the query.
        query: What follows the question mark, or nothing.
        headers: Names in any case, and values, in the order in which they came; a name may repeat.
        body: The whole body. An edge that cut an overlong one passes on more than `Limits.body` bytes.
    """

    method: str
    path: bytes
    query: bytes = b""
    headers: Headers = ()
    body: bytes = b""


class Response(NamedTuple):
    """One HTTP response. Its length and the handling of the connection are left to the edge.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case, and values.
        body: The whole body, empty in answer to HEAD.
        delay: How long the edge waits before it answers, in seconds.
        ending: How far the edge lets it get.
    """

    status: int
    headers: Headers
    body: bytes
    delay: float = 0.0
    ending: Ending = "whole"

    @classmethod
    def json(cls, status: int, value: object) -> Self:
        """The response with this status and this JSON value."""
        return cls(status, ((b"content-type", b"application/json"),), write_json(value))

    def with_headers(self, *headers: tuple[bytes, bytes]) -> Self:
        """The same, with more headers."""
        return self._replace(headers=(*self.headers, *headers))


class Handler(Protocol):
    """Answers requests. It does no I/O and may be called from any thread."""

    @property
    def limits(self) -> Limits:
        """How much it takes."""
        ...

    def handle(self, request: Request) -> Response:
        """Answer a request. Nothing that a client sends raises."""
        ...

    def refuse(self, status: int, message: str) -> Response:
        """The answer to what cannot be read as a request, or has no room."""
        ...
