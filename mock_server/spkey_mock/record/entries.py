"""The entries of a journal: requests with their responses and violations."""

from collections.abc import Mapping
from typing import cast

from attrs import evolve, frozen

from ..service.contract import Contract, Operation
from ..service.decoding import read_json
from ..service.errors import Rejection
from ..service.message import Request
from ..service.outcome import Outcome
from ..store.recorded import Stream
from .violations import Violation, injected, rejected

MASK = "***"

SECRET_HEADERS = frozenset({"authorization", "x-api-key", "cookie", "proxy-authorization", "x-mock-token"})
"""Headers whose values are always masked, in lower case."""

_LONGEST_BODY = 16_384
_LONGEST_RESPONSE = 2_048
_LONGEST_LINE = 300


@frozen
class Entry:
    """A request and its outcome.

    Attributes:
        id: The entry's number, from 1. The response carries it as X-Request-Id.
        at: When the request arrived, in epoch milliseconds.
        method: The HTTP method.
        path: The path and query, as received.
        operation: The operation, if the request matched one.
        aggregate_type: The type of the aggregate addressed, such as `user`, if any.
        aggregate_id: The id of that aggregate.
        headers: The headers, with names in lower case and credentials masked.
        body: The body as text, truncated if it is long.
        status: The status of the response, or 0 if the connection was dropped instead.
        answer: The response body as text, truncated if it is long.
        fault: The kind of the fault that fired, if any.
        violations: The rules and schemas that the request violated, and any injected fault.
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
        """The user that the request addressed, or None if it addressed no user."""
        return self.aggregate_id if self.aggregate_type == "user" else None

    @property
    def json(self) -> object:
        """The body as a JSON value, or None if it is not JSON."""
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
    """The compact record of a request in the journal. An `Entry` is built from it on demand.

    Attributes:
        number: The number of the entry.
        at: When the request arrived, in epoch milliseconds.
        request: The request, with a long body truncated.
        operation: The operation, if the request matched one.
        subject: The stream of the aggregate addressed, if any.
        status: The status of the response.
        response: The response body, truncated.
        fault: The kind of the fault that fired, if any.
        error: The rejection, if the request was rejected.
        unnoticed: Violations that the service tolerates.
        size: The size in bytes of the parts that clients control.
    """

    number: int
    at: int
    request: Request
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
        return _properties(_json(self.request.body))

    def entry(self, contract: Contract) -> Entry:
        """Return the journal entry, with its violations of the contract."""
        request = self.request
        path = request.path + (b"?" + request.query if request.query else b"")
        violations = [injected(self.fault)] if self.fault else []
        if self.error is not None:
            violations += rejected(contract, self.operation, self.error)
        return Entry(
            id=self.number,
            at=self.at,
            method=request.method,
            path=path.decode("latin-1"),
            operation=self.operation.id if self.operation else None,
            aggregate_type=self.subject.aggregate if self.subject else None,
            aggregate_id=self.subject.id if self.subject else None,
            headers=tuple(_header(name, value) for name, value in request.headers),
            body=request.body.decode("utf-8", "replace"),
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
    """Return the compact record of a request and its response."""
    request, response = outcome.request, response[:_LONGEST_RESPONSE]
    if len(request.body) > _LONGEST_BODY:
        request = evolve(request, body=request.body[:_LONGEST_BODY])
    size = len(request.path) + len(request.query) + len(request.body) + len(response)
    for name, value in request.headers:
        size += len(name) + len(value)
    operation = None if outcome.route is None else outcome.route.operation
    return Line(
        number, outcome.at, request, operation, outcome.subject, status, response, fault, outcome.error, unnoticed, size
    )


def shown(text: str) -> str:
    """Return a text as one printable line for a terminal or a log, truncated if it is long."""
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
