"""The errors that calls end with.

    SpkeyError
        APIConnectionError              no answer: the connection failed
            APITimeoutError             no answer in time
        APIStatusError                  an answer that is not a success
            BadRequestError             400
            AuthenticationError         401
            PermissionDeniedError       403
            NotFoundError               404
            ConflictError               409
            UnprocessableEntityError    422
            RateLimitError              429
            ServerError                 5xx
        APIResponseError                a success whose body is not what the contract says

Invalid arguments raise `ValueError` before any request is sent.
"""

import json
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import httpx

LONGEST_MESSAGE = 1000
"""How many characters of a message are kept; the body has all of it."""

ErrorT = TypeVar("ErrorT", bound="SpkeyError")


class SpkeyError(Exception):
    """The base of all errors of this package.

    Attributes:
        message: What happened, in one line.
        maybe_applied: Whether the command may have taken effect all the same. Always false for a query.
    """

    def __init__(self, message: str, *, maybe_applied: bool = False) -> None:
        self.message = _line(message)
        super().__init__(self.message)
        self.maybe_applied = maybe_applied

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception pickles as a call of its class with its args, which keyword-only arguments do not survive.
        return _restore, (type(self), self.args), self.__dict__


def _line(text: str) -> str:
    """The text as one line that a terminal can show: what a server says may hold anything, at any length."""
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.split()))
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}..."


def _restore(error: type[ErrorT], args: tuple[Any, ...]) -> ErrorT:
    return error.__new__(error, *args)


class APIConnectionError(SpkeyError):
    """The service did not answer."""


class APITimeoutError(APIConnectionError):
    """The service did not answer in time."""


class _AnswerError(SpkeyError):
    """An error that has an answer.

    Attributes:
        status_code: The HTTP status.
        body: The decoded JSON body, or its text where it is not JSON, or None where it is empty.
        request_id: The id under which the service, or the network in front of it, knows the request.
        response: The whole answer. Its request no longer holds the credentials.
    """

    def __init__(self, message: str, *, body: Any, response: "httpx.Response", maybe_applied: bool = False) -> None:
        self.status_code = response.status_code
        self.body = body
        self.request_id = request_id(response)
        self.response = response
        super().__init__(message, maybe_applied=maybe_applied)

    def __str__(self) -> str:
        suffix = f" (request id {self.request_id})" if self.request_id else ""
        return f"{self.status_code}: {self.message}{suffix}"


class APIStatusError(_AnswerError):
    """The service answered with a status that is not a success.

    Attributes:
        status_code: The HTTP status.
        code: The kind of the failure as the service names it: the `error` of one documented shape, the first `code` of
            the other. None where the body has neither: then the answer may be from something in front of the service,
            or from another server altogether.
        message: What the service says, or else what the status means.
        body: The decoded JSON body, or its text where it is not JSON, or None where it is empty.
        request_id: The id under which the service, or the network in front of it, knows the request.
        response: The whole answer. Its request no longer holds the credentials.
        maybe_applied: Whether the command may have taken effect all the same.
        retry_after: How long the service asks to wait before the next try, in seconds, or None.
    """

    def __init__(self, message: str | None = None, *, response: "httpx.Response", maybe_applied: bool = False) -> None:
        body = read_body(response)
        self.code, folded = fold(body)
        message = message or folded
        self.retry_after = retry_after(response)
        if self.code is None:
            said = message or response.reason_phrase or "no reason given"
            message = (
                f"{said} (not in a form of the API: perhaps the base URL is wrong, or something in between answered)"
            )
        super().__init__(
            message or response.reason_phrase,
            body=body,
            response=response,
            maybe_applied=maybe_applied,
        )


class BadRequestError(APIStatusError):
    """400: the request does not fit the contract."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing, unknown, revoked or expired.

    Also where a token provider failed, and nothing was sent: the provider's own error is the cause, and the response an
    empty one.
    """


class PermissionDeniedError(APIStatusError):
    """403: the credential does not give access to this record."""


class NotFoundError(APIStatusError):
    """404: there is no such user, or no such physical key in the user's inventory."""


class ConflictError(APIStatusError):
    """409: the request does not go with the state of the record."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed but makes no sense to the service."""


class RateLimitError(APIStatusError):
    """429: too many requests. The request was not processed."""


class ServerError(APIStatusError):
    """5xx: something failed in the service or on the way to it. A command may have taken effect."""


class APIResponseError(_AnswerError):
    """The service reported a success, but its body is not what the contract says. A command has taken effect.

    Attributes:
        pointer: Where the fault is in the body, as a JSON pointer; empty for the whole body.
    """

    def __init__(self, message: str, *, pointer: str, response: "httpx.Response", maybe_applied: bool) -> None:
        self.pointer = pointer
        super().__init__(message, body=read_body(response), response=response, maybe_applied=maybe_applied)


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(response: "httpx.Response", *, command: bool) -> APIStatusError:
    """The error for an answer that is not a success."""
    status = response.status_code
    error = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    return error(response=response, maybe_applied=command and (status >= 500 or status == 408))


def read_body(response: "httpx.Response") -> Any:
    """The decoded JSON body, or its text where it is not JSON, or None where it is empty."""
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        # As UTF-8 whatever it claims to be: the claim may name any codec of Python, and some of them raise anything.
        return response.content.decode("utf-8", "replace")


def fold(body: Any) -> tuple[str | None, str | None]:
    """The code and the message of an error body, whichever of the documented shapes it has.

    The shapes are `{"error", "message"}`, `{"error"}`, `{"success", "errors": [{"code", "message", "path"}]}` and plain
    text. Of several errors all messages are kept, each with its place in the request. HTML, as proxies send it, says
    nothing for an application and has no message; the body still holds it.
    """
    match body:
        case {"errors": [{"code": code}, *_] as errors}:
            return str(code), "; ".join(filter(None, map(_listed_message, errors))) or None
        case {"error": str(code), "message": str(message)}:
            return code, message
        case {"error": str(code)}:
            return code, code
        case {"message": str(message)}:
            return None, message
        case str(text) if not text.lstrip().startswith("<"):
            return None, text
        case _:
            return None, None


def _listed_message(error: Any) -> str | None:
    match error:
        case {"message": str(message), "path": [_, *_] as path}:
            return f"{'/'.join(map(str, path))}: {message}"
        case {"message": str(message)}:
            return message
        case _:
            return None


def retry_after(response: "httpx.Response") -> float | None:
    """The seconds to wait that the Retry-After header asks for, given as seconds or as an HTTP date; never negative."""
    value = response.headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value) if value.isdecimal() else parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(seconds, 0.0)


def request_id(response: "httpx.Response") -> str | None:
    """The id of the request, from the service or else from the CDN in front of it."""
    headers = response.headers
    found: str | None = headers.get("x-request-id") or headers.get("cf-ray")
    return found and _line(found)
