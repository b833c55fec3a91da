"""The error formats: as the contract documents errors, and as the service's HTTP stack sends them."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

from ..store.recorded import Stream
from . import runtime_format
from .errors import Invalid, Problem, Rejection, RouteNotFound
from .message import Response

Name = Literal["documented", "runtime"]


class ErrorFormat(Protocol):
    """Creates the response to a rejection."""

    def __call__(self, error: Rejection, shape: str, *, query: bool, subject: Stream | None) -> Response:
        """Return the response.

        Args:
            error: The rejection.
            shape: The shape that the contract documents for this operation and status.
            query: Whether the request is a query, not a command.
            subject: The stream that the request addresses, if any.
        """
        ...


def documented(error: Rejection, shape: str, *, query: bool = False, subject: Stream | None = None) -> Response:
    """Return the response in the shape that the contract documents."""
    if isinstance(error, RouteNotFound):
        return _no_route()
    return _shaped(error, shape)


def runtime(error: Rejection, shape: str, *, query: bool = False, subject: Stream | None = None) -> Response:
    """Return the response as the service's HTTP stack sends it.

    The stack sends 401 as documented. Operations that write their own errors send all of them as documented.
    """
    if isinstance(error, RouteNotFound):
        return _no_route()
    if error.status == 401 or (shape in _OWN and not isinstance(error, Invalid)):
        return _shaped(error, shape)
    return runtime_format.respond(error, query=query, subject=subject)


ERROR_FORMATS: Mapping[Name, ErrorFormat] = {"documented": documented, "runtime": runtime}
"""The formats, by name."""


def _shaped(error: Rejection, shape: str) -> Response:
    if shape == "empty":
        return Response(error.status, (), b"")
    return Response.json(error.status, SHAPES[shape](error))


def _no_route() -> Response:
    return Response(404, ((b"content-type", b"text/plain; charset=utf-8"),), b"404 Not Found")


def _flat(error: Rejection) -> dict[str, Any]:
    return {"error": error.kind, "message": str(error)}


def _listed(error: Rejection) -> dict[str, Any]:
    return {"success": False, "errors": [_item(error.code, problem) for problem in error.problems]}


def _item(code: int, problem: Problem) -> dict[str, Any]:
    place = {"path": problem.place} if problem.place else {}
    return {"code": code, "message": problem.message, **place}


SHAPES: Mapping[str, Callable[[Rejection], dict[str, Any]]] = {
    "flat": _flat,
    "tagged": lambda error: {"success": False, **_flat(error)},
    "listed": _listed,
    "bare": lambda error: {"error": str(error)},
}
"""The JSON shapes of errors, by their names in the contract's x-error-format. The shape `empty` has no body."""

_OWN = frozenset({"bare", "empty"})
"""The shapes of operations that send their errors past the framework."""
