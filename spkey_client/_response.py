"""The outcome of sending a request, and how it becomes the response of a call or its error."""

from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from ._auth import scrub
from ._call import Operation
from ._codec import DecodeError
from ._errors import APIConnectionError, APIResponseError, APITimeoutError, SpkeyError, request_id, status_error
from ._http import Headers, HttpResponse, Request

T = TypeVar("T")


class Response(Generic[T]):
    """A response, as `client.send` returns it.

    Attributes:
        parsed: The value that a resource method returns.
    """

    __slots__ = ("_http", "parsed")

    def __init__(self, parsed: T, http_response: HttpResponse) -> None:
        self.parsed = parsed
        self._http = http_response

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._http.status_code

    @property
    def headers(self) -> Headers:
        """The headers of the response."""
        return self._http.headers

    @property
    def request_id(self) -> str | None:
        """The id of the request at the service, or at the network in front of it."""
        return request_id(self._http)

    @property
    def http_response(self) -> HttpResponse:
        """The response of httpx (or httpx2). Its request does not contain the credentials."""
        scrub(self._http)
        return self._http

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status_code={self.status_code}, parsed={self.parsed!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.parsed, self.http_response)


class Received(NamedTuple):
    """A response was received.

    Attributes:
        response: The response with its whole body.
        problem: The reason why the body could not be read, or None. If set, the content is the part that was read.
    """

    response: HttpResponse
    problem: str | None = None


class Lost(NamedTuple):
    """No response was received.

    Attributes:
        error: The error of the HTTP client.
        timed_out: Whether a time limit was exceeded.
        sent: Whether the service may have received the request.
    """

    error: Exception
    timed_out: bool
    sent: bool


Outcome: TypeAlias = Received | Lost


def read(operation: Operation[T], request: Request, outcome: Outcome) -> Response[T]:
    """Return the response to a request.

    Raises:
        SpkeyError: There is none, it is not a success, or its body does not match the contract.
    """
    if isinstance(outcome, Lost):
        scrub(request)
        raise _lost(operation, request, outcome) from outcome.error
    response, problem = outcome
    if not operation.is_success(response.status_code):
        scrub(response)
        meaning = operation.empty.get(str(response.status_code))
        raise status_error(response, command=operation.command, meaning=meaning)
    pointer = ""
    if problem is None:
        try:
            return Response(operation.read(response.status_code, response.content, response.headers), response)
        except DecodeError as error:
            problem, pointer = str(error), error.pointer
    else:
        problem = f"the body {problem}"
    scrub(response)
    raise APIResponseError(
        f"{operation.id} succeeded, but {problem}", pointer=pointer, response=response, maybe_applied=operation.command
    )


def _lost(operation: Operation[Any], request: Request, outcome: Lost) -> SpkeyError:
    maybe_applied = operation.command and outcome.sent
    reason = str(outcome.error) or type(outcome.error).__name__
    server = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    late = " in time" if outcome.timed_out else ""
    message = f"{operation.method} {operation.path} at {server}: no response{late} ({reason})"
    if maybe_applied:
        message += "; the command may have taken effect"
    error = APITimeoutError if outcome.timed_out else APIConnectionError
    return error(message, maybe_applied=maybe_applied)
