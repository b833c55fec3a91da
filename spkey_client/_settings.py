"""Checks the settings of a client and makes the parts of its transport from them."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ._auth import resolve
from ._codec import OMITTED
from ._http import HTTPX, AsyncHttpClient, HttpClient, Kind, Library, Timeout, library_of
from ._log import log_to_stderr
from ._options import DEFAULT_MAX_CONNECTIONS, DEFAULT_TIMEOUT, Options
from ._ready import Ready, new_async_http_client, new_http_client
from ._target import Target


@frozen(kw_only=True, eq=False, repr=False)  # every method that attrs writes makes the import slower
class Settings:
    """The arguments of a client, but for the credentials and the HTTP client."""

    timeout: Timeout
    pool_timeout: float | None
    deadline: float | None
    max_retries: int
    max_connections: int | None
    max_response_bytes: int
    environment: str | None
    base_url: str | None
    allow_http: bool
    token_leeway: float = 30.0

    def parts(self, given: Mapping[str, Any], http: HttpClient | None) -> tuple[Target, HttpClient, Library, Options]:
        """Return the target, the HTTP client, its library and the options.

        Args:
            given: The credentials, by argument of the client.
            http: The user's own HTTP client, or None.

        Raises:
            TypeError: The HTTP client is of the wrong kind.
            ValueError: A required credential is missing, or an argument is invalid or conflicts with another.
        """
        target, library, options = self._checked(given, http, "Client")
        return target, http or new_http_client(self._limit, trust_env=not target.is_local), library, options

    def async_parts(
        self, given: Mapping[str, Any], http: AsyncHttpClient | None
    ) -> tuple[Target, AsyncHttpClient, Library, Options]:
        """Return the same for an async client."""
        target, library, options = self._checked(given, http, "AsyncClient")
        return target, http or new_async_http_client(self._limit, trust_env=not target.is_local), library, options

    def _checked(self, given: Mapping[str, Any], http: object, kind: Kind) -> tuple[Target, Library, Options]:
        log_to_stderr()
        library = HTTPX if http is None else library_of(http, kind)
        credentials = resolve(given, self.token_leeway, required=not has_auth(http))
        if has_auth(http) and credentials:
            raise ValueError(
                "http_client has an auth of its own, and this client has a credential, from an argument or from the "
                "environment. Remove one of them."
            )
        limit = self.max_connections
        if limit is not None and http is not None:
            raise ValueError("max_connections cannot be combined with http_client, which has limits of its own.")
        if limit is not None and (type(limit) is not int or limit < 1):
            raise ValueError(f"max_connections must be a positive integer, not {limit!r}.")
        target = Target.choose(self.environment, self.base_url, allow_http=self.allow_http, credentials=credentials)
        options = Options(
            timeout=_timeout(http, library) if self.timeout is OMITTED else self.timeout,
            pool_timeout=self.pool_timeout,
            deadline=self.deadline,
            max_retries=self.max_retries,
            max_response_bytes=self.max_response_bytes,
        )
        return target, library, options

    @property
    def _limit(self) -> int:
        return self.max_connections or DEFAULT_MAX_CONNECTIONS


def has_auth(http: object) -> bool:
    """Return whether an HTTP client authenticates its requests itself."""
    return getattr(http, "auth", None) is not None


def _timeout(http: object, library: Library) -> Timeout:
    """Return the timeout of the user's own HTTP client, unless it is the default of the library."""
    own: Timeout = getattr(http, "timeout", None)
    if own is None or isinstance(http, Ready) or own == library.Timeout(5.0):
        return DEFAULT_TIMEOUT
    return own
