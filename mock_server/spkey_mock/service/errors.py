"""Rejections: why a request is not carried out.

The core raises rejections and knows nothing of their form in HTTP; `error_formats` gives them one.
"""

from http import HTTPStatus
from typing import ClassVar, Literal

from attrs import frozen

Place = tuple[str | int, ...]

Blame = Literal["client", "state", "mock"]
"""Who caused a rejection: the client, who broke the contract; the state, which does not allow it; or the mock."""


@frozen
class Problem:
    """One thing that is wrong with a request.

    Attributes:
        message: What it is, for people.
        place: Where it is, beginning with `body`, `query` or `params`; empty if it is in no one place.
        keyword: The keyword of the schema that is not met, or nothing where no schema says it.
        expected: The value of that keyword in the schema. For a property that is missing, the type it should have.
        received: The JSON type of the value, if that is what was wrong.
    """

    message: str
    place: Place = ()
    keyword: str = ""
    expected: object = None
    received: str = ""

    def __str__(self) -> str:
        if not self.place:
            return self.message
        return f"{'/'.join(map(str, self.place))}: {self.message}"


class Rejection(Exception):  # noqa: N818 - the outcome of a request, not a defect
    """A request that is not carried out.

    Args:
        problems: What is wrong, one or more.
        rule: The rule of the contract that says so, in the place of the one that the class has.

    Attributes:
        status: The HTTP status.
        kind: The name of the error, for programs.
        code: The number of the error, in those formats that have one.
        blame: Who caused it.
        rule: The id of a rule, or the last part of the id where every operation has a rule of its own. Empty where a
            schema says it, or nothing.
        problems: What is wrong.
    """

    status: int
    kind: str
    code: int
    blame: ClassVar[Blame] = "client"
    rule: str = ""

    def __init__(self, *problems: Problem | str, rule: str = "") -> None:
        self.problems = tuple(Problem(item) if isinstance(item, str) else item for item in problems)
        if rule:
            self.rule = rule
        super().__init__(*problems)

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class Invalid(Rejection):
    """The request does not fit the schema of its operation."""

    status = 400
    kind = "ValidationError"
    code = 7001


class Unauthenticated(Rejection):
    """There is no credential, or one that is not valid."""

    status = code = 401
    kind = "Unauthorized"
    rule = "service.unknown_credential_refused"


class CredentialMissing(Unauthenticated):
    """There is no credential."""

    rule = "service.credential_required"


class CredentialsDiffer(Unauthenticated):
    """One credential is valid and the other is not."""

    rule = "service.every_credential_verified"


class Forbidden(Rejection):
    """The credential is valid and does not give access."""

    status = code = 403
    kind = "Forbidden"


class InternalHeader(Forbidden):
    """The request carries a header that belongs to the service."""

    rule = "service.internal_headers_refused"


class NotFound(Rejection):
    """Something that the request names does not exist."""

    status = code = 404
    kind = "NotFound"
    blame = "state"


class AggregateNotFound(NotFound):
    """The aggregate does not exist.

    Attributes:
        aggregate: Its kind, such as `user`.
        id: The id that the request names.
    """

    def __init__(self, aggregate: str, aggregate_id: str) -> None:
        name = aggregate.replace("-", " ")
        super().__init__(f"There is no {name} {aggregate_id}.", rule=f"{aggregate.replace('-', '_')}_must_exist")
        self.aggregate = aggregate
        self.id = aggregate_id


class RouteNotFound(Rejection):
    """No operation has this method and path."""

    status = code = 404
    kind = "RouteNotFound"
    rule = "service.unknown_route_not_found"


class NotImplementedHere(Rejection):
    """The contract has the operation, and this mock does not implement it."""

    status = code = 501
    kind = "NotImplemented"
    blame = "mock"


class TooLarge(Rejection):
    """The body is longer than the mock reads."""

    status = code = 413
    kind = "PayloadTooLarge"


class Full(Rejection):
    """The mock holds as much as its limits allow."""

    status = code = 503
    kind = "MockFull"
    blame = "mock"


class Unread(Rejection):
    """A request that did not get as far as the service.

    It cannot be read, there is no room for it, or a fault fired.

    Args:
        status: The HTTP status.
        message: Why, for people.
    """

    blame = "mock"

    def __init__(self, status: int, message: str) -> None:
        self.status = self.code = status
        try:
            self.kind = "".join(word.capitalize() for word in HTTPStatus(status).phrase.replace("-", " ").split())
        except ValueError:
            self.kind = f"Status{status}"
        super().__init__(message)


class Unavailable(Unread):
    """A fault makes the service unavailable."""
