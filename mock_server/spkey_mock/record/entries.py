"""The entries of a journal: requests with their responses and violations."""

from collections.abc import Mapping
from typing import cast

from attrs import define, evolve, frozen

from ..service.contract import Contract, Operation
from ..service.decoding import read_json
from ..service.errors import Rejection
from ..service.message import Request, Response
from ..service.outcome import Outcome
from ..store.recorded import Stream
from .masking import masked_body, masked_headers, masked_query, masked_unknown
from .violations import Violation, injected, rejected

LONGEST_BODY = 16_384
"""The maximum number of bytes that the journal keeps of a request's body."""

LONGEST_RESPONSE = 2_048
"""The maximum number of bytes that the journal keeps of a response's body."""

_LONGEST_LINE = 300


@frozen
class Entry:
    """A request and its outcome.

    Attributes:
        id: The entry's number, from 1. The response carries it as X-Request-Id.
        at: When the request arrived, in epoch milliseconds.
        method: The HTTP method.
        path: The path and query as received, with the values of credentials masked.
        operation: The operation, if the request matched one.
        aggregate_type: The type of the aggregate addressed, such as `user`, if any.
        aggregate_id: The id of that aggregate.
        headers: The headers, with names in lower case and credentials masked.
        body: The body as text, truncated if it is long.
        status: The status of the response, or 0 if the connection was dropped instead.
        answer: The response body as text, truncated if it is long.
        fault: The kind of the fault that fired, if any.
        violations: The rules and schemas that the request violated, and any injected fault.
        duration: The time in milliseconds that handling the request took, without an injected delay.
        response_headers: The headers of the response, without those that the transport adds.
        lost: Whether the client left before the response was sent. A response that a fault drops is not lost.
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
    duration: float
    response_headers: tuple[tuple[str, str], ...]
    lost: bool

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
        request = shown(f"#{self.id} {' '.join(filter(None, (name, self.aggregate_id, self.body)))}")
        return f"{request} -> {self.status}{' (lost)' if self.lost else ''}"


@define(eq=False)
class Line:
    """The compact record of a request in the journal. An `Entry` is built from it on demand.

    It is not frozen, because there is one per request, and a frozen class takes longer to create. It never changes.

    Attributes:
        number: The number of the entry.
        at: When the request arrived, in epoch milliseconds.
        request: The request, with a long body truncated.
        operation: The operation, if the request matched one.
        subject: The stream of the aggregate addressed, if any.
        response: The response, with a long body truncated.
        fault: The kind of the fault that fired, if any.
        error: The rejection, if the request was rejected.
        unnoticed: Violations that the service tolerates.
        size: The size in bytes of the parts that clients control.
        duration: The time in nanoseconds that handling the request took.
    """

    number: int
    at: int
    request: Request
    operation: Operation | None
    subject: Stream | None
    response: Response
    fault: str | None
    error: Rejection | None
    unnoticed: tuple[Violation, ...]
    size: int
    duration: int

    @property
    def status(self) -> int:
        """The status of the response, or 0 if the connection was dropped instead."""
        return self.response.sent_status

    @property
    def lost(self) -> bool:
        """Whether the client left before the response was sent, as far as is known."""
        return self.response.receipt is not None and self.response.receipt.lost

    @property
    def properties(self) -> Mapping[str, object]:
        """The properties of the body, none where it is not a JSON object."""
        return _properties(_json(self.request.body))

    def violations(self, contract: Contract) -> tuple[Violation, ...]:
        """Return the rules and schemas of the contract that the request violated, and any injected fault."""
        violations = [injected(self.fault)] if self.fault else []
        if self.error is not None:
            violations += rejected(contract, self.operation, self.error)
        return (*violations, *self.unnoticed)

    def entry(self, contract: Contract) -> Entry:
        """Return the journal entry, with its violations of the contract."""
        request, response = self.request, self.response
        path = request.path + (b"?" + masked_query(request.query) if request.query else b"")
        return Entry(
            id=self.number,
            at=self.at,
            method=request.method,
            path=path.decode("latin-1"),
            operation=self.operation.id if self.operation else None,
            aggregate_type=self.subject.aggregate if self.subject else None,
            aggregate_id=self.subject.id if self.subject else None,
            headers=masked_headers(request.headers),
            body=request.body.decode("utf-8", "replace"),
            status=self.status,
            answer=response.body.decode("utf-8", "replace") if self.status else "",
            fault=self.fault,
            violations=self.violations(contract),
            duration=self.duration // 1_000 / 1_000,
            response_headers=masked_headers(response.headers),
            lost=self.lost,
        )


def line(
    number: int,
    outcome: Outcome,
    response: Response,
    duration: int,
    fault: str | None,
    unnoticed: tuple[Violation, ...],
) -> Line:
    """Return the compact record of a request and its response."""
    request = outcome.request
    operation = None if outcome.route is None else outcome.route.operation
    if operation is not None:
        if operation.secrets or operation.served_secrets:
            request, response = _masked(request, response, operation)
    elif request.body:
        request = evolve(request, body=masked_unknown(request.body))
    if len(request.body) > LONGEST_BODY:
        request = evolve(request, body=request.body[:LONGEST_BODY])
    if len(response.body) > LONGEST_RESPONSE:
        response = evolve(response, body=response.body[:LONGEST_RESPONSE])
    return Line(
        number,
        outcome.at,
        request,
        operation,
        outcome.subject,
        response,
        fault,
        outcome.error,
        unnoticed,
        size_of(request, response),
        duration,
    )


def _masked(request: Request, response: Response, operation: Operation) -> tuple[Request, Response]:
    """Return a request and its response without their secrets."""
    if operation.secrets:
        request = evolve(request, body=masked_body(request.body, operation.secrets))
    if places := operation.served_secrets.get(response.status):
        response = evolve(response, body=masked_body(response.body, places))
    return request, response


def size_of(request: Request, response: Response) -> int:
    """Return the size in bytes of the parts of a request and its response that clients control."""
    size = len(request.path) + len(request.query) + len(request.body) + len(response.body)
    for name, value in request.headers:
        size += len(name) + len(value)
    return size


def shown(text: str) -> str:
    """Return a text as one printable line for a terminal or a log, truncated if it is long."""
    cut = text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}..."
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def _json(body: bytes) -> object:
    try:
        return read_json(body)
    except ValueError:
        return None


def _properties(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
