"""The clients: the sync one and the async one, alike but for `await`."""

import os
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx

from ._auth import AsyncTokenProvider, TokenProvider, flow, resolve
from ._call import Call
from ._options import CallOptions, Options, Timeout
from ._pool import new_async_http_client, new_http_client
from ._service import DEFAULT_ENVIRONMENT, ENVIRONMENTS, Environment
from ._transport import AsyncTransport, Response, Target, Transport
from .resources import AsyncResources, Resources

T = TypeVar("T")


class SpkeyClient(Resources):
    """A client for sync code.

    A client keeps its connections open for the next call; close it, or use it as a context manager. Threads may share
    one client.

    Args:
        api_key: The API key of an organisation. If neither it nor `token` is given, the environment variables
            SPKEY_API_KEY and SPKEY_TOKEN are read.
        token: A bearer token, or a function that gives one. The function is asked when there is none yet, before the
            last one expires (if it is a JWT that says when), and once more if the service refuses it. If both
            credentials are given, both are sent.
        environment: Which of the service's servers to call. Not together with `base_url`.
        base_url: The root of another server, such as the mock. If neither it nor `environment` is given, the
            environment variable SPKEY_BASE_URL is read; without it the client calls production.
        timeout: For each attempt: seconds for each of its phases (connect, write, read, pool), an `httpx.Timeout`, or
            None for no limit.
        deadline: Seconds for each call, all attempts and the pauses between them, or None for no limit.
        max_retries: How often a failed request is sent again, where that is safe.
        token_leeway: How many seconds before it expires a token is replaced.
        http_client: An `httpx.Client` to send requests with, for proxies, certificates or hooks of your own. It
            stays open when this client is closed.
        allow_http: Allows `http://` to hosts other than this machine, where anyone on the way can read the credentials.

    Raises:
        ValueError: There is no credential, or an argument is invalid or excludes another.
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
            raise TypeError("http_client must be an httpx.Client; AsyncSpkeyClient takes an httpx.AsyncClient.")
        credentials = resolve(api_key, token, token_leeway)
        target = Target(base_url=_base_url(environment, base_url, allow_http), credentials=credentials)
        options = Options(timeout=timeout, deadline=deadline, max_retries=max_retries)
        self._owns_http = http_client is None
        self._use(
            Transport(
                target,
                http_client or new_http_client(trust_env=not _is_local(target.base_url)),
                options,
                flow(credentials),
            )
        )

    def _use(self, transport: Transport) -> None:
        self._transport = transport
        super().__init__(transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Sends a call that a function of `spkey_client.operations` has made.

        Args:
            call: The call.
            options: Overrides for this call: `timeout`, `deadline`, `max_retries`, `headers`.

        Returns:
            The answer with its status and headers; what the resource method returns is its `parsed`.

        Raises:
            SpkeyError: The call failed.
        """
        return self._transport.send(call, **options)

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """A client with other options that shares connections and tokens with this one.

        Args:
            options: Overrides: `timeout`, `deadline`, `max_retries`, `headers`. Headers are added to those of this
                client.

        Returns:
            A client that need not be closed, and works until this one is.
        """
        client = object.__new__(type(self))
        client._owns_http = False
        client._use(self._transport.but(**options))
        return client

    def close(self) -> None:
        """Closes the connections. The client cannot be used any more."""
        if self._owns_http:
            self._transport.http.close()

    def __enter__(self) -> Self:
        if self._transport.http.is_closed:
            raise RuntimeError("This client is closed: make another.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


class AsyncSpkeyClient(AsyncResources):
    """A client for async code. Tasks of one event loop may share it.

    It takes the arguments of `SpkeyClient`, with an `httpx.AsyncClient` as `http_client`. A function given as `token`
    may be a coroutine function; one that is not runs in a thread, so that it never holds up the event loop.

    Raises:
        ValueError: There is no credential, or an argument is invalid or excludes another.
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
            raise TypeError("http_client must be an httpx.AsyncClient; SpkeyClient takes an httpx.Client.")
        credentials = resolve(api_key, token, token_leeway)
        target = Target(base_url=_base_url(environment, base_url, allow_http), credentials=credentials)
        options = Options(timeout=timeout, deadline=deadline, max_retries=max_retries)
        self._owns_http = http_client is None
        self._use(
            AsyncTransport(
                target,
                http_client or new_async_http_client(trust_env=not _is_local(target.base_url)),
                options,
                flow(credentials),
            )
        )

    def _use(self, transport: AsyncTransport) -> None:
        self._transport = transport
        super().__init__(transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    async def send(self, call: Call[T], **options: Unpack[CallOptions]) -> Response[T]:
        """Sends a call, as `SpkeyClient.send` does."""
        return await self._transport.send(call, **options)

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """A client with other options, as `SpkeyClient.with_options` makes one."""
        client = object.__new__(type(self))
        client._owns_http = False
        client._use(self._transport.but(**options))
        return client

    async def aclose(self) -> None:
        """Closes the connections. The client cannot be used any more."""
        if self._owns_http:
            await self._transport.http.aclose()

    async def __aenter__(self) -> Self:
        if self._transport.http.is_closed:
            raise RuntimeError("This client is closed: make another.")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


def _base_url(environment: str | None, base_url: str | None, allow_http: bool) -> str:
    if environment is not None and base_url is not None:
        raise ValueError("environment and base_url both say where to send requests: give one of them.")
    if environment is not None:
        if environment not in ENVIRONMENTS:
            raise ValueError(f"environment must be one of {', '.join(ENVIRONMENTS)}, not {environment!r}.")
        return ENVIRONMENTS[environment]
    if base_url is not None:
        return _checked("base_url", base_url, allow_http)
    if variable := os.environ.get("SPKEY_BASE_URL"):
        return _checked("SPKEY_BASE_URL", variable, allow_http)
    if DEFAULT_ENVIRONMENT is None:
        raise ValueError("The contract names no server: give base_url=..., or set SPKEY_BASE_URL.")
    return ENVIRONMENTS[DEFAULT_ENVIRONMENT]


def _checked(name: str, value: str, allow_http: bool) -> str:
    try:
        url = httpx.URL(value)
    except httpx.InvalidURL as error:
        raise ValueError(f"{name} is not a URL: {error}") from None
    if url.scheme not in {"http", "https"} or not url.host or not 0 < (url.port or 1) < 65536:
        raise ValueError(f"{name} must begin with https:// or http:// and name a host.")
    if "?" in value or "#" in value or url.userinfo:
        raise ValueError(f"{name} must be the root of a server, without a query, a fragment or a user name.")
    if url.scheme == "http" and not allow_http and not _is_loopback(url.host):
        raise ValueError(
            f"{name} would send the credentials over the network unencrypted: use https://, or give allow_http=True."
        )
    return str(url).rstrip("/")


def _is_local(base_url: str) -> bool:
    # A proxy that the environment names would see the credentials, and could not reach this machine.
    return _is_loopback(httpx.URL(base_url).host)


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.endswith(".localhost") or _is_loopback_v4(host)


def _is_loopback_v4(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isdecimal() and int(part) < 256 for part in parts)
