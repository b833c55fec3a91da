"""The clients: the sync one and the async one, alike but for `await`."""

import os
from types import TracebackType
from typing import Self

import httpx

from . import _auth
from ._service import DEFAULT_ENVIRONMENT, ENVIRONMENTS, Environment
from ._transport import AsyncTransport, Target, Timeout, Transport, new_async_http_client, new_http_client
from .resources import AsyncResources, Resources


class SpkeyClient(Resources):
    """A client for sync code.

    A client keeps its connections open for the next call; close it, or use it as a context manager.

    Args:
        api_key: The API key of an organisation. If neither it nor `token` is given, the environment variables
            SPKEY_API_KEY and SPKEY_TOKEN are read.
        token: A bearer token. If both credentials are given, both are sent.
        environment: Which of the service's servers to call. Not together with `base_url`.
        base_url: The root of another server, such as the mock. If neither it nor `environment` is given, the
            environment variable SPKEY_BASE_URL is read; without it the client calls production.
        timeout: For each request: seconds for each of its phases (connect, write, read, pool), an `httpx.Timeout`, or
            None for no limit.
        http_client: An `httpx.Client` to send requests with, for proxies, certificates or hooks of your own. It
            stays open when this client is closed.
        allow_http: Allows `http://` to hosts other than this machine, where anyone on the way can read the credentials.

    Raises:
        ValueError: No credential, or arguments that do not go together or make no sense.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | None = None,
        environment: Environment | None = None,
        base_url: str | None = None,
        timeout: Timeout = 10.0,
        http_client: httpx.Client | None = None,
        allow_http: bool = False,
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.Client):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("http_client must be an httpx.Client; AsyncSpkeyClient takes an httpx.AsyncClient.")
        target = _target(api_key, token, environment, base_url, timeout, allow_http)
        self._owns_http = http_client is None
        self._transport = Transport(target, http_client or new_http_client())
        super().__init__(self._transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    def close(self) -> None:
        """Closes the connections. The client cannot be used any more."""
        if self._owns_http:
            self._transport.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


class AsyncSpkeyClient(AsyncResources):
    """A client for async code. It takes the arguments of `SpkeyClient`, with an `httpx.AsyncClient` as `http_client`.

    Raises:
        ValueError: No credential, or arguments that do not go together or make no sense.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        token: str | None = None,
        environment: Environment | None = None,
        base_url: str | None = None,
        timeout: Timeout = 10.0,
        http_client: httpx.AsyncClient | None = None,
        allow_http: bool = False,
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("http_client must be an httpx.AsyncClient; SpkeyClient takes an httpx.Client.")
        target = _target(api_key, token, environment, base_url, timeout, allow_http)
        self._owns_http = http_client is None
        self._transport = AsyncTransport(target, http_client or new_async_http_client())
        super().__init__(self._transport)

    @property
    def base_url(self) -> str:
        """The root of the server that this client calls."""
        return self._transport.target.base_url

    async def aclose(self) -> None:
        """Closes the connections. The client cannot be used any more."""
        if self._owns_http:
            await self._transport.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


def _target(
    api_key: str | None,
    token: str | None,
    environment: str | None,
    base_url: str | None,
    timeout: Timeout,
    allow_http: bool,
) -> Target:
    return Target(
        base_url=_base_url(environment, base_url, allow_http),
        credentials=_auth.resolve(api_key, token),
        timeout=timeout,
    )


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
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"{name} must begin with https:// or http:// and name a host.")
    if url.query or url.fragment or url.userinfo:
        raise ValueError(f"{name} must be the root of a server, without a query, a fragment or a user name.")
    if url.scheme == "http" and not allow_http and not _is_loopback(url.host):
        raise ValueError(
            f"{name} would send the credentials over the network unencrypted: use https://, or give allow_http=True."
        )
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.endswith(".localhost") or _is_loopback_v4(host)


def _is_loopback_v4(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isdecimal() and int(part) < 256 for part in parts)
