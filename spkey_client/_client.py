# Generated from openapi.yaml by python -m generator. Do not edit.
"""The clients: one for sync and one for async code."""

from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx

from ._auth import AsyncTokenProvider, TokenProvider, resolve
from ._call import Call
from ._options import CallOptions, Options, Timeout
from ._pool import new_async_http_client, new_http_client
from ._service import Environment
from ._target import Target
from ._transport import AsyncTransport, Response, Transport
from .resources import AsyncResources, Resources

T = TypeVar("T")


class SpkeyClient(Resources):
    """A client for the SmartphoneKey API, for sync code.

    The client keeps its connections open for further calls. Close it, or use it as a context manager. Threads can share
    a client.

    Without credentials, the client uses those of the environment variables SPKEY_API_KEY and SPKEY_TOKEN. Each request
    carries all the credentials that its operation accepts.

    Args:
        api_key: An organisation's API key. Sent in the header `X-API-Key`.
        token: A JSON Web Token. A user's token gives access to that user's own record. An organisation's token is
            equivalent to its API key. Pass the token, or a function that returns it. The client calls the function
            before the first call, before the token expires (if it is a JWT with an expiry) and once more after a 401.
        environment: The name of the server to call. It cannot be combined with `base_url`.
        base_url: The root of another server, such as a mock. Without it and `environment`, the client uses the
            environment variable SPKEY_BASE_URL, or else the production server.
        timeout: The limit for each phase of each attempt (connect, write, read, pool) in seconds, an `httpx.Timeout`,
            or None for no limit.
        deadline: The limit for each call in seconds, including all attempts and the backoff between them, or None for
            no limit.
        max_retries: The maximum number of retries. A request is retried only if that is safe.
        token_leeway: The client replaces a token this many seconds before it expires.
        http_client: An `httpx.Client` that sends the requests, for proxies, certificates or hooks of your own. Closing
            this client does not close it.
        allow_http: Allows `http://` to other machines, where anyone on the network can read the credentials.

    Raises:
        ValueError: A required credential is missing, or an argument is invalid or conflicts with another.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | TokenProvider | None = None,
        environment: Environment | None = None,
        base_url: str | None = None,
        timeout: Timeout = 10.0,
        deadline: float | None = None,
        max_retries: int = 2,
        token_leeway: float = 30.0,
        http_client: httpx.Client | None = None,
        allow_http: bool = False,
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.Client):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("http_client must be an httpx.Client. AsyncSpkeyClient takes an httpx.AsyncClient.")
        credentials = resolve({"api_key": api_key, "token": token}, token_leeway)
        target = Target.choose(environment, base_url, allow_http=allow_http, credentials=credentials)
        options = Options(timeout=timeout, deadline=deadline, max_retries=max_retries)
        self._owns_http = http_client is None
        http = http_client or new_http_client(trust_env=not target.is_local)
        self._use(Transport(target, http, options))

    def _use(self, transport: Transport) -> None:
        self._transport = transport
        super().__init__(transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a call that a function of `spkey_client.operations` created.

        Args:
            call: The call.
            options: Per-call overrides: `timeout`, `deadline`, `max_retries`, `headers`.

        Returns:
            The response with its status and headers. Its `parsed` is what the resource method returns.

        Raises:
            SpkeyError: The call failed.
            ValueError: The client lacks a credential that the operation requires, or an option is invalid.
        """
        return self._transport.send(call, **options)

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a client with other options that shares connections and tokens with this one.

        Args:
            options: Overrides: `timeout`, `deadline`, `max_retries`, `headers`. Headers are added to those of this
                client.

        Returns:
            A client that works until this one is closed. It does not have to be closed itself.
        """
        client = object.__new__(type(self))
        client._owns_http = False
        client._use(self._transport.but(**options))
        return client

    def close(self) -> None:
        """Close the connections. The client cannot be used afterwards."""
        if self._owns_http:
            self._transport.http.close()

    def __enter__(self) -> Self:
        if self._transport.http.is_closed:
            raise RuntimeError("This client is closed. Create another.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


class AsyncSpkeyClient(AsyncResources):
    """A client for the SmartphoneKey API, for async code.

    Tasks of one event loop can share a client. It takes the arguments of `SpkeyClient`, with an `httpx.AsyncClient` as
    `http_client`. A function that is passed as `token` can also be a coroutine function. A plain function runs in a
    thread, so that it does not block the event loop.

    Raises:
        ValueError: A required credential is missing, or an argument is invalid or conflicts with another.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | AsyncTokenProvider | None = None,
        environment: Environment | None = None,
        base_url: str | None = None,
        timeout: Timeout = 10.0,
        deadline: float | None = None,
        max_retries: int = 2,
        token_leeway: float = 30.0,
        http_client: httpx.AsyncClient | None = None,
        allow_http: bool = False,
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("http_client must be an httpx.AsyncClient. SpkeyClient takes an httpx.Client.")
        credentials = resolve({"api_key": api_key, "token": token}, token_leeway)
        target = Target.choose(environment, base_url, allow_http=allow_http, credentials=credentials)
        options = Options(timeout=timeout, deadline=deadline, max_retries=max_retries)
        self._owns_http = http_client is None
        http = http_client or new_async_http_client(trust_env=not target.is_local)
        self._use(AsyncTransport(target, http, options))

    def _use(self, transport: AsyncTransport) -> None:
        self._transport = transport
        super().__init__(transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    async def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Send a call that a function of `spkey_client.operations` created.

        Args:
            call: The call.
            options: Per-call overrides: `timeout`, `deadline`, `max_retries`, `headers`.

        Returns:
            The response with its status and headers. Its `parsed` is what the resource method returns.

        Raises:
            SpkeyError: The call failed.
            ValueError: The client lacks a credential that the operation requires, or an option is invalid.
        """
        return await self._transport.send(call, **options)

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a client with other options that shares connections and tokens with this one.

        Args:
            options: Overrides: `timeout`, `deadline`, `max_retries`, `headers`. Headers are added to those of this
                client.

        Returns:
            A client that works until this one is closed. It does not have to be closed itself.
        """
        client = object.__new__(type(self))
        client._owns_http = False
        client._use(self._transport.but(**options))
        return client

    async def aclose(self) -> None:
        """Close the connections. The client cannot be used afterwards."""
        if self._owns_http:
            await self._transport.http.aclose()

    async def __aenter__(self) -> Self:
        if self._transport.http.is_closed:
            raise RuntimeError("This client is closed. Create another.")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"
