"""Sends calls over httpx and turns answers into values or errors, for sync and for async code."""

import ssl
from functools import cache
from typing import TypeVar

import httpx
from attrs import frozen

from ._auth import Credentials, scrub
from ._call import Call
from ._codec import DecodeError
from ._errors import APIConnectionError, APIResponseError, APITimeoutError, status_error
from ._version import __version__

T = TypeVar("T")

Timeout = float | httpx.Timeout | None
"""Seconds for each phase of a request (connect, write, read, pool), or httpx's own object, or None for no limit."""

# Failures before the first byte of the request has left.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.LocalProtocolError,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@frozen(kw_only=True)
class Target:
    """Where requests go, and who asks.

    Attributes:
        base_url: The root of the service, without a slash at its end.
        credentials: What is sent to prove who asks.
        timeout: For each request.
    """

    base_url: str
    credentials: Credentials
    timeout: Timeout


class Transport:
    """Sends calls to one target through an `httpx.Client`."""

    def __init__(self, target: Target, http: httpx.Client) -> None:
        self.target = target
        self.http = http

    def send(self, call: Call[T]) -> T:
        """Sends the call and reads its answer."""
        request = _request(self.http, self.target, call)
        try:
            response = self.http.send(request, auth=self.target.credentials, follow_redirects=False)
        except httpx.RequestError as error:
            raise _connection_error(call, error, request) from error
        return _read(call, response)


class AsyncTransport:
    """Sends calls to one target through an `httpx.AsyncClient`."""

    def __init__(self, target: Target, http: httpx.AsyncClient) -> None:
        self.target = target
        self.http = http

    async def send(self, call: Call[T]) -> T:
        """Sends the call and reads its answer."""
        request = _request(self.http, self.target, call)
        try:
            response = await self.http.send(request, auth=self.target.credentials, follow_redirects=False)
        except httpx.RequestError as error:
            raise _connection_error(call, error, request) from error
        return _read(call, response)


def _request(http: httpx.Client | httpx.AsyncClient, target: Target, call: Call[T]) -> httpx.Request:
    url = f"{target.base_url}{call.path}?{call.query}" if call.query else f"{target.base_url}{call.path}"
    headers = list(call.headers)
    if call.content is not None:
        headers.append(("Content-Type", "application/json"))
    return http.build_request(call.operation.method, url, content=call.content, headers=headers, timeout=target.timeout)


def _read(call: Call[T], response: httpx.Response) -> T:
    operation = call.operation
    if response.is_success:
        try:
            return operation.read(response.status_code, response.content)
        except DecodeError as error:
            response.request = scrub(response.request)
            raise APIResponseError(
                f"{operation.id} succeeded, but {error}",
                pointer=error.pointer,
                response=response,
                maybe_applied=operation.command,
            ) from None
    response.request = scrub(response.request)
    raise status_error(response, command=operation.command)


def _connection_error(call: Call[T], error: httpx.RequestError, request: httpx.Request) -> APIConnectionError:
    error.request = scrub(request)
    operation = call.operation
    maybe_applied = operation.command and not isinstance(error, _NOT_SENT)
    timed_out = isinstance(error, httpx.TimeoutException)
    reason = str(error) or type(error).__name__
    message = f"{operation.method} {operation.path}: {'no answer in time' if timed_out else 'no answer'} ({reason})"
    if maybe_applied:
        message += "; the command may have taken effect"
    return (APITimeoutError if timed_out else APIConnectionError)(message, maybe_applied=maybe_applied)


@cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes most of the time that a client takes to be made, so all clients share them.
    return httpx.create_ssl_context()


_USER_AGENT = f"spkey-client/{__version__}"


def new_http_client() -> httpx.Client:
    """A client of our own, for when the user brings none."""
    return httpx.Client(verify=_tls(), headers={"User-Agent": _USER_AGENT})


def new_async_http_client() -> httpx.AsyncClient:
    """A client of our own, for when the user brings none."""
    return httpx.AsyncClient(verify=_tls(), headers={"User-Agent": _USER_AGENT})
