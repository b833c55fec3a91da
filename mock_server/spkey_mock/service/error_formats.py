"""The two forms in which refusals are answered: as the service documents them, and as its HTTP stack sends them."""

from collections.abc import Mapping
from typing import Literal, Protocol

from .errors import (
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    RouteNotFound,
    Unauthenticated,
    Unavailable,
    UserNotFound,
)
from .message import Response

Name = Literal["documented", "runtime"]


class Dialect(Protocol):
    """Makes the response to a refusal."""

    def __call__(self, refusal: Refusal, *, query: bool, user_id: str | None) -> Response:
        """The response.

        Args:
            refusal: Why the request is not carried out.
            query: Whether it was a query, not a command.
            user_id: The user whom its path names, if any.
        """
        ...


def documented(refusal: Refusal, *, query: bool, user_id: str | None = None) -> Response:
    """The response as the service documents it: one flat error for commands, a list of errors for queries."""
    if isinstance(refusal, RouteNotFound):
        return _no_route()
    if isinstance(refusal, Unauthenticated):
        return _unauthenticated(refusal)
    if query:
        return Response.json(refusal.status, _listed(refusal, wire=False))
    return Response.json(refusal.status, {"error": refusal.kind, "message": str(refusal)})


def runtime(refusal: Refusal, *, query: bool, user_id: str | None = None) -> Response:
    """The response as the HTTP stack of the service sends it.

    That is a list of errors for commands too, with an empty result where the schema was not met, and with the inside
    of the error, of which the service forgets to rid it, where the user aggregate refused a command.
    """
    if isinstance(refusal, RouteNotFound):
        return _no_route()
    if isinstance(refusal, Unauthenticated):
        return _unauthenticated(refusal)
    listed = _listed(refusal, wire=True)
    if isinstance(refusal, Invalid):
        response = Response.json(refusal.status, {**listed, "result": {}})
        return Response(response.status, ((b"content-type", b"application/json;charset=UTF-8"),), response.body)
    if type(refusal) is Forbidden or (isinstance(refusal, NotFound) and not query):
        response = Response.json(refusal.status, {**listed, "__ceves": _inside(refusal, user_id)})
        return response.with_headers((b"x-ceves-error", b"1"))
    if isinstance(refusal, Unavailable):
        errors = [{"code": 503, "message": "Aggregate temporarily unavailable, please retry"}]
        return Response.json(503, {"success": False, "errors": errors}).with_headers((b"retry-after", b"2"))
    return Response.json(refusal.status, listed)


DIALECTS: Mapping[Name, Dialect] = {"documented": documented, "runtime": runtime}
"""The dialects, by name."""


_CLASSES: Mapping[type[Refusal], str] = {UserNotFound: "AggregateNotFoundError", Forbidden: "ForbiddenError"}
"""What the service calls its own errors."""


def _no_route() -> Response:
    return Response(404, ((b"content-type", b"text/plain; charset=utf-8"),), b"404 Not Found")


def _unauthenticated(refusal: Refusal) -> Response:
    return Response.json(401, {"success": False, "error": refusal.kind, "message": str(refusal)})


def _listed(refusal: Refusal, *, wire: bool) -> dict[str, object]:
    return {"success": False, "errors": [_item(refusal.code, problem, wire=wire) for problem in refusal.problems]}


def _item(code: int, problem: Problem, *, wire: bool) -> dict[str, object]:
    place = {"path": problem.place} if problem.place else {}
    return {"code": code, "message": (wire and problem.wire) or problem.message, **place}


def _inside(refusal: Refusal, user_id: str | None) -> dict[str, object]:
    name = _CLASSES.get(type(refusal), "CevesError")
    message = refusal.problems[0].wire or str(refusal)
    return {
        "name": name,
        "message": message,
        "stack": f"{name}: {message}\n    at UserAggregate",
        "httpStatusCode": refusal.status,
        "aggregateType": "UserAggregate",
        "aggregateId": user_id,
    }
