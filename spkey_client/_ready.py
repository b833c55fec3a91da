"""The HTTP clients that the SDK makes: those of httpx or httpx2, with other pools and less work for each call."""

from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any, Generic, TypeVar

from ._fork import renew_after_fork
from ._http import AsyncClient, Client, Cookies, HttpResponse
from ._pool import AsyncPool, Pool, tls
from ._proxy import Proxies
from ._request import USER_AGENT

PoolT = TypeVar("PoolT", Pool, AsyncPool)


MOST_COOKIES = 50
"""With more cookies, all are forgotten: each takes time and memory in every call."""

_LONGEST_COOKIE = 4096


class _Policy(DefaultCookiePolicy):
    def set_ok(self, cookie: Cookie, request: Any) -> bool:
        # One cookie that cannot be sent in a header would make all further calls fail.
        text = f"{cookie.name}={cookie.value}"
        return text.isascii() and len(text) <= _LONGEST_COOKIE and super().set_ok(cookie, request)


class SparingCookies(Cookies):
    """Cookies that are extracted only from responses that set some. Extraction takes a tenth of a call."""

    def __init__(self, cookies: Any = None) -> None:
        super().__init__(cookies)
        self.jar.set_policy(_Policy())

    def extract_cookies(self, response: HttpResponse) -> None:
        """Keep the cookies that a response sets."""
        if "set-cookie" in response.headers:
            super().extract_cookies(response)
            if len(self.jar) > MOST_COOKIES:
                self.jar.clear()


class Ready(Generic[PoolT]):
    """A mixin for the clients of httpx and httpx2. Its connections and cookies survive a fork.

    Args:
        pool: The pool of connections.
    """

    def __init__(self, pool: PoolT) -> None:
        # HTTP/1.1 assumes the values of the headers Accept and Connection anyway, and every header takes time. The
        # pool handles the proxies of the environment.
        arguments: dict[str, Any] = {"verify": tls(), "trust_env": False, "transport": pool}
        super().__init__(**arguments)
        client: Any = self
        client.headers = {"User-Agent": USER_AGENT}
        for name in ("Accept", "Connection"):
            del client.headers[name]
        self.pool: PoolT = pool
        self._jar = SparingCookies()
        renew_after_fork(self)

    def _build_redirect_request(self, request: Any, response: Any) -> Any:
        # No redirect is followed, and httpx would hide the response if its Location were not a URL.
        return request

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
