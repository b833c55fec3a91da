"""Sends calls over httpx and turns answers into values or errors, for sync and for async code.

What happens in which order is said once, in `exchange`: it asks for requests to be sent and for pauses to be made, and
does neither. The transports do, one waiting and one awaiting.
"""

import copy
import logging
import random
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from typing import Any, Generic, NamedTuple, Self, TypeVar, Unpack

import httpx
from attrs import frozen

from ._auth import Credentials, scrub
from ._call import Call, Operation
from ._codec import DecodeError
from ._deadline import Until, left, mark, passed
from ._errors import APIConnectionError, APIResponseError, APITimeoutError, SpkeyError, request_id, status_error
from ._options import CallOptions, Options
from ._retry import pause

T = TypeVar("T")
HttpT = TypeVar("HttpT", bound=httpx.Client | httpx.AsyncClient)

logger = logging.getLogger("spkey_client")

# Failures before the first byte of the request has left.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Response(Generic[T]):
    """An answer with everything around it, as `client.send` gives it.

    Attributes:
        parsed: What a resource method returns.
    """

    __slots__ = ("_http", "parsed")

    def __init__(self, parsed: T, http_response: httpx.Response) -> None:
        self.parsed = parsed
        self._http = http_response

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._http.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the answer."""
        return self._http.headers

    @property
    def http_response(self) -> httpx.Response:
        """The whole answer. Its request does not hold the credentials."""
        scrub(self._http)
        return self._http

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status_code={self.status_code}, parsed={self.parsed!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.parsed, self.http_response)


@frozen(kw_only=True)
class Target:
    """Where requests go, and who asks.

    Attributes:
        base_url: The root of the service, without a slash at its end.
        credentials: What is sent to prove who asks.
    """

    base_url: str
    credentials: Credentials


class Pause(NamedTuple):
    """A wish of `exchange` to be left alone for so many seconds."""

    seconds: float


Step = httpx.Request | Pause
Outcome = httpx.Response | httpx.RequestError | SpkeyError | None


def exchange(
    call: Call[T], build: Callable[[Call[T], Options], httpx.Request], options: Options
) -> Generator[Step, Outcome, Response[T]]:
    """One call from its first attempt to its last.

    Yields requests and is sent their outcomes; yields pauses and is sent None.

    Args:
        call: The call.
        build: Makes the request for an attempt.
        options: How to send it.

    Raises:
        SpkeyError: The last attempt failed.
    """
    ends = None if options.deadline is None else time.perf_counter() + options.deadline
    maybe_applied = False
    attempt = 0
    while True:
        attempt += 1
        begun = time.perf_counter()
        request = build(call, options)
        if ends is not None:
            mark(request, ends)
        outcome = yield request
        _log(call.operation, outcome, attempt, begun)
        try:
            return _read(call, request, outcome)
        except SpkeyError as error:
            maybe_applied = _carry(error, maybe_applied)
            if attempt > options.max_retries:
                raise
            seconds = pause(call.operation, attempt, error, random.random())  # noqa: S311 # spreads load, hides nothing
            if seconds is None or (ends is not None and time.perf_counter() + seconds >= ends):
                raise
        yield Pause(seconds)


def _carry(error: SpkeyError, maybe_applied: bool) -> bool:
    """Tells the error of a later attempt that an earlier one may have taken effect; says whether any attempt may."""
    if maybe_applied and not error.maybe_applied:
        error.maybe_applied = True
        error.message += "; an earlier attempt of this call got no clear answer and may have taken effect"
        error.args = (error.message,)
    return error.maybe_applied


def _read(call: Call[T], request: httpx.Request, outcome: Outcome) -> Response[T]:
    operation = call.operation
    if isinstance(outcome, SpkeyError):  # a token provider failed
        raise outcome
    if isinstance(outcome, httpx.RequestError):
        # A hook may have failed at a request of its own, after the response to ours.
        sent = not (isinstance(outcome, _NOT_SENT) and _is_about(outcome, request))
        scrub(request)
        outcome.request = request
        raise _connection_error(operation, outcome, maybe_applied=operation.command and sent) from outcome
    assert outcome is not None  # noqa: S101 # a request has an outcome
    if outcome.is_success:
        try:
            return Response(operation.read(outcome.status_code, outcome.content), outcome)
        except DecodeError as error:
            scrub(outcome)
            raise APIResponseError(
                f"{operation.id} succeeded, but {error}",
                pointer=error.pointer,
                response=outcome,
                maybe_applied=operation.command,
            ) from None
    scrub(outcome)
    raise status_error(outcome, command=operation.command)


def _is_about(error: httpx.RequestError, request: httpx.Request) -> bool:
    try:
        return error.request is request
    except RuntimeError:  # it does not say
        return False


def _connection_error(
    operation: Operation[Any], error: httpx.RequestError, *, maybe_applied: bool
) -> APIConnectionError:
    timed_out = isinstance(error, httpx.TimeoutException)
    reason = str(error) or type(error).__name__
    message = f"{operation.method} {operation.path}: {'no answer in time' if timed_out else 'no answer'} ({reason})"
    if maybe_applied:
        message += "; the command may have taken effect"
    return (APITimeoutError if timed_out else APIConnectionError)(message, maybe_applied=maybe_applied)


def _log(operation: Operation[Any], outcome: Outcome, attempt: int, begun: float) -> None:
    if not logger.isEnabledFor(logging.INFO):
        return
    response = outcome if isinstance(outcome, httpx.Response) else None
    logger.info(
        "%s %s: %s in %.3f s, attempt %d, request id %s",
        operation.method,
        operation.path,
        type(outcome).__name__ if response is None else response.status_code,
        time.perf_counter() - begun,
        attempt,
        None if response is None else request_id(response),
    )


class _Requests:
    """Makes the requests of one target, with all that stays the same from call to call made once.

    httpx's own `build_request` takes about half of the time that a call takes without a network: it merges URLs,
    headers, cookies and parameters anew for each request. A request that is built with a whole URL and raw headers
    needs none of that, and `send` takes it as it is.
    """

    def __init__(self, target: Target, http: httpx.Client | httpx.AsyncClient) -> None:
        self._base_url = target.base_url
        self._host = httpx.URL(target.base_url).netloc
        self._credentials = target.credentials.headers()
        self._http = http
        self._merged: tuple[object, list[tuple[bytes, bytes]]] = (None, [])

    def build(self, call: Call[T], options: Options) -> httpx.Request:
        """The request for one attempt at a call."""
        url = f"{self._base_url}{call.path}?{call.query}" if call.query else f"{self._base_url}{call.path}"
        headers = self._headers(options.headers)
        content = call.content or b""
        if content:
            headers = [*headers, (b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(content))]
        elif call.operation.method in {"POST", "PUT", "PATCH"}:
            headers = [*headers, (b"Content-Length", b"0")]
        if call.headers:
            headers = [*headers, *((name.encode("ascii"), value.encode("ascii")) for name, value in call.headers)]
        request = httpx.Request(
            call.operation.method,
            url,
            headers=headers,
            stream=httpx.ByteStream(content),  # with content=, httpx would go through all headers three times more
            extensions={"timeout": httpx.Timeout(options.timeout).as_dict()},
        )
        request.read()  # for hooks, which look at the content
        if self._http.params:
            request.url = request.url.copy_merge_params(self._http.params)
        if self._http.cookies.jar:
            self._http.cookies.set_cookie_header(request)
        return request

    def _headers(self, extra: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        # The user may change the headers of a client of their own at any time, and threads may share this: what was
        # merged from what is kept in one piece.
        sources = (self._http.headers.raw, extra)
        merged_from, merged = self._merged
        if sources != merged_from:
            headers = self._http.headers.copy()
            headers.update(extra)
            headers.update(self._credentials)
            headers.pop("content-type", None)
            host = [] if "host" in headers else [(b"Host", self._host)]
            merged = [*host, *headers.raw]
            self._merged = (sources, merged)
        return merged


class _Transport(Generic[HttpT]):
    """What both transports are made of.

    Attributes:
        target: Where calls go.
        http: What sends them.
        options: How they are sent where a call does not say otherwise.
    """

    def __init__(self, target: Target, http: HttpT, options: Options, auth: httpx.Auth | None) -> None:
        self.target = target
        self.http = http
        self.options = options
        self._auth = auth
        self._requests = _Requests(target, http)

    def but(self, **changes: Unpack[CallOptions]) -> Self:
        """A transport with other options that shares connections and tokens with this one."""
        changed = copy.copy(self)
        changed.options = self.options.but(**changes)
        return changed

    def _exchange(self, call: Call[T], options: CallOptions) -> Generator[Step, Outcome, Response[T]]:
        if not isinstance(call, Call):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"send takes a call that spkey_client.operations has made, not a {type(call).__name__}.")
        return exchange(call, self._requests.build, self.options.but(**options))


class Transport(_Transport[httpx.Client]):
    """Sends calls to one target through an `httpx.Client`. Threads may share it."""

    def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Sends the call and reads its answer."""
        steps = self._exchange(call, options)
        step = next(steps)
        while True:
            outcome: Outcome = None
            if isinstance(step, Pause):
                time.sleep(step.seconds)
            else:
                try:
                    outcome = self._send(step)
                except (httpx.RequestError, SpkeyError) as error:
                    outcome = error
            try:
                step = steps.send(outcome)
            except StopIteration as finished:
                response: Response[T] = finished.value
                return response

    def _send(self, request: httpx.Request) -> httpx.Response:
        stream = left(request) is not None
        try:
            response = self.http.send(request, auth=self._auth, follow_redirects=False, stream=stream)
            if stream and isinstance(response.stream, httpx.SyncByteStream):
                response.stream = Until(response.stream, request)
                with closing(response):
                    response.read()
        except httpx.HTTPStatusError as error:  # raised by a hook of the user's own client
            scrub(error.response)
            raise
        return response


class AsyncTransport(_Transport[httpx.AsyncClient]):
    """Sends calls to one target through an `httpx.AsyncClient`. Tasks of one event loop may share it."""

    def __init__(self, target: Target, http: httpx.AsyncClient, options: Options, auth: httpx.Auth | None) -> None:
        super().__init__(target, http, options, auth)
        self._home = _Home()

    async def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Sends the call and reads its answer."""
        self._home.stay()
        steps = self._exchange(call, options)
        step = next(steps)
        while True:
            outcome: Outcome = None
            if isinstance(step, Pause):
                await _sleep(step.seconds)
            else:
                try:
                    outcome = await self._send(step)
                except (httpx.RequestError, SpkeyError) as error:
                    outcome = error
            try:
                step = steps.send(outcome)
            except StopIteration as finished:
                response: Response[T] = finished.value
                return response

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            seconds = left(request)
            if seconds is None:
                return await self.http.send(request, auth=self._auth, follow_redirects=False)
            import anyio  # the async side of httpx runs on it

            with anyio.move_on_after(seconds):
                return await self.http.send(request, auth=self._auth, follow_redirects=False)
        except httpx.HTTPStatusError as error:  # raised by a hook of the user's own client
            scrub(error.response)
            raise
        raise passed(request)


class _Home:
    """The event loop that a client and those with other options live in."""

    def __init__(self) -> None:
        self._loop: object = None

    def stay(self) -> None:
        """Refuses any other loop than the first."""
        loop = _running_loop()
        if self._loop is None:
            self._loop = loop
        elif loop is not self._loop:
            raise RuntimeError(
                "This async client was used in another event loop before, and its connections belong to that one: "
                "make a client for each event loop."
            )


def _running_loop() -> object:
    import asyncio  # here, because sync code does not need it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules["trio"]  # the only other library that httpx runs on
        return trio.lowlevel.current_trio_token()


async def _sleep(seconds: float) -> None:
    import anyio  # the async side of httpx runs on it

    await anyio.sleep(seconds)
