"""The entries of a journal: requests, their responses, and what they broke."""

from collections.abc import Mapping
from typing import cast

from attrs import frozen

from ..service.contract import Contract, Operation
from ..service.decoding import read_json
from ..service.errors import Rejection
from ..service.message import Headers
from ..service.outcome import Outcome
from ..store.recorded import Stream
from .violations import Violation, injected, rejected

MASK = "***"

SECRET_HEADERS = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization", "x-mock-token"})
"""The headers whose values are never shown, in lower case."""

_LONGEST_BODY = 16_384
_LONGEST_RESPONSE = 2_048
_LONGEST_LINE = 300


@frozen
class Entry:
    """A request and its outcome.

    Attributes:
        id: The entry's number, from 1. The response carries it as X-Request-Id.
        at: When the request came, in epoch milliseconds.
        method: The HTTP method.
        path: The path and query, as they were received.
        operation: The operation that it named, if any.
        aggregate_type: The kind of the aggregate that it concerned, such as `user`, if any.
        aggregate_id: The id of that aggregate.
        headers: The headers with names in lower case, credentials masked.
        body: The body as text, the end cut off if it is long.
        status: The status of the response, or 0 where the connection was dropped instead.
        answer: The body of the response as text, the end cut off if it is long.
        fault: The kind of the fault that fired, if any.
        violations: What the request broke.
    """

    id: int
    at: int
    method: str
    path: str
    operation: str | None
    aggregate_type: str | None
    aggregate_id: str | None
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int
    answer: str
    fault: str | None
    violations: tuple[Violation, ...]

    @property
    def user_id(self) -> str | None:
        """The user that the request concerned, if it was one."""
        return self.aggregate_id if self.aggregate_type == "user" else None

    @property
    def json(self) -> object:
        """The body as a JSON value, or None where it is not one."""
        return _json(self.body.encode("utf-8", "replace"))

    @property
    def members(self) -> Mapping[str, object]:
        """The properties of the body, none where it is not a JSON object."""
        return _properties(self.json)

    def __str__(self) -> str:
        name = self.operation or f"{self.method} {self.path}"
        return (
            shown(f"#{self.id} {' '.join(filter(None, (name, self.aggregate_id, self.body)))}") + f" -> {self.status}"
        )


@frozen
class Line:
    """What a journal keeps of a request. It becomes an entry when somebody looks.

    Attributes:
        number: The number of the entry.
        at: When the request came.
        method: The method.
        path: The path.
        query: The query.
        headers: The headers.
        body: The body, cut.
        operation: The operation that it named.
        subject: The stream that it concerned.
        status: The status of the response.
        response: The body of the response, cut.
        fault: The kind of the fault that fired.
        error: Why it was rejected.
        unnoticed: What the service did not mind.
        size: The bytes that all this takes, as far as clients decide on them.
    """

    number: int
    at: int
    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    operation: Operation | None
    subject: Stream | None
    status: int
    response: bytes
    fault: str | None
    error: Rejection | None
    unnoticed: tuple[Violation, ...]
    size: int

    @property
    def properties(self) -> Mapping[str, object]:
        """The properties of the body, none where it is not a JSON object."""
        return _properties(_json(self.body))

    def entry(self, contract: Contract) -> Entry:
        """Return the entry, judged by the contract."""
        path = self.path + (b"?" + self.query if self.query else b"")
        violations = [injected(self.fault)] if self.fault else []
        if self.error is not None:
            violations += rejected(contract, self.operation, self.error)
        return Entry(
            id=self.number,
            at=self.at,
            method=self.method,
            path=path.decode("latin-1"),
            operation=self.operation.id if self.operation else None,
            aggregate_type=self.subject.aggregate if self.subject else None,
            aggregate_id=self.subject.id if self.subject else None,
            headers=tuple(_header(name, value) for name, value in self.headers),
            body=self.body.decode("utf-8", "replace"),
            status=self.status,
            answer=self.response.decode("utf-8", "replace") if self.status else "",
            fault=self.fault,
            violations=(*violations, *self.unnoticed),
        )


def line(
    number: int,
    outcome: Outcome,
    status: int,
    response: bytes,
    fault: str | None,
    unnoticed: tuple[Violation, ...],
) -> Line:
    """Return what a journal keeps of a request and the response that was sent."""
    request = outcome.request
    body, response = request.body[:_LONGEST_BODY], response[:_LONGEST_RESPONSE]
    size = len(request.path) + len(request.query) + len(body) + len(response)
    for name, value in request.headers:
        size += len(name) + len(value)
    return Line(
        number,
        outcome.at,
        request.method,
        request.path,
        request.query,
        request.headers,
        body,
        None if outcome.route is None else outcome.route.operation,
        outcome.subject,
        status,
        response,
        fault,
        outcome.error,
        unnoticed,
        size,
    )


def shown(text: str) -> str:
    """Return a text as one line that a terminal or a log can show."""
    cut = text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}..."
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def _header(name: bytes, value: bytes) -> tuple[str, str]:
    text = name.decode("latin-1").lower()
    return text, MASK if text in SECRET_HEADERS else value.decode("latin-1")


def _json(body: bytes) -> object:
    try:
        return read_json(body)
    except ValueError:
        return None


def _properties(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
