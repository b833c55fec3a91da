"""Rejections of requests.

The core raises rejections without regard to HTTP. `error_formats` converts them to responses.
"""

from http import HTTPStatus
from typing import ClassVar, Literal

from attrs import frozen

Place = tuple[str | int, ...]

Blame = Literal["client", "server", "state", "mock"]
"""The cause of a violation: `client` or, behind a proxy, `server` broke the contract, `state` did not allow the
request, or `mock` failed it."""


@frozen
class Problem:
    """One problem of a request.

    Attributes:
        message: The description, for people.
        place: The location, beginning with `body`, `query` or `params`; empty if there is no single location.
        keyword: The schema keyword that the request violates; empty if the problem is not a schema violation.
        expected: The value of that keyword in the schema. For a missing property, the list of its possible values, or
            else its type.
        received: The JSON type of the value, if the type is wrong.
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
    """The rejection of a request.

    Args:
        problems: The problems, at least one.
        rule: The rule of the contract that the request violates; by default that of the class.

    Attributes:
        status: The HTTP status.
        kind: The name of the error, for programs.
        code: The number of the error, in those formats that have one.
        blame: The cause.
        in_aggregate: Whether the aggregate or its operation rejects the request. Otherwise, a layer in front does.
        rule: The id of the violated rule, or its last part if each operation has its own rule. Empty for a schema
            violation, or if no rule applies.
        retry_after: The seconds after which a retry may succeed, for the header Retry-After.
        problems: The problems.
    """

    status: int
    kind: str
    code: int
    blame: ClassVar[Blame] = "client"
    in_aggregate: bool = False
    rule: str = ""
    retry_after: int | None = None

    def __init__(self, *problems: Problem | str, rule: str = "") -> None:
        self.problems = tuple(Problem(item) if isinstance(item, str) else item for item in problems)
        if rule:
            self.rule = rule
        super().__init__(*problems)

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class Invalid(Rejection):
    """The request violates the schema of its operation."""

    status = 400
    kind = "ValidationError"
    code = 7001


class Unauthenticated(Rejection):
    """A credential is missing or invalid."""

    status = code = 401
    kind = "Unauthorized"
    rule = "service.unknown_credential_refused"


class KeyRevoked(Unauthenticated):
    """The API key was revoked."""

    rule = "service.revoked_key_refused"


class CredentialMissing(Unauthenticated):
    """No credential was sent."""

    rule = "service.credential_required"


class CredentialsDiffer(Unauthenticated):
    """Only one of the two credentials is valid."""

    rule = "service.every_credential_verified"


class WrongCode(Unauthenticated):
    """A code that a person entered is not valid. Mistyping a code does not break the contract."""

    blame = "state"


class Forbidden(Rejection):
    """The credential is valid but does not grant access."""

    status = code = 403
    kind = "Forbidden"
    in_aggregate = True


class InternalHeader(Forbidden):
    """The request carries a header that is internal to the service."""

    in_aggregate = False
    rule = "service.internal_headers_refused"


class NotFound(Rejection):
    """The requested resource does not exist."""

    status = code = 404
    kind = "NotFound"
    blame = "state"
    in_aggregate = True


class AggregateNotFound(NotFound):
    """The aggregate does not exist.

    Attributes:
        aggregate: The type, such as `user`.
        id: The requested id.
    """

    def __init__(self, aggregate: str, aggregate_id: str) -> None:
        name = aggregate.replace("-", " ")
        super().__init__(f"There is no {name} {aggregate_id}.", rule=f"{aggregate.replace('-', '_')}_must_exist")
        self.aggregate = aggregate
        self.id = aggregate_id


class InvalidState(Rejection):
    """The state does not allow the command. Something already exists, is missing, or is not valid at this time."""

    status = code = 400
    kind = "InvalidState"
    blame = "state"
    in_aggregate = True


class Conflict(Rejection):
    """A value is taken by another aggregate, or unchanged."""

    status = code = 409
    kind = "Conflict"
    blame = "state"
    in_aggregate = True


class LockedOut(Rejection):
    """Too many attempts failed.

    Args:
        problems: The problems, at least one.
        rule: The rule of the contract.
        retry_after: The seconds after which a retry may succeed.
    """

    status = code = 429
    kind = "TooManyRequests"
    blame = "state"

    def __init__(self, *problems: Problem | str, rule: str = "", retry_after: int) -> None:
        super().__init__(*problems, rule=rule)
        self.retry_after = retry_after


class Unreachable(Rejection):
    """A device cannot be reached."""

    status = code = 502
    kind = "DeviceUnreachable"
    blame = "state"


class NotConfigured(Rejection):
    """A system that the service depends on is not configured or cannot be reached."""

    status = code = 503
    kind = "ServiceUnavailable"
    blame = "state"


class RouteNotFound(Rejection):
    """No operation has this method and path."""

    status = code = 404
    kind = "RouteNotFound"
    rule = "service.unknown_route_not_found"


class NotImplementedHere(Rejection):
    """The operation is in the contract, but the mock does not implement it."""

    status = code = 501
    kind = "NotImplemented"
    blame = "mock"


class TooLarge(Rejection):
    """The body exceeds the mock's limit."""

    status = code = 413
    kind = "PayloadTooLarge"


class Encoded(Rejection):
    """The body is compressed."""

    status = code = 415
    kind = "UnsupportedMediaType"

    def __init__(self) -> None:
        super().__init__("The body must not be compressed. Send it as plain JSON, without the header Content-Encoding.")


class Full(Rejection):
    """A limit of the mock is exhausted."""

    status = code = 503
    kind = "MockFull"
    blame = "mock"


class Unread(Rejection):
    """A request that never reached the service.

    The request was malformed or exceeded a limit, or an injected fault fired.

    Args:
        status: The HTTP status.
        message: The reason, for people.
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
    """The service cannot reach the aggregate, because an injected fault fired or the store failed."""


class Overtaken(Unavailable):
    """The request could not be recorded: too many races were lost, or the store failed. A retry may succeed."""

    retry_after: int | None = 1

    def __init__(self, message: str) -> None:
        super().__init__(503, message)


_RAISED_BY_AGGREGATES = frozenset({400, 403, 404, 409, 422, 500})
"""The statuses of errors that the service's aggregates raise. Others come from the layers in front of them."""


class Failed(Unread):
    """An injected fault makes the service fail a request for an operation."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.in_aggregate = status in _RAISED_BY_AGGREGATES
