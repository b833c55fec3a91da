"""Refusals: why a request is not carried out.

The core raises refusals and knows nothing of their form in HTTP; `dialects` gives them one.
"""

from http import HTTPStatus
from typing import ClassVar, Literal, NamedTuple

Place = tuple[str | int, ...]

Blame = Literal["client", "state", "mock"]
"""Whose doing it is: the client's, who broke the contract; the state's, which does not allow it; or the mock's."""


class Problem(NamedTuple):
    """One thing that is wrong with a request.

    Attributes:
        message: What it is, for people.
        place: Where it is, beginning with `body`, `query` or `params`; empty if it is in no one place.
        keyword: The keyword of the schema that it does not fit, or nothing where no schema says it.
        wire: What the HTTP stack of the service says instead of the message, where that is known.
    """

    message: str
    place: Place = ()
    keyword: str = ""
    wire: str = ""

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
        blame: Whose doing it is.
        rule: The rule of the contract that says so: its id, or the last part of its id where every operation has a rule
            of its own; empty where a schema says it, or nothing.
        problems: What is wrong, one or more.
    """

    status: int
    kind: str
    code: int
    blame: ClassVar[Blame] = "client"
    rule: ClassVar[str] = ""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(item) if isinstance(item, str) else item for item in problems)
        super().__init__(*problems)

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class Invalid(Refusal):
    """The request does not fit the schema of its operation."""

    status = 400
    kind = "ValidationError"
    code = 7001


class Unauthenticated(Refusal):
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


class Forbidden(Refusal):
    """The credential is valid and does not give access."""

    status = code = 403
    kind = "Forbidden"
    rule = "service.user_token_own_record_only"


class InternalHeader(Forbidden):
    """The request carries a header that belongs to the service."""

    rule = "service.internal_headers_refused"


class NotFound(Refusal):
    """The user or the key does not exist."""

    status = code = 404
    kind = "NotFound"
    blame = "state"


class UserNotFound(NotFound):
    """The user does not exist."""

    rule = "user_must_exist"


class KeyNotFound(NotFound):
    """The inventory does not hold the key."""

    rule = "key_must_be_in_inventory"


class KeyHidden(KeyNotFound):
    """The inventory holds the key, and another organisation issued it."""

    rule = "other_org_not_found"


class RouteNotFound(Refusal):
    """No operation has this method and path."""

    status = code = 404
    kind = "RouteNotFound"
    rule = "service.unknown_route_not_found"


class TooLarge(Refusal):
    """The body is longer than the mock reads."""

    status = code = 413
    kind = "PayloadTooLarge"


class Full(Refusal):
    """The mock holds as much as its limits allow."""

    status = code = 503
    kind = "MockFull"
    blame = "mock"


class Unread(Refusal):
    """A request that did not get as far as the service.

    It cannot be read, there is no room for it, or a fault struck it.

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
    """A fault has the service be unavailable."""
