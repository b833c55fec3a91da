"""httpx and httpx2, which have the same interface. No other module of the SDK decides between them.

Types are those of httpx, which the SDK depends on. An object of httpx2 passes for its namesake.
"""

import sys
from importlib import import_module
from typing import Any, Literal, Protocol, TypeAlias, cast

import httpx

Client: TypeAlias = httpx.Client
AsyncClient: TypeAlias = httpx.AsyncClient
Cookies: TypeAlias = httpx.Cookies
URL: TypeAlias = httpx.URL
Headers: TypeAlias = httpx.Headers
Request: TypeAlias = httpx.Request
HttpResponse: TypeAlias = httpx.Response
HTTPStatusError: TypeAlias = httpx.HTTPStatusError
Limits: TypeAlias = httpx.Limits
HttpProxy: TypeAlias = httpx.Proxy
SyncTransport: TypeAlias = httpx.HTTPTransport
AsyncTransport: TypeAlias = httpx.AsyncHTTPTransport

Timeout: TypeAlias = float | httpx.Timeout | None
"""Seconds for each phase of a request (connect, write, read), an `httpx.Timeout`, or None for no limit."""

create_ssl_context = httpx.create_ssl_context


class HttpClient(Protocol):
    """An `httpx.Client` or an `httpx2.Client`."""

    @property
    def is_closed(self) -> bool:
        """Whether the client is closed."""
        ...

    def send(self, request: Any, *, stream: bool = False, auth: Any = ..., follow_redirects: Any = ...) -> Any:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class AsyncHttpClient(Protocol):
    """An `httpx.AsyncClient` or an `httpx2.AsyncClient`."""

    @property
    def is_closed(self) -> bool:
        """Whether the client is closed."""
        ...

    async def send(self, request: Any, *, stream: bool = False, auth: Any = ..., follow_redirects: Any = ...) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class Library(Protocol):
    """The names of httpx that the SDK uses, as httpx or httpx2 has them."""

    __name__: str
    URL: type[httpx.URL]
    Headers: type[httpx.Headers]
    Request: type[httpx.Request]
    Response: type[httpx.Response]
    ByteStream: type[httpx.ByteStream]
    Limits: type[httpx.Limits]
    Proxy: type[httpx.Proxy]
    Timeout: type[httpx.Timeout]
    HTTPTransport: type[httpx.HTTPTransport]
    AsyncHTTPTransport: type[httpx.AsyncHTTPTransport]
    InvalidURL: type[httpx.InvalidURL]
    HTTPStatusError: type[httpx.HTTPStatusError]
    RequestError: type[httpx.RequestError]
    TimeoutException: type[httpx.TimeoutException]
    ConnectError: type[httpx.ConnectError]
    ConnectTimeout: type[httpx.ConnectTimeout]
    PoolTimeout: type[httpx.PoolTimeout]
    ReadTimeout: type[httpx.ReadTimeout]
    ProxyError: type[httpx.ProxyError]
    UnsupportedProtocol: type[httpx.UnsupportedProtocol]


HTTPX = cast("Library", httpx)

Kind: TypeAlias = Literal["Client", "AsyncClient"]


def library_of(client: object, kind: Kind) -> Library:
    """Return the library of a client.

    Raises:
        TypeError: The client is not one of that kind.
    """
    for name in ("httpx", "httpx2"):
        module = sys.modules.get(name)
        if module is not None and isinstance(client, getattr(module, kind)):
            return cast("Library", module)
    raise TypeError(
        f"http_client must be an httpx.{kind} or an httpx2.{kind}, not a {type(client).__name__}. "
        "Sync clients take a Client, async clients an AsyncClient."
    )


def core_of(library: Library) -> Any:
    """Return the httpcore of a library."""
    return import_module(library.__name__.replace("httpx", "httpcore"))


def unsent(library: Library) -> tuple[type[httpx.RequestError], ...]:
    """Return the errors that occur before the first byte of a request is sent."""
    return (
        library.ConnectError,
        library.ConnectTimeout,
        library.PoolTimeout,
        library.ProxyError,
        library.UnsupportedProtocol,
    )
