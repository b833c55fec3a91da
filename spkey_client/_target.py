"""The server that a client calls."""

import os
from typing import Any

from attrs import evolve, frozen

from ._auth import Credentials
from ._call import Operation
from ._http import HTTPX, URL
from ._service import DEFAULT_ENVIRONMENT, ENVIRONMENTS


@frozen(kw_only=True, eq=False, repr=False)
class Target:
    """The server that a client calls, and the credentials for it.

    Attributes:
        base_url: The root of the service, without a trailing slash.
        credentials: The credentials that are sent.
        is_environment: Whether the contract names the server. If so, operations with a server of their own are sent to
            that server.
    """

    base_url: str
    credentials: Credentials
    is_environment: bool = False

    @classmethod
    def choose(
        cls, environment: str | None, base_url: str | None, *, allow_http: bool, credentials: Credentials
    ) -> "Target":
        """Return the server for the arguments of a client.

        Raises:
            ValueError: The arguments name no server, or one that cannot be called.
        """
        if environment is not None and base_url is not None:
            raise ValueError("environment and base_url both name a server. Pass one of them.")
        if environment is None:
            label = "SPKEY_BASE_URL" if base_url is None else "base_url"
            url = os.environ.get(label) or None if base_url is None else base_url
            if url is not None:
                return cls(base_url=_checked(label, url, allow_http), credentials=credentials)
            if DEFAULT_ENVIRONMENT is None:
                raise ValueError("The contract names no server. Pass base_url=... or set SPKEY_BASE_URL.")
            environment = DEFAULT_ENVIRONMENT
        if environment not in ENVIRONMENTS:
            raise ValueError(f"environment must be one of {', '.join(ENVIRONMENTS)}, not {environment!r}.")
        return cls(base_url=ENVIRONMENTS[environment], credentials=credentials, is_environment=True)

    def but(self, credentials: Credentials) -> "Target":
        """Return the same server with other credentials."""
        return evolve(self, credentials=credentials)

    def base_url_of(self, operation: Operation[Any]) -> str:
        """Return the root of the server for an operation."""
        own = operation.server
        return self.base_url if own is None or not self.is_environment else own

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        return _is_loopback(URL(self.base_url).host)


def _checked(label: str, value: str, allow_http: bool) -> str:
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{label} must be a str, not {type(value).__name__}.")
    try:
        url = URL(value)
        host = url.host  # decoded here, and not every name can be
    except (HTTPX.InvalidURL, UnicodeError) as error:
        raise ValueError(f"{label} must be a URL: {error}") from None
    if url.scheme not in {"http", "https"} or not host or not (url.port is None or 0 < url.port < 65536):
        raise ValueError(f"{label} must begin with https:// or http:// and name a host.")
    if len(url.raw_host) > 253 or not all(0 < len(part) < 64 for part in url.raw_host.removesuffix(b".").split(b".")):
        raise ValueError(f"{label} must name a host whose parts have 1 to 63 characters each, and 253 in all.")
    if "?" in value or "#" in value or url.userinfo:
        raise ValueError(f"{label} must be the root of a server, without a query, a fragment or a user name.")
    if url.scheme == "http" and not (allow_http or _is_loopback(host) or _environment_allows_http()):
        raise ValueError(
            f"{label} would send the credentials over the network unencrypted. Use https://, or pass allow_http=True, "
            "or set SPKEY_ALLOW_HTTP=1 in a test network."
        )
    return str(url).rstrip("/")


def _environment_allows_http() -> bool:
    value = os.environ.get("SPKEY_ALLOW_HTTP", "")
    if value not in {"", "0", "1", "false", "true"}:
        raise ValueError(f"SPKEY_ALLOW_HTTP must be 1 or true to allow http://, or 0 or false, not {value!r}.")
    return value in {"1", "true"}


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.endswith(".localhost") or _is_loopback_v4(host)


def _is_loopback_v4(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(part.isdecimal() and int(part) < 256 for part in parts)
