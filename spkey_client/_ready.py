"""The HTTP clients that the SDK makes: those of httpx or httpx2, with other pools and less work for each call."""

from typing import Any, Generic, TypeVar

from ._fork import renew_after_fork
from ._http import AsyncClient, Client, Cookies, HttpResponse
from ._pool import AsyncPool, Pool, tls
from ._proxy import Proxies
from ._request import USER_AGENT

PoolT = TypeVar("PoolT", Pool, AsyncPool)


class SparingCookies(Cookies):
    """Cookies that are extracted only from responses that set some. Otherwise, this takes a tenth of a call."""

    def extract_cookies(self, response: HttpResponse) -> None:
        """Keep the cookies that a response sets."""
        if "set-cookie" in response.headers:
            super().extract_cookies(response)


class Ready(Generic[PoolT]):
    """A mixin for the clients of httpx and httpx2. Its connections and cookies survive a fork.

    Args:
        pool: The pool of connections.
    """

    def __init__(self, pool: PoolT) -> None:
        # HTTP/1.1 assumes the values of the headers Accept and Connection anyway, and every header takes time. The
        # proxies of the environment are the pool's business.
        arguments: dict[str, Any] = {"verify": tls(), "trust_env": False, "transport": pool}
        super().__init__(**arguments)
        client: Any = self
        client.headers = {"User-Agent": USER_AGENT}
        for name in ("Accept", "Connection"):
            del client.headers[name]
        self.pool: PoolT = pool
        self._jar = SparingCookies()
        renew_after_fork(self)

    @property
    def cookies(self) -> Any:  # the class of either library
        """The cookies of the service, or of the network in front of it."""
        return self._jar

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._jar = SparingCookies(cookies)

    def after_fork(self) -> None:
        """Replace the lock of the cookies, which a thread of the parent may hold."""
        self._jar = SparingCookies(self._jar)


class _Client(Ready[Pool], Client):
    pass


class _AsyncClient(Ready[AsyncPool], AsyncClient):
    pass


def new_http_client(max_connections: int, *, trust_env: bool) -> Client:
    """Return a new HTTP client.

    Args:
        max_connections: The maximum number of connections.
        trust_env: Whether to use the proxies of the environment.
    """
    return _Client(Pool(max_connections, Proxies() if trust_env else None))


def new_async_http_client(max_connections: int, *, trust_env: bool) -> AsyncClient:
    """Return a new async HTTP client.

    Args:
        max_connections: The maximum number of connections.
        trust_env: Whether to use the proxies of the environment.
    """
    return _AsyncClient(AsyncPool(max_connections, Proxies() if trust_env else None))
