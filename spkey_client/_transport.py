"""Sends calls through the HTTP client, from sync and async code."""

import copy
import time
from collections.abc import Generator, Iterator, Mapping
from typing import Any, Generic, Self, TypeVar, Unpack

from ._attempts import Pause, Reply, Send, Step, Wait, attempts
from ._auth import resolve, scrub_error
from ._body import LIMIT, BodyError, collect, collect_async, keep
from ._call import Call
from ._codec import OMITTED
from ._deadline import ends_of, remaining
from ._errors import APITimeoutError, TokenProviderError
from ._fork import renew_after_fork
from ._home import Home
from ._http import AsyncHttpClient, HttpClient, HttpResponse, Library, Request, unsent
from ._options import CallOptions, Options
from ._pool import UNSENT
from ._ready import Ready
from ._request import RequestBuilder
from ._response import Lost, Outcome, Received, Response
from ._settings import has_auth
from ._target import Target
from ._token import Tokens
from ._traceback import hide_headers

T = TypeVar("T")
HttpT = TypeVar("HttpT", bound=HttpClient | AsyncHttpClient)


def _all_of_it(seconds: float) -> float:
    return seconds


class _Transport(Generic[HttpT]):
    """The common part of both transports.

    Args:
        target: The server, and the credentials for it.
        http: The HTTP client that sends the requests.
        library: The library of the HTTP client.
        options: The options of every call, unless the call overrides them.

    Attributes:
        wait: Returns the part of a pause that takes real time.
    """

    def __init__(self, target: Target, http: HttpT, library: Library, options: Options) -> None:
        self.http = http
        self.options = options
        self.wait: Wait = _all_of_it
        self._library = library
        self._process = _Process(http)
        self._aim(target)

    def _aim(self, target: Target) -> None:
        credentials = target.credentials
        self.target = target
        self._tokens = None if credentials.provider is None else Tokens(credentials.provider, credentials.leeway)
        self._requests = RequestBuilder(target, self.http, self._library, self._tokens)
        # The HTTP client's own authentication is used if the SDK has no credential.
        self._auth: dict[str, Any] = {} if has_auth(self.http) and not credentials else {"auth": None}

    def but(self, given: Mapping[str, Any] | None = None, **changes: Unpack[CallOptions]) -> Self:
        """Return a transport with other options or credentials that shares connections with this one."""
        changed = copy.copy(self)
        changed.options = self.options.but(**changes)
        chosen = {name: value for name, value in (given or {}).items() if value is not OMITTED}
        for name, value in chosen.items():
            if value is None:
                raise ValueError(f"{name} must not be None. Leave it out to keep the credentials of this client.")
        if given and chosen:
            credentials = resolve({**dict.fromkeys(given), **chosen}, self.target.credentials.leeway)
            changed._aim(self.target.but(credentials))
        return changed

    def _attempts(self, call: Call[T], options: CallOptions) -> Generator[Step, Reply, Response[T]]:
        if not isinstance(call, Call):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"call must come from a function of spkey_client.operations, not be a {type(call).__name__}."
            )
        if self.http.is_closed:
            raise RuntimeError("This client is closed. Create another.")
        self._process.check()
        if self._auth:
            self.target.credentials.check(call.operation.id, call.operation.security)
        return attempts(call, self._requests, self.options.but(call.operation.id, **options), self.wait)

    def _received(self, response: HttpResponse, content: bytes, limit: int) -> Received:
        try:
            keep(response, content, limit, self._library)
        except BodyError as error:
            return Received(response, str(error))
        return Received(response)

    def _lost(self, error: Exception, request: Request) -> Lost:
        library = self._library
        # A hook may have failed in a request of its own, after the response to ours.
        unsent_ = isinstance(error, unsent(library)) and getattr(error, "_request", None) is request
        return Lost(error, isinstance(error, library.TimeoutException), sent=not unsent_)


class _Process:
    """The process of an HTTP client. The connections of a client that the SDK did not make do not survive a fork."""

    def __init__(self, http: object) -> None:
        self._used = False
        self._crossed = False
        if not isinstance(http, Ready):
            renew_after_fork(self)

    def check(self) -> None:
        """Check that the process has not been forked since a first call.

        Raises:
            RuntimeError: It has.
        """
        if self._crossed:
            raise RuntimeError(
                "This client's http_client was used before the process was forked. Its connections belong to the other "
                "process as well, so responses could be confused. Create both after the fork."
            )
        self._used = True

    def after_fork(self) -> None:
        """Note the fork."""
        self._crossed = self._used


class Transport(_Transport[HttpClient]):
    """Sends calls to one target through an `httpx.Client` or an `httpx2.Client`. Threads may share it."""

    def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a call and read its response."""
        steps = self._attempts(call, options)
        try:
            step = next(steps)
            while True:
                reply = self._do(step)
                try:
                    step = steps.send(reply)
                except StopIteration as finished:
                    response: Response[T] = finished.value
                    return response
        except BaseException as error:
            hide_headers(error)
            raise

    def _do(self, step: Step) -> Reply:
        if isinstance(step, Send):
            return self._send(step.request)
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        assert self._tokens is not None  # noqa: S101 # otherwise there is no such step
        try:
            return self._tokens.fetch(step.rejected)
        except TokenProviderError as error:
            return error

    def _send(self, request: Request) -> Outcome:
        library = self._library
        limit: int = request.extensions[LIMIT]
        try:
            response: HttpResponse = self.http.send(request, stream=True, follow_redirects=False, **self._auth)
            if response.is_stream_consumed:  # by a hook, or by a transport that had the whole content
                return Received(response)
            stream: Any = response.stream
            try:
                content = collect(self._in_time(stream, request), limit)
            finally:
                stream.close()
        except (library.RequestError, library.InvalidURL, UnicodeError) as error:  # the last two: of a redirect
            return self._lost(error, request)
        except library.HTTPStatusError as error:  # raised by a hook of the user's own client
            scrub_error(error)
            raise
        return self._received(response, content, limit)

    def _in_time(self, parts: Any, request: Request) -> Iterator[bytes]:
        ends = ends_of(request.extensions["timeout"])
        for part in parts:
            if ends is not None and time.perf_counter() > ends:
                raise self._library.ReadTimeout("the deadline has passed", request=request)
            yield part

    def close(self) -> None:
        """Close the HTTP client."""
        self.http.close()


class AsyncTransport(_Transport[AsyncHttpClient]):
    """Sends calls to one target through an `httpx.AsyncClient` or an `httpx2.AsyncClient`.

    Tasks of one event loop may share it.
    """

    def __init__(self, target: Target, http: AsyncHttpClient, library: Library, options: Options) -> None:
        self._home = Home(http)
        super().__init__(target, http, library, options)

    def _aim(self, target: Target) -> None:
        super()._aim(target)
        self._home.has(self._tokens)

    def roam(self) -> None:
        """Allow calls from any event loop at any time. The HTTP client must have no connections."""
        self._home.roams = True

    async def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a call and read its response."""
        self._home.stay()
        steps = self._attempts(call, options)
        try:
            step = next(steps)
            while True:
                reply = await self._do(step)
                try:
                    step = steps.send(reply)
                except StopIteration as finished:
                    response: Response[T] = finished.value
                    return response
        except BaseException as error:
            hide_headers(error)
            raise

    async def _do(self, step: Step) -> Reply:
        if isinstance(step, Send):
            return await self._send(step.request)
        import anyio  # the async side of httpx runs on it

        if isinstance(step, Pause):
            await anyio.sleep(step.seconds)
            return None
        assert self._tokens is not None  # noqa: S101 # otherwise there is no such step
        with anyio.move_on_after(None if step.ends is None else remaining(step.ends)):
            try:
                return await self._tokens.fetch_async(step.rejected)
            except TokenProviderError as error:
                return error
        return APITimeoutError("The token provider did not return before the deadline, so the request was not sent.")

    async def _send(self, request: Request) -> Outcome:
        ends = ends_of(request.extensions["timeout"])
        if ends is None:
            return await self._sent(request)
        import anyio  # the async side of httpx runs on it

        # A little later than the limits of the phases, whose errors say more, such as that nothing was sent.
        with anyio.move_on_after(remaining(ends) + 0.05):
            return await self._sent(request)
        # A busy event loop may notice this deadline before those of the phases.
        error = self._library.PoolTimeout if UNSENT in request.extensions else self._library.ReadTimeout
        return self._lost(error("the deadline has passed", request=request), request)

    async def _sent(self, request: Request) -> Outcome:
        library = self._library
        limit: int = request.extensions[LIMIT]
        try:
            response: HttpResponse = await self.http.send(request, stream=True, follow_redirects=False, **self._auth)
            if response.is_stream_consumed:  # by a hook, or by a transport that had the whole content
                return Received(response)
            stream: Any = response.stream
            try:
                content = await collect_async(stream, limit)
            finally:
                await stream.aclose()
        except (library.RequestError, library.InvalidURL, UnicodeError) as error:  # the last two: of a redirect
            return self._lost(error, request)
        except library.HTTPStatusError as error:  # raised by a hook of the user's own client
            scrub_error(error)
            raise
        return self._received(response, content, limit)

    async def aclose(self) -> None:
        """Close the HTTP client."""
        self._home.stay(closing=True)
        await self.http.aclose()
