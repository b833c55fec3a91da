"""Requests and responses as plain values, the same for every edge that carries them."""

from dataclasses import dataclass
from typing import Self

from spkey_mock.wire import write_json

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, as it came and before anything in it was decoded.

    Attributes:
        method: The HTTP method, in upper case.
        path: The path with its percent-escapes, without the query.
        query: What follows the question mark, or nothing.
        headers: Names in any case, and values, in the order in which they came; a name may repeat.
        body: The whole body. An edge that cut an overlong one passes on more than `engine.BODY_LIMIT` bytes.
    """

    method: str
    path: bytes
    query: bytes = b""
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response. Its length and the handling of the connection are left to the edge."""

    status: int
    headers: Headers
    body: bytes

    @classmethod
    def json(cls, status: int, value: object) -> Self:
        """The response with this status and this JSON value."""
        return cls(status, ((b"content-type", b"application/json"),), write_json(value))
