"""The errors of calls.

    SpkeyError
        APIConnectionError              no response: the connection failed
            APITimeoutError             no response in time
        APIStatusError                  a response that is not a success
            BadRequestError             400
            AuthenticationError         401
            PermissionDeniedError       403
            NotFoundError               404
            ConflictError               409
            UnprocessableEntityError    422
            RateLimitError              429
            ServerError                 5xx
        APIResponseError                a success whose body does not match the contract

Invalid arguments raise `ValueError` before any request is sent.
"""

import json
import time
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    import httpx

LONGEST_MESSAGE = 1000
"""The maximum length of a message, in characters. Bodies are not shortened."""

ErrorT = TypeVar("ErrorT", bound="SpkeyError")


class SpkeyError(Exception):
    """The base of all errors of this package.

    Attributes:
        message: A description of the error, in one line.
        maybe_applied: Whether the command may have taken effect although the call failed. Always false for a query.
    """

    def __init__(self, message: str, *, maybe_applied: bool = False) -> None:
        self.message = _line(message)
        super().__init__(self.message)
        self.maybe_applied = maybe_applied

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception pickles as a call of its class with its args, which keyword-only arguments do not survive.
        return _restore, (type(self), self.args), self.__dict__


def _line(text: str) -> str:
    """Return the text as one line of limited length that a terminal can show. A server can send any text."""
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.split()))
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}..."


def _restore(error: type[ErrorT], args: tuple[Any, ...]) -> ErrorT:
    return error.__new__(error, *args)


class APIConnectionError(SpkeyError):
    """No response was received."""


class APITimeoutError(APIConnectionError):
    """No response was received in time."""


class _ResponseError(SpkeyError):
    """An error with a response.

    Attributes:
        status_code: The HTTP status.
        body: The decoded JSON body. Its text if it is not JSON, or None if it is empty.
        request_id: The id of the request at the service, or at the network in front of it.
        response: The response of httpx. Its request does not contain the credentials.
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


class APIStatusError(_ResponseError):
    """The status of the response is not a success.

    Attributes:
        status_code: The HTTP status.
        code: The service's name for the error, such as the `error` or the first `code` of the body. None if the body
            has none. The response may then come from a proxy or from another server.
        message: The service's message, or else the meaning of the status.
        body: The decoded JSON body. Its text if it is not JSON, or None if it is empty.
        request_id: The id of the request at the service, or at the network in front of it.
        response: The response of httpx. Its request does not contain the credentials.
        maybe_applied: Whether the command may have taken effect although the call failed.
        retry_after: The delay before the next attempt that the service requires, in seconds, or None.
    """

    def __init__(self, message: str | None = None, *, response: "httpx.Response", maybe_applied: bool = False) -> None:
        body = read_body(response)
        self.code, folded = fold(body)
        message = message or folded
        self.retry_after = retry_after(response)
        if message is None:
            message = response.reason_phrase or "no reason given"
            if self.code is None:
                message += " (not an error of the API: the base URL may be wrong, or a proxy may have responded)"
        super().__init__(message, body=body, response=response, maybe_applied=maybe_applied)


class BadRequestError(APIStatusError):
    """400: the request is invalid."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing, unknown, revoked or expired.

    Also raised if a token provider fails. In that case no request is sent, the response is empty, and the cause is the
    provider's own error.
    """


class PermissionDeniedError(APIStatusError):
    """403: the credential does not give access to this resource."""


class NotFoundError(APIStatusError):
    """404: the resource does not exist."""


class ConflictError(APIStatusError):
    """409: the request conflicts with the state of the resource."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed, but the service cannot process its values."""


class RateLimitError(APIStatusError):
    """429: too many requests. The service did not process this one."""


class ServerError(APIStatusError):
    """5xx: the service or the network in front of it failed. A command may have taken effect."""


class APIResponseError(_ResponseError):
    """The service reported a success, but the body does not match the contract. A command has taken effect.

    Attributes:
        pointer: The place in the body that does not match, as a JSON pointer. Empty for the whole body.
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
    """Return the error for a response that is not a success."""
    status = response.status_code
    error = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    return error(response=response, maybe_applied=command and (status >= 500 or status == 408))


def read_body(response: "httpx.Response") -> Any:
    """Return the decoded JSON body. Its text if it is not JSON, or None if it is empty."""
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        # As UTF-8, whatever charset the response claims: it can name any codec of Python, and some raise other errors.
        return response.content.decode("utf-8", "replace")


def fold(body: Any) -> tuple[str | None, str | None]:
    """Return the code and the message of an error body, whichever of the common forms it has.

    The message includes the errors that the body lists, each with its place in the request. HTML, as proxies send it,
    has no message.
    """
    if isinstance(body, str):
        return None, None if body.lstrip().startswith("<") else body.strip() or None
    code = _code(body, _DEPTH)
    return code and code[:LONGEST_MESSAGE], _message(body, _DEPTH)


# Errors beyond these limits are not read, because a server can nest and repeat anything.
_DEPTH = 4
_COUNT = 10

_CODES = ("code", "errorCode", "error_code", "errorcode", "error")
_KINDS = ("reason", "type", "status")
_NESTED = ("error", "fault", "detail", "errors")
_TEXTS = (
    *("message", "Message", "detail", "error_description", "error_message", "errorMessage", "faultstring", "msg"),
    *("title", "description", "error", "errors"),
)
_LISTS = ("errors", "errorMessages", "message")
_PLACES = ("field", "param", "property", "target")


def _code(body: Any, depth: int) -> str | None:
    """Return the code of a body or of its first error. A text says more than a number."""
    found = _object(next(iter(_list(body)), None) if isinstance(body, list) else body)
    codes = [found.get(key) for key in _CODES]
    if depth:
        codes += [_code(found.get(key), depth - 1) for key in _NESTED]
    kinds = map(found.get, _KINDS)
    codes += [kind for kind in kinds if isinstance(kind, str) and kind not in ("about:blank", "error")]
    texts = [code for code in codes if isinstance(code, str) and code]
    numbers = [str(code) for code in codes if type(code) is int]
    return next(iter(texts + numbers), None)


def _message(body: Any, depth: int) -> str | None:
    """Return the message of a body, with those of the errors that it lists in brackets."""
    if isinstance(body, list):
        return "; ".join(_errors(body, depth)) or None
    found = _object(body)
    message = _text(found)
    if message is None and depth:
        nested = (_message(found[key], depth - 1) for key in _NESTED if isinstance(found.get(key), dict))
        message = next(filter(None, nested), None)
    errors = [error for key in _LISTS for error in _errors(found.get(key), depth)]
    if isinstance(found.get("detail"), (str, list)):
        errors += _errors(found["detail"], depth)
    if message is None:
        return "; ".join(errors) or None
    others = "; ".join(error for error in errors if error not in message)
    return f"{message} ({others})" if others else message


def _errors(value: Any, depth: int) -> list[str]:
    """Return the messages of a list of errors, or of an object that has them by their place in the request."""
    if isinstance(value, list):
        items = _list(value)[:_COUNT]
        return [error for item in items if (error := item if isinstance(item, str) else _error(_object(item)))]
    if isinstance(value, str):
        return [value]
    found = _object(value)
    if error := _error(found):
        return [error]
    if not depth:
        return []
    by_place = [(place, _errors(inner, depth - 1)) for place, inner in islice(found.items(), _COUNT)]
    return [f"{place}: {error}" for place, errors in by_place for error in errors][:_COUNT]


def _error(found: dict[str, Any]) -> str | None:
    """Return the message of a single error, after its place in the request."""
    code = found.get("code")
    text = _text(found) or (code if isinstance(code, str) else None)
    place = _place(found)
    return f"{place}: {text}" if text and place else text


def _place(found: dict[str, Any]) -> str | None:
    for key in ("path", "loc"):
        if parts := [str(part) for part in _list(found.get(key))[:_COUNT] if isinstance(part, (str, int))]:
            return "/".join(parts)
    pointer = _object(found.get("source")).get("pointer")
    return next((place for place in (pointer, *map(found.get, _PLACES)) if isinstance(place, str) and place), None)


def _text(found: dict[str, Any]) -> str | None:
    return next((text for key in _TEXTS if isinstance(text := found.get(key), str) and text), None)


def _list(value: Any) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def retry_after(response: "httpx.Response") -> float | None:
    """Return the delay that the Retry-After header requires, in seconds. The header can also be an HTTP date."""
    value = response.headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value) if value.isdecimal() else parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(seconds, 0.0)


def request_id(response: "httpx.Response") -> str | None:
    """Return the id of the request, from the service or else from the CDN in front of it."""
    headers = response.headers
    found: str | None = headers.get("x-request-id") or headers.get("cf-ray")
    return found and _line(found)
