# Generated from openapi.yaml by python -m generator. Do not edit.
"""The clients: one for sync and one for async code. Creating one imports what sends requests, such as httpx."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar, Unpack

from . import _types
from ._decoders import OMITTED
from ._secret import hidden
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
        timeout: The limit for each phase of each attempt (connect, write, read) in seconds, an `httpx.Timeout`, or None
            for no limit. By default 10 seconds, or the timeout of `http_client` if it has one of its own.
        pool_timeout: The limit in seconds for the time that an attempt waits for a free connection, or None for no
            limit.
        deadline: The limit for each call in seconds, including all attempts and the backoff between them, or None for
            no limit.
        max_retries: The maximum number of retries. A request is retried only if that is safe.
        max_connections: The maximum number of connections, by default 100. Further calls wait. It cannot be combined
            with `http_client`.
        max_response_bytes: The maximum size of a response in bytes, after decoding.
        token_leeway: The client replaces a token this many seconds before it expires.
        http_client: An `httpx.Client` or `httpx2.Client` that sends the requests, for proxies, certificates or hooks of
            your own. Closing this client does not close it.
        allow_http: Allows `http://` to other machines, where anyone on the network can read the credentials.

    Raises:
        ValueError: An argument is invalid or conflicts with another.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | _types.TokenProvider | None = None,
        environment: _types.Environment | None = None,
        base_url: str | None = None,
        timeout: _types.Timeout = OMITTED,
        pool_timeout: float | None = 60.0,
        deadline: float | None = None,
        max_retries: int = 2,
        max_connections: int | None = None,
        max_response_bytes: int = 4_194_304,
        token_leeway: float = 30.0,
        http_client: _types.HttpClient | None = None,
        allow_http: bool = False,
    ) -> None:
        given = {"api_key": hidden(api_key), "token": hidden(token)}
        del api_key, token  # which a traceback with local variables would show
        from ._settings import Settings
        from ._transport import Transport

        settings = Settings(
            timeout=timeout,
            pool_timeout=pool_timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_connections=max_connections,
            max_response_bytes=max_response_bytes,
            environment=environment,
            base_url=base_url,
            allow_http=allow_http,
            token_leeway=token_leeway,
        )
        self._owns_http = http_client is None
        self._use(Transport(*settings.parts(given, http_client)))

    def _use(self, transport: _types.Transport) -> None:
        self._transport = transport
        super().__init__(transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    @property
    def is_closed(self) -> bool:
        """Whether the client is closed."""
        return self._transport.http.is_closed

    def send(self, call: _types.Call[T], **options: Unpack[_types.CallOptions]) -> _types.Response[T]:
        """Send a call that a function of `spkey_client.operations` created.

        Args:
            call: The call.
            options: Per-call overrides; see `CallOptions`.

        Returns:
            The response with its status and headers. Its `parsed` is what the resource method returns.

        Raises:
            SpkeyError: The call failed.
            ValueError: The client lacks a credential that the operation requires, or an option is invalid.
        """
        return self._transport.send(call, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = OMITTED,
        idempotent: bool = False,
        **options: Unpack[_types.CallOptions],
    ) -> _types.Response[Any]:
        """Send a request to an endpoint that the contract does not describe.

        Args:
            method: The HTTP method.
            path: The path below the base URL, percent-encoded.
            query: The parameters of the query. None is not sent, and a sequence is sent as several parameters.
            json: The JSON body. Without it, there is no body.
            idempotent: Whether the request may be repeated although it may have been processed. GET, HEAD and OPTIONS
                always may.
            options: Per-call overrides; see `CallOptions`.

        Returns:
            The response. Its `parsed` is the JSON value of the body, its text if it is not JSON, or None if it is
            empty.

        Raises:
            SpkeyError: The call failed.
            ValueError: The method, the path or an option is invalid.
        """
        from ._raw import raw_call

        return self._transport.send(raw_call(method, path, query, json, idempotent=idempotent), **options)

    def with_options(
        self,
        *,
        api_key: str = OMITTED,
        token: str | _types.TokenProvider = OMITTED,
        **options: Unpack[_types.CallOptions],
    ) -> Self:
        """Return a client with other options or credentials that shares connections with this one.

        Args:
            api_key: As for the client. If any credential is given, it replaces all those of this client.
            token: As for the client. If any credential is given, it replaces all those of this client.
            options: Overrides; see `CallOptions`. Headers are added to those of this client.

        Returns:
            A client that works until this one is closed. It does not have to be closed itself.

        Raises:
            ValueError: A credential or an option is invalid. None is no credential.
        """
        client = object.__new__(type(self))
        client._owns_http = False
        given = {"api_key": hidden(api_key), "token": hidden(token)}
        del api_key, token
        client._use(self._transport.but(given, **options))
        return client

    def close(self) -> None:
        """Close the connections. The client cannot be used afterwards."""
        if self._owns_http:
            self._transport.close()

    def __enter__(self) -> Self:
        if self.is_closed:
            raise RuntimeError("This client is closed. Create another.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __copy__(self) -> Self:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client cannot be pickled or deep-copied. Create one in each process, or use with_options.")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


class AsyncSpkeyClient(AsyncResources):
    """A client for the SmartphoneKey API, for async code.

    Tasks of one event loop can share a client. It takes the arguments of `SpkeyClient`, with an `httpx.AsyncClient` or
    an `httpx2.AsyncClient` as `http_client`. If its event loop is closed, it connects anew in the next one. A function
    that is passed as `token` can also be a coroutine function. A plain function runs in a thread, so that it does not
    block the event loop.

    Raises:
        ValueError: An argument is invalid or conflicts with another.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | _types.AsyncTokenProvider | None = None,
        environment: _types.Environment | None = None,
        base_url: str | None = None,
        timeout: _types.Timeout = OMITTED,
        pool_timeout: float | None = 60.0,
        deadline: float | None = None,
        max_retries: int = 2,
        max_connections: int | None = None,
        max_response_bytes: int = 4_194_304,
        token_leeway: float = 30.0,
        http_client: _types.AsyncHttpClient | None = None,
        allow_http: bool = False,
    ) -> None:
        given = {"api_key": hidden(api_key), "token": hidden(token)}
        del api_key, token  # which a traceback with local variables would show
        from ._settings import Settings
        from ._transport import AsyncTransport

        settings = Settings(
            timeout=timeout,
            pool_timeout=pool_timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_connections=max_connections,
            max_response_bytes=max_response_bytes,
            environment=environment,
            base_url=base_url,
            allow_http=allow_http,
            token_leeway=token_leeway,
        )
        self._owns_http = http_client is None
        self._use(AsyncTransport(*settings.async_parts(given, http_client)))

    def _use(self, transport: _types.AsyncTransport) -> None:
        self._transport = transport
        super().__init__(transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    @property
    def is_closed(self) -> bool:
        """Whether the client is closed."""
        return self._transport.http.is_closed

    async def send(self, call: _types.Call[T], **options: Unpack[_types.CallOptions]) -> _types.Response[T]:
        """Send a call that a function of `spkey_client.operations` created.

        Args:
            call: The call.
            options: Per-call overrides; see `CallOptions`.

        Returns:
            The response with its status and headers. Its `parsed` is what the resource method returns.

        Raises:
            SpkeyError: The call failed.
            ValueError: The client lacks a credential that the operation requires, or an option is invalid.
        """
        return await self._transport.send(call, **options)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = OMITTED,
        idempotent: bool = False,
        **options: Unpack[_types.CallOptions],
    ) -> _types.Response[Any]:
        """Send a request to an endpoint that the contract does not describe.

        Args:
            method: The HTTP method.
            path: The path below the base URL, percent-encoded.
            query: The parameters of the query. None is not sent, and a sequence is sent as several parameters.
            json: The JSON body. Without it, there is no body.
            idempotent: Whether the request may be repeated although it may have been processed. GET, HEAD and OPTIONS
                always may.
            options: Per-call overrides; see `CallOptions`.

        Returns:
            The response. Its `parsed` is the JSON value of the body, its text if it is not JSON, or None if it is
            empty.

        Raises:
            SpkeyError: The call failed.
            ValueError: The method, the path or an option is invalid.
        """
        from ._raw import raw_call

        return await self._transport.send(raw_call(method, path, query, json, idempotent=idempotent), **options)

    def with_options(
        self,
        *,
        api_key: str = OMITTED,
        token: str | _types.AsyncTokenProvider = OMITTED,
        **options: Unpack[_types.CallOptions],
    ) -> Self:
        """Return a client with other options or credentials that shares connections with this one.

        Args:
            api_key: As for the client. If any credential is given, it replaces all those of this client.
            token: As for the client. If any credential is given, it replaces all those of this client.
            options: Overrides; see `CallOptions`. Headers are added to those of this client.

        Returns:
            A client that works until this one is closed. It does not have to be closed itself.

        Raises:
            ValueError: A credential or an option is invalid. None is no credential.
        """
        client = object.__new__(type(self))
        client._owns_http = False
        given = {"api_key": hidden(api_key), "token": hidden(token)}
        del api_key, token
        client._use(self._transport.but(given, **options))
        return client

    async def aclose(self) -> None:
        """Close the connections. The client cannot be used afterwards."""
        if self._owns_http:
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        if self.is_closed:
            raise RuntimeError("This client is closed. Create another.")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __copy__(self) -> Self:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client cannot be pickled or deep-copied. Create one in each process, or use with_options.")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"
