"""The proxies that the environment names."""

from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from attrs import field, frozen

from ._http import URL


@frozen
class Proxy:
    """A proxy.

    Attributes:
        url: Its URL, without user name and password.
        auth: The user name and the password, or None.
    """

    url: str
    auth: tuple[str, str] | None = field(default=None, repr=False)


class Proxies:
    """The proxies of the environment: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, or the settings of the system.

    Raises:
        ValueError: A proxy cannot be used. The message never repeats a password.
    """

    def __init__(self) -> None:
        named = {"http", "https", "all"} & {*getproxies()}
        self._by_scheme = {scheme: _proxy(scheme) for scheme in sorted(named)}
        self._by_server: dict[tuple[str, str, int | None], Proxy | None] = {}

    def of(self, url: URL) -> Proxy | None:
        """Return the proxy for a server, or None."""
        # Once for each server, because the standard library goes through all environment variables each time.
        server = (url.scheme, url.host, url.port)
        if server not in self._by_server:
            self._by_server[server] = self._chosen(url)
        return self._by_server[server]

    def _chosen(self, url: URL) -> Proxy | None:
        proxy = self._by_scheme.get(url.scheme) or self._by_scheme.get("all")
        if proxy is None:
            return None
        host = f"[{url.host}]" if ":" in url.host else url.host
        port = url.port or (443 if url.scheme == "https" else 80)
        # NO_PROXY may name a host with its port, and an IPv6 address without its brackets.
        return None if proxy_bypass(f"{host}:{port}") or proxy_bypass(url.host) else proxy


def _proxy(scheme: str) -> Proxy:
    # No local variable here holds the URL, which may contain a password.
    name = f"{scheme.upper()}_PROXY"
    proxy = _parsed(getproxies()[scheme])
    if proxy is None:
        raise ValueError(
            f"{name} must be the URL of a proxy: http://, https:// or socks5://, with a host and an optional port. "
            "Percent-encode characters such as # / @ in a user name or password."
        )
    if proxy.url.startswith("socks5") and not _has_socksio():
        raise ValueError(f"{name} names a SOCKS proxy, which requires socksio. Run pip install 'httpx[socks]'.")
    return proxy


def _parsed(value: str) -> Proxy | None:
    """Return the proxy of a URL, or None if it is not the URL of a proxy."""
    given = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(given)
        auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        url = URL(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        usable = url.scheme in {"http", "https", "socks5", "socks5h"} and bool(url.host) and not parts.path.strip("/")
        usable = usable and not parts.query and not parts.fragment and (parts.port is None or parts.port > 0)
    except Exception:  # urlsplit and URL raise several
        return None
    return Proxy(str(url), auth) if usable else None


def _has_socksio() -> bool:
    from importlib.util import find_spec  # few use such a proxy

    return find_spec("socksio") is not None
