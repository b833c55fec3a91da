"""Sends calls over httpx and turns responses into values or errors, for sync and async code.

`exchange` is the sequence of attempts and pauses of a call, without any I/O. Both transports drive it.
"""

import copy
import logging
import random
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from functools import cache
from typing import Any, Generic, NamedTuple, Self, TypeVar, Unpack

import httpx

from ._auth import Placed, SecretURL, flow, scrub, scrub_error
from ._call import Call, Operation
from ._codec import DecodeError
from ._deadline import Until, left, mark, passed
from ._errors import APIConnectionError, APIResponseError, APITimeoutError, SpkeyError, request_id, status_error
from ._options import CallOptions, Options
from ._retry import pause
from ._target import Target

T = TypeVar("T")
HttpT = TypeVar("HttpT", bound=httpx.Client | httpx.AsyncClient)

logger = logging.getLogger("spkey_client")

# Errors that occur before the first byte of the request is sent.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Response(Generic[T]):
    """A response, as `client.send` returns it.

    Attributes:
        parsed: The value that a resource method returns.
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
        """The headers of the response."""
        return self._http.headers

    @property
    def http_response(self) -> httpx.Response:
        """The response of httpx. Its request does not contain the credentials."""
        scrub(self._http)
        return self._http

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status_code={self.status_code}, parsed={self.parsed!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.parsed, self.http_response)


class Pause(NamedTuple):
    """A pause before the next attempt."""

    seconds: float


_Headers = list[tuple[bytes, bytes]]

Step = httpx.Request | Pause
Outcome = httpx.Response | httpx.RequestError | SpkeyError | None

Wait = Callable[[float], float]
"""Returns the part of a pause that must pass in real time. The mock skips pauses if its clock does not run."""


def _all_of_it(seconds: float) -> float:
    return seconds


def exchange(
    call: Call[T],
    build: Callable[[Call[T], Options], httpx.Request],
    options: Options,
    wait: Wait = _all_of_it,
) -> Generator[Step, Outcome, Response[T]]:
    """Run a call from its first attempt to its last.

    Yields requests, and receives their outcomes. Yields pauses, and receives None.

    Args:
        call: The call.
        build: Builds the request for an attempt.
        options: The options of the call.
        wait: Returns the part of a pause that takes real time. The deadline counts the rest as well.

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
        real = wait(seconds)
        if ends is not None:
            ends -= seconds - real
        if real:
            yield Pause(real)


def _carry(error: SpkeyError, maybe_applied: bool) -> bool:
    """Note in the error of a later attempt that an earlier one may have taken effect. Return whether any may have."""
    if maybe_applied and not error.maybe_applied:
        error.maybe_applied = True
        error.message += "; an earlier attempt got no clear response and may have taken effect"
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
    if operation.is_success(outcome.status_code):
        try:
            return Response(operation.read(outcome.status_code, outcome.content, outcome.headers), outcome)
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
    except RuntimeError:  # it names no request
        return False


def _connection_error(
    operation: Operation[Any], error: httpx.RequestError, *, maybe_applied: bool
) -> APIConnectionError:
    timed_out = isinstance(error, httpx.TimeoutException)
    reason = str(error) or type(error).__name__
    message = f"{operation.method} {operation.path}: no response{' in time' if timed_out else ''} ({reason})"
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
    """Builds the requests to one target. Headers that are the same for many calls are merged once.

    httpx's own `build_request` takes about half of the time of a call without a network, because it merges URLs,
    headers, cookies and parameters for each request. A request with a whole URL and raw headers needs none of that,
    and `send` takes it as it is.
    """

    def __init__(self, target: Target, http: httpx.Client | httpx.AsyncClient) -> None:
        self._target = target
        self._http = http
        self._merged: tuple[object, _Headers, bool] = (None, [], False)

    def build(self, call: Call[T], options: Options) -> httpx.Request:
        """Return the request for one attempt at a call."""
        operation = call.operation
        base_url = self._target.base_url_of(operation)
        placed = self._target.credentials.place(operation.security)
        query = f"{call.query}&{placed.query}" if call.query and placed.query else call.query or placed.query
        content = call.content or b""
        request = httpx.Request(
            operation.method,
            f"{base_url}{call.path}?{query}" if query else f"{base_url}{call.path}",
            headers=self._headers(call, _host(base_url), placed, options.headers),
            stream=httpx.ByteStream(content),  # with content=, httpx would go through all headers three times more
            extensions={"timeout": httpx.Timeout(options.timeout).as_dict(), "provided_token": placed.provided},
        )
        request.read()  # for hooks that look at the content
        if self._http.params:
            request.url = request.url.copy_merge_params(self._http.params)
        if placed.query:
            request.url = SecretURL(request.url)
        if self._http.cookies.jar:
            self._http.cookies.set_cookie_header(request)
        if call.cookies or placed.cookies:
            cookies = (request.headers.get("Cookie"), call.cookies, placed.cookies)
            request.headers["Cookie"] = "; ".join(filter(None, cookies))
        return request

    def _headers(self, call: Call[Any], host: bytes, placed: Placed, own: Mapping[str, str]) -> _Headers:
        operation = call.operation
        merged, has_accept = self._shared_headers(host, placed, own)
        headers = [*merged]
        if operation.accept is not None and not has_accept:
            headers.append((b"Accept", operation.accept.encode("ascii")))
        if call.content is not None:
            if call.content_type is not None:
                headers.append((b"Content-Type", call.content_type.encode("ascii")))
            headers.append((b"Content-Length", b"%d" % len(call.content)))
        elif operation.method in {"POST", "PUT", "PATCH"}:
            headers.append((b"Content-Length", b"0"))
        if call.headers:
            headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in call.headers]
        return headers

    def _shared_headers(self, host: bytes, placed: Placed, own: Mapping[str, str]) -> tuple[_Headers, bool]:
        """Return the headers that are the same for many calls, and whether Accept is one of them."""
        # The user can change the headers of their HTTP client at any time, and threads share this object, so the
        # result is stored together with what it was merged from.
        sources = (self._http.headers.raw, own, host, placed)
        merged_from, merged, has_accept = self._merged
        if sources != merged_from:
            headers = self._http.headers.copy()
            if headers.get("accept") == "*/*":  # httpx's default, not the user's choice
                del headers["accept"]
            if placed.provided:
                headers.pop("authorization", None)
            headers.update(own)
            headers.update(placed.headers)
            headers.pop("content-type", None)
            merged = [*([] if "host" in headers else [(b"Host", host)]), *headers.raw]
            has_accept = "accept" in headers
            self._merged = (sources, merged, has_accept)
        return merged, has_accept


@cache
def _host(base_url: str) -> bytes:
    return httpx.URL(base_url).netloc


class _Transport(Generic[HttpT]):
    """The common part of both transports.

    Args:
        target: The server, and the credentials for it.
        http: The HTTP client that sends the requests.
        options: The options of every call, unless the call overrides them.

    Attributes:
        wait: Returns the part of a pause that takes real time.
    """

    def __init__(self, target: Target, http: HttpT, options: Options) -> None:
        self.target = target
        self.http = http
        self.options = options
        self.wait: Wait = _all_of_it
        self._auth = flow(target.credentials)
        self._requests = _Requests(target, http)

    def but(self, **changes: Unpack[CallOptions]) -> Self:
        """Return a transport with other options that shares connections and tokens with this one."""
        changed = copy.copy(self)
        changed.options = self.options.but(**changes)
        return changed

    def _exchange(self, call: Call[T], options: CallOptions) -> Generator[Step, Outcome, Response[T]]:
        if not isinstance(call, Call):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"call must come from a function of spkey_client.operations, not be a {type(call).__name__}."
            )
        self.target.credentials.check(call.operation.id, call.operation.security)
        return exchange(call, self._requests.build, self.options.but(**options), self.wait)


class Transport(_Transport[httpx.Client]):
    """Sends calls to one target through an `httpx.Client`. Threads may share it."""

    def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a call and read its response."""
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
            scrub_error(error)
            raise
        return response


class AsyncTransport(_Transport[httpx.AsyncClient]):
    """Sends calls to one target through an `httpx.AsyncClient`. Tasks of one event loop may share it."""

    def __init__(self, target: Target, http: httpx.AsyncClient, options: Options) -> None:
        super().__init__(target, http, options)
        self._home = _Home()

    async def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a call and read its response."""
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
            scrub_error(error)
            raise
        raise passed(request)


class _Home:
    """The event loop of a client, and of the clients with other options that it returned."""

    def __init__(self) -> None:
        self._loop: object = None

    def stay(self) -> None:
        """Reject any event loop but the first."""
        loop = _running_loop()
        if self._loop is None:
            self._loop = loop
        elif loop is not self._loop:
            raise RuntimeError(
                "This async client was used in another event loop before, and its connections belong to that loop. "
                "Create a client for each event loop."
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
