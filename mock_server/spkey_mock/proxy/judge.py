"""The judge: compares requests and responses with the contract."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from attrs import frozen

from ..conformance import promises
from ..record.violations import Violation
from ..service.contract import Route, Values
from ..service.credentials import has_credentials
from ..service.decoding import read_json
from ..service.engine import INTERNAL_HEADERS
from ..service.errors import (
    CredentialMissing,
    Encoded,
    InternalHeader,
    Invalid,
    Problem,
    Rejection,
    RouteNotFound,
)
from ..service.message import Headers, Request
from ..service.properties import step
from ..service.registry import Registry
from ..service.validation import SERVER_SET, CompiledSchema
from .upstream import UpstreamError

NOT_CHECKED = Violation("proxy.not_checked", "mock", "A body is too long or encoded, so it was not checked.")


@frozen
class Read:
    """A request as the contract reads it.

    Attributes:
        error: The violation of the contract, or None.
        values: The values of a valid request.
        typed: The same values, as a model.
    """

    error: Rejection | None = None
    values: Values | None = None
    typed: Any = None


def read(registry: Registry, request: Request, route: Route | None, *, whole: bool) -> Read:
    """Compare a request with the contract, as far as that is possible without the server's state.

    Args:
        registry: The handlers of the operations.
        request: The request.
        route: Its operation, or None.
        whole: Whether its body is complete.
    """
    try:
        _check_head(request, route)
        if route is None:
            raise RouteNotFound(f"The contract has no {request.method} at this path.")
        if not whole:
            return Read()
        values = route.operation.read(route.params, request.query, request.body)
        handler = registry.handler(route.operation.id)
        if handler is None:
            return Read(None, values)
        typed = handler.request.read(values)
        handler.validate(typed)
    except Rejection as error:
        return Read(error.with_traceback(None))
    return Read(None, values, typed)


def _check_head(request: Request, route: Route | None) -> None:
    names = {name.lower() for name, _ in request.headers}
    required = route is None or route.operation.auth == "required"
    if required and not has_credentials(request.headers):
        raise CredentialMissing("An API key or a bearer token is required.")
    for name in sorted(names & INTERNAL_HEADERS):
        raise InternalHeader(f"The header {name.decode()} is internal to the service; clients must not send it.")
    if request.compressed:
        raise Encoded


def judged(
    operation: str, status: int, headers: Headers, body: bytes | None, *, has_body: bool = True
) -> Iterator[Violation]:
    """Yield how a response differs from the contract.

    Args:
        operation: The operation.
        status: The status.
        headers: The headers.
        body: The body, or None if it is unknown.
        has_body: Whether the response has a body, unlike one to HEAD.
    """
    documented = promises.load().operations[operation].responses
    if status not in documented:
        known = ", ".join(map(str, documented))
        yield _violation("status", f"{operation} must not return {status}. Documented: {known}.")
        return
    schema = _schema(operation, status)
    if schema is None or not has_body:
        return
    media_type = _media_type(headers)
    if media_type != "application/json":
        yield _violation("content_type", f"The content type must be application/json, not {media_type or 'missing'}.")
    if body is None:
        yield NOT_CHECKED
        return
    try:
        value = read_json(body)
    except ValueError as error:
        yield _violation("json", f"The body is not JSON: {error}.")
        return
    for problem in schema.problems(value):
        yield _violation(problem.keyword or "schema", problem.message, problem)


def disputed(read: Read, status: int, body: bytes) -> Iterator[Violation]:
    """Yield a violation if the server accepted an invalid request, or rejected a valid one as invalid.

    Other errors have the status 400 as well, such as that of a state that does not allow the request.
    """
    error = read.error
    if error is None:
        if status == 400 and read.values is not None and any(sign in body for sign in _SIGNS):
            yield _violation("rejected_valid_request", "The request fits the contract, but the server returned 400.")
    elif (
        200 <= status < 300
        and isinstance(error, Invalid | CredentialMissing)
        # The service may replace some values instead of rejecting them.
        and any(problem.keyword != SERVER_SET for problem in error.problems)
    ):
        yield _violation("accepted_invalid_request", f"The request breaks the contract, but it returned {status}.")


_SIGNS = (b'"ValidationError"', b"7001")
"""The signs of an invalid request in the body of an error."""


def cut(*, started: bool) -> Violation:
    """Return the violation of a server that closed the connection before or during its response."""
    if started:
        return _violation("incomplete", "The server closed the connection before the end of the response.")
    return _violation("missing", "The server closed the connection without a response.")


def failed(error: UpstreamError) -> Violation:
    """Return the violation of a server that could not be reached, or sent no response that can be passed on."""
    return _violation(error.how, str(error))


def _violation(code: str, message: str, problem: Problem | None = None) -> Violation:
    steps = () if problem is None else ("body", *problem.place)
    place = "".join(f"/{step(str(it))}" for it in steps)
    return Violation(f"response.{code}", "server", message, place=place)


@cache
def _schema(operation: str, status: int) -> CompiledSchema | None:
    schema = promises.load().operations[operation].responses[status]
    return None if schema is None else CompiledSchema(dict(schema))


def _media_type(headers: Headers) -> str:
    found = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return found.partition(b";")[0].strip().lower().decode("latin-1")
