"""Refusals: why a request is not carried out, and how that is said in a response.

The core raises refusals and knows nothing of their form. A dialect gives them one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from spkey_mock.message import Response

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request.

    Attributes:
        message: What it is, for people.
        place: Where it is, beginning with `body`, `query` or `params`; empty if it is in no one place.
    """

    message: str
    place: Place = ()

    def __str__(self) -> str:
        if not self.place:
            return self.message
        return f"{'/'.join(map(str, self.place))}: {self.message}"


class Refusal(Exception):  # noqa: N818 - the outcome of a request, not a fault
    """A request that is not carried out.

    Attributes:
        status: The HTTP status.
        kind: The name of the failure, for programs.
        code: The number of the failure, in those forms that have one.
        problems: What is wrong, one or more.
    """

    status: ClassVar[int]
    kind: ClassVar[str]
    code: ClassVar[int]

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(item) if isinstance(item, str) else item for item in problems)
        super().__init__("; ".join(map(str, self.problems)))


class Invalid(Refusal):
    """The request does not fit the schema of its operation."""

    status = 400
    kind = "ValidationError"
    code = 7001


class Unauthenticated(Refusal):
    """There is no credential, or one that is not valid."""

    status = code = 401
    kind = "Unauthorized"


class Forbidden(Refusal):
    """The credential is valid and does not give access."""

    status = code = 403
    kind = "Forbidden"


class NotFound(Refusal):
    """The user or the key does not exist."""

    status = code = 404
    kind = "NotFound"


class RouteNotFound(Refusal):
    """No operation has this method and path."""

    status = code = 404
    kind = "RouteNotFound"


class TooLarge(Refusal):
    """The body is longer than the mock reads."""

    status = code = 413
    kind = "PayloadTooLarge"


Dialect = Callable[[Refusal, bool], Response]
"""Makes the response to a refusal; the second argument is whether a query was refused, not a command."""


def documented(refusal: Refusal, query: bool) -> Response:
    """The response as the service documents it: one flat error for commands, a list of errors for queries."""
    if isinstance(refusal, RouteNotFound):
        return Response(404, ((b"content-type", b"text/plain; charset=utf-8"),), b"404 Not Found")
    if isinstance(refusal, Unauthenticated):
        return Response.json(401, {"success": False, "error": refusal.kind, "message": str(refusal)})
    if query:
        errors = [_listed(refusal.code, problem) for problem in refusal.problems]
        return Response.json(refusal.status, {"success": False, "errors": errors})
    return Response.json(refusal.status, {"error": refusal.kind, "message": str(refusal)})


def _listed(code: int, problem: Problem) -> dict[str, object]:
    place = {"path": problem.place} if problem.place else {}
    return {"code": code, "message": problem.message, **place}
