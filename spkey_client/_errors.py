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
        TokenProviderError              the token provider failed

Invalid arguments raise `ValueError` or `TypeError` before any request is sent. `DecodeError`, a `ValueError`, is raised
where a model is read from a value of your own.
"""

import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any, TypeVar, cast

from . import _types
from ._json import DecodeError, read_json

LONGEST_MESSAGE = 1000
"""The maximum length of a message, in characters. Longer texts are cut. Bodies are not shortened."""

LONGEST_DELAY = 2.0**31
"""The maximum delay that is read from a header, in seconds. It is the limit of RFC 9111."""

ErrorT = TypeVar("ErrorT", bound="SpkeyError")


class SpkeyError(Exception):
    """The base of all errors of this package.

    Attributes:
        message: A description of the error, in one line.
        maybe_applied: Whether the command may have taken effect although the call failed. Always false for a query.
        request_id: The id of the request at the service, or None without a response.
        retry_after: The delay before the next attempt that the service requires, in seconds, or None.
    """

    request_id: str | None = None
    retry_after: float | None = None

    def __init__(self, message: str, *, maybe_applied: bool = False) -> None:
        self.message = _line(message)
        super().__init__(self.message)
        self.maybe_applied = maybe_applied

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception pickles as a call of its class with its args, which keyword-only arguments do not survive.
        return _restore, (type(self), self.args), self.__dict__


def _line(text: str) -> str:
    """Return the start of the text as one line that a terminal can show. A server can send any text."""
    words = " ".join(text[:LONGEST_MESSAGE].split())
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in words)
    return line if len(text) <= LONGEST_MESSAGE else f"{line}..."


def _restore(error: type[ErrorT], args: tuple[Any, ...]) -> ErrorT:
    return error.__new__(error, *args)


class APIConnectionError(SpkeyError):
    """No response was received."""


class APITimeoutError(APIConnectionError):
    """No response was received in time."""


class TokenProviderError(SpkeyError):
    """The token provider failed. No request was sent, or only with an earlier token, which the service rejected.

    The cause is the provider's own error. The message does not quote it, because it may contain secrets.
    """


class _ResponseError(SpkeyError):
    """An error with a response.

    Attributes:
        status_code: The HTTP status.
        body: The decoded JSON body. Its text if it is not JSON, or None if it is empty.
        request_id: The id of the request at the service, or at the network in front of it.
        response: The response of httpx. Its request does not contain the credentials.
    """

    def __init__(
        self, message: str, *, body: Any, response: "_types.HttpResponse", maybe_applied: bool = False
    ) -> None:
        self.status_code = response.status_code
        self.body = body
        self.request_id = request_id(response)
        self.response = response
        super().__init__(message, maybe_applied=maybe_applied)

    def __repr__(self) -> str:
        suffix = f", request_id={self.request_id!r}" if self.request_id else ""
        return f"{type(self).__name__}({self.status_code}, {self.message!r}{suffix})"

    def __str__(self) -> str:
        note, suffix = self._note, f" (request id {self.request_id})" if self.request_id else ""
        return f"{self.status_code}: {self.message.removesuffix('.') if note else self.message}{note}{suffix}"

    @property
    def _note(self) -> str:
        return ""


class APIStatusError(_ResponseError):
    """The status of the response is not a success.

    Attributes:
        status_code: The HTTP status.
        code: The service's name for the error, such as the `error` or the first `code` of the body. None if the body
            has none. Unless the operation documents the error without a body, the response may then come from a proxy
            or from another server.
        message: The service's message, or else the meaning of the status. For a redirect, also its target.
        body: The decoded JSON body. Its text if it is not JSON, or None if it is empty.
        request_id: The id of the request at the service, or at the network in front of it.
        response: The response of httpx. Its request does not contain the credentials.
        maybe_applied: Whether the command may have taken effect although the call failed.
        retry_after: The delay before the next attempt that the service requires, in seconds, or None. Not negative, and
            at most 2**31.
    """

    def __init__(
        self, *, response: "_types.HttpResponse", maybe_applied: bool = False, meaning: str | None = None
    ) -> None:
        body = read_body(response)
        self.code, message = fold(body)
        self.retry_after = retry_after(response)
        if body is None:
            message = meaning
        if message is None:
            message = _string(response.reason_phrase) or "no reason given"
            if self.code is None:
                message += " (not an error of the API: the base URL may be wrong, or a proxy may have responded)"
        if target := _redirect_target(response):
            message = f"Redirect to {target}: {message}"
        super().__init__(message, body=body, response=response, maybe_applied=maybe_applied)

    @property
    def _note(self) -> str:
        said = not self.maybe_applied or "may have taken effect" in self.message
        return "" if said else "; the command may have taken effect"


class BadRequestError(APIStatusError):
    """400: the request is invalid."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing, unknown, revoked or expired."""


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
    """The service reported a success, but the response does not match the contract. A command has taken effect.

    Attributes:
        pointer: The place in the body that does not match, as a JSON pointer. Empty for the whole body. For a redirect,
            the parameter in the query of the Location header.
    """

    def __init__(self, message: str, *, pointer: str, response: "_types.HttpResponse", maybe_applied: bool) -> None:
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


def status_error(response: "_types.HttpResponse", *, command: bool, meaning: str | None = None) -> APIStatusError:
    """Return the error for a response that is not a success.

    Args:
        response: The response.
        command: Whether the operation can change something.
        meaning: The meaning of the status, if the contract says that its response has no body.
    """
    status = response.status_code
    error = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    maybe_applied = command and (status >= 500 or status == 408)
    return error(response=response, maybe_applied=maybe_applied, meaning=meaning)


def read_body(response: "_types.HttpResponse") -> Any:
    """Return the decoded JSON body. Its text if it is not JSON, or None if it is empty."""
    if not response.content:
        return None
    try:
        return read_json(response.content)
    except DecodeError:
        # As UTF-8, whatever charset the response claims: it can name any codec of Python, and some raise other errors.
        return response.content.decode("utf-8", "replace")


def fold(body: Any) -> tuple[str | None, str | None]:
    """Return the code and the message of an error body, whichever of the common forms it has.

    The message includes the errors that the body lists, each with its place in the request. HTML, as proxies send it,
    has no message.
    """
    if isinstance(body, str):
        start = _string(body)
        return None, None if start is None or start.lstrip().startswith("<") else start
    code = _code(body, _DEPTH)
    return code and _line(code), _message(body, _DEPTH)


# Errors beyond these limits are not read, because a server can nest and repeat anything.
_DEPTH = 4
_COUNT = 10

_CODES = ("code", "errorCode", "error_code", "errorcode", "error")
_KINDS = ("reason", "type", "status")
NESTED = ("error", "fault", "detail", "errors")
"""The names under which the body of an error may hold another one, in the order in which they are read."""
TEXTS = (
    *("message", "Message", "detail", "error_description", "error_message", "errorMessage", "faultstring", "msg"),
    *("title", "description", "error", "errors"),
)
"""The names under which the body of an error may have its message, in the order in which they are read."""
_LISTS = ("errors", "errorMessages", "message")
_PLACES = ("field", "param", "property", "target", "pointer")


def _code(body: Any, depth: int) -> str | None:
    """Return the code of a body or of its first error. A text is preferred to a number."""
    found = _object(next(iter(_list(body)), None) if isinstance(body, list) else body)
    codes = [found.get(key) for key in _CODES]
    if depth:
        codes += [_code(inner, depth - 1) for key in NESTED if isinstance(inner := found.get(key), dict | list)]
    kinds = map(found.get, _KINDS)
    codes += [kind for kind in kinds if isinstance(kind, str) and kind not in ("about:blank", "error")]
    texts = [text for code in codes if (text := _string(code))]
    numbers = [str(code) for code in codes if type(code) is int]
    return next(iter(texts + numbers), None)


def _message(body: Any, depth: int) -> str | None:
    """Return the message of a body, followed in brackets by those of the errors that it lists."""
    if isinstance(body, list):
        return "; ".join(_errors(body, depth)) or None
    found = _object(body)
    message = _text(found)
    if message is None and depth:
        nested = (_message(found[key], depth - 1) for key in NESTED if isinstance(found.get(key), dict))
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
        return [error for item in items if (error := _string(item) or _error(_object(item)))]
    if text := _string(value):
        return [text]
    found = _object(value)
    if error := _error(found):
        return [error]
    if not depth:
        return []
    by_place = [(place, _errors(inner, depth - 1)) for place, inner in islice(found.items(), _COUNT)]
    return [f"{place}: {error}" for place, errors in by_place for error in errors][:_COUNT]


def _error(found: dict[str, Any]) -> str | None:
    """Return the message of a single error, after its place in the request."""
    text = _text(found) or _string(found.get("code"))
    place = _place(found)
    return f"{place}: {text}" if text and place else text


def _place(found: dict[str, Any]) -> str | None:
    for key in ("path", "loc"):
        if parts := [str(part) for part in _list(found.get(key))[:_COUNT] if isinstance(part, (str, int))]:
            return _string("/".join(parts))
    pointer = _object(found.get("source")).get("pointer")
    return next(filter(None, map(_string, (pointer, *map(found.get, _PLACES)))), None)


def _text(found: dict[str, Any]) -> str | None:
    return next(filter(None, map(_string, map(found.get, TEXTS))), None)


def _string(value: object) -> str | None:
    """Return the start of a string, or None for a blank one or another value."""
    start = value[: LONGEST_MESSAGE + 1] if isinstance(value, str) else ""
    return start if start.strip() else None


def _list(value: Any) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def retry_after(response: "_types.HttpResponse") -> float | None:
    """Return the delay that the Retry-After header requires, in seconds.

    The header contains seconds or a date in one of the forms of RFC 9110. A date is compared with the response's own
    Date, because the local clock may be wrong. Return None for any other header.
    """
    value = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        seconds = float(value)
    else:
        required = _timestamp(value)
        if required is None:
            return None
        sent = _timestamp(response.headers.get("date", ""))
        seconds = required - (time.time() if sent is None else sent)
    return min(max(seconds, 0.0), LONGEST_DELAY)


def _timestamp(http_date: str) -> float | None:
    """Return the seconds since 1970 of a date, or None if it is not one. A date without a zone is in GMT."""
    if not http_date.isascii():
        return None  # Python also reads the digits of other scripts
    try:
        date = parsedate_to_datetime(http_date)
    except (ValueError, OverflowError):
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()


def _redirect_target(response: "_types.HttpResponse") -> str:
    """Return the start of the URL that a redirect names, without the parts that may contain credentials."""
    if not 300 <= response.status_code < 400:
        return ""
    path = re.split(r"[?#;]", response.headers.get("location", ""), maxsplit=1)[0]
    target = "/".join(segment.rpartition("@")[2] for segment in path.replace("\\", "/").split("/"))
    return target if len(target) <= _LONGEST_TARGET else f"{target[:_LONGEST_TARGET]}..."


_LONGEST_TARGET = 200


def request_id(response: "_types.HttpResponse") -> str | None:
    """Return the id of the request, from the service or else from the CDN in front of it."""
    headers = response.headers
    found: str | None = headers.get("x-request-id") or headers.get("cf-ray")
    return found and _line(found)
