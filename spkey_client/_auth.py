"""Credentials: where they come from, how tokens are renewed, and how they get into a request."""

import base64
import inspect
import json
import logging
import math
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable, Mapping, Set
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast
from urllib.parse import quote, unquote_plus

import httpx

from ._deadline import cap
from ._errors import AuthenticationError
from ._options import header_fault
from ._service import CREDENTIAL_REQUIRED, CREDENTIALS

if TYPE_CHECKING:
    import anyio

TokenProvider: TypeAlias = Callable[[], str]
"""Returns a bearer token whenever a new one is needed."""

AsyncTokenProvider: TypeAlias = Callable[[], str | Awaitable[str]]
"""Returns a bearer token whenever a new one is needed. A function that is not a coroutine function runs in a thread."""

Security: TypeAlias = tuple[tuple[str, ...], ...]
"""The alternative sets of credentials that an operation accepts, each as arguments of the client."""


_KEY_HEADERS = [wire for kind, wire in CREDENTIALS.values() if kind == "header"]
_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", *_KEY_HEADERS)
_SECRET_PARAMETERS = {wire for kind, wire in CREDENTIALS.values() if kind == "query"}


class Placed(NamedTuple):
    """The credentials of a request, by their place in it.

    Attributes:
        headers: The headers that carry credentials.
        query: The API keys in the query, percent-encoded.
        cookies: The API keys in cookies, as the value of a Cookie header.
        provided: Whether a provider's token is sent as well.
    """

    headers: Mapping[str, str]
    query: str = ""
    cookies: str = ""
    provided: bool = False


class Credentials:
    """The credentials of a client. A request carries only those that its operation accepts. No repr shows them.

    Args:
        values: The value of each credential, by argument of the client. A bearer token can be given as a provider.
        leeway: A provided token is replaced this many seconds before it expires.
    """

    def __init__(self, values: Mapping[str, str | AsyncTokenProvider], leeway: float = 30.0) -> None:
        self.provider = next((value for value in values.values() if callable(value)), None)
        self.leeway = leeway
        self._values = values
        self._given = frozenset(values)
        self._placed: dict[Security, Placed] = {}

    def place(self, security: Security) -> Placed:
        """Return the credentials for a request of an operation.

        If two credentials have the same place, the one that the operation names first is sent.
        """
        placed = self._placed.get(security)
        if placed is None:
            usable = filter(self._given.issuperset, security)
            by_place = {_place(name): name for alternative in reversed([*usable]) for name in reversed(alternative)}
            placed = self._placed[security] = self._place(frozenset(by_place.values()))
        return placed

    def _place(self, names: Set[str]) -> Placed:
        headers: dict[str, str] = {}
        query: list[str] = []
        cookies: list[str] = []
        provided = False
        for name, value in self._values.items():
            kind, wire = CREDENTIALS[name]
            if name not in names:
                continue
            if not isinstance(value, str):
                provided = True
            elif kind == "query":
                query.append(f"{quote(wire, safe='')}={quote(value, safe='')}")
            elif kind == "cookie":
                cookies.append(f"{wire}={value}")
            else:
                headers[wire] = value
        return Placed(headers, "&".join(query), "; ".join(cookies), provided)

    def check(self, operation_id: str, security: Security) -> None:
        """Check that the client has the credentials of an operation.

        Raises:
            ValueError: The client has none that the operation accepts.
        """
        if security and not any(map(self._given.issuperset, security)):
            raise ValueError(f"{operation_id} requires a credential. Pass {_ways(security)} to the client.")


def _place(name: str) -> tuple[str, str]:
    """Return the header, parameter or cookie of a credential."""
    kind, wire = CREDENTIALS[name]
    return (kind, wire) if kind in {"query", "cookie"} else ("header", wire.lower())


def _ways(alternatives: Iterable[Iterable[str]]) -> str:
    """Return the arguments to pass to the client, as text: alternatives joined by `or`."""
    return " or ".join(" and ".join(f"{each}=..." for each in _arguments(names)) for names in alternatives)


def _arguments(names: Iterable[str]) -> list[str]:
    """Return the arguments of the client that give these credentials."""
    return [each for name in names for each in ((name, "password") if CREDENTIALS[name][0] == "basic" else (name,))]


def resolve(given: Mapping[str, str | AsyncTokenProvider | None], leeway: float = 30.0) -> Credentials:
    """Return the given credentials, or else those of the environment variables.

    Args:
        given: The arguments of the client.
        leeway: A provided token is replaced this many seconds before it expires.

    Raises:
        ValueError: A required credential is missing, or one cannot be sent. The message never repeats a credential.
    """
    labels = {name: name for name in given}
    if all(value is None for value in given.values()):
        labels = {name: f"SPKEY_{name.upper()}" for name in given}
        given = {name: os.environ.get(label) or None for name, label in labels.items()}
        if CREDENTIAL_REQUIRED and all(value is None for value in given.values()):
            variables = " or ".join(" and ".join(labels[each] for each in _arguments([name])) for name in CREDENTIALS)
            raise ValueError(
                f"A credential is required. Pass {_ways((name,) for name in CREDENTIALS)}, or set {variables}."
            )
    if not _is_leeway(leeway):
        raise ValueError(f"token_leeway must be a number of seconds, 0 or more, not {leeway!r}.")
    return Credentials(dict(_values(given, labels)), leeway)


def _values(
    given: Mapping[str, str | AsyncTokenProvider | None], labels: Mapping[str, str]
) -> Generator[tuple[str, str | AsyncTokenProvider], None, None]:
    for name, (kind, wire) in CREDENTIALS.items():
        value = given[name]
        if kind == "basic":
            password = given["password"]
            if value is not None or password is not None:
                yield name, _basic(value, password, labels[name], labels["password"])
        elif value is not None:
            if kind == "bearer" and callable(value):
                yield name, value
                continue
            if fault := _fault(kind, wire, value):
                raise ValueError(f"{labels[name]} cannot be sent in a {_PLACES[kind]}: {fault}.")
            yield name, f"Bearer {value}" if kind == "bearer" else cast("str", value)


_PLACES = {"bearer": "header", "header": "header", "query": "query", "cookie": "cookie"}


def _basic(username: object, password: object, *labels: str) -> str:
    for label, value in zip(labels, (username, password), strict=True):
        if not isinstance(value, str):
            raise ValueError(f"{label} must be a string if {' or '.join({*labels} - {label})} is given.")  # noqa: TRY004
    if ":" in cast("str", username):
        raise ValueError(f"{labels[0]} must not contain a colon, which separates it from the password.")
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def _fault(kind: str, wire: str, credential: object) -> str | None:
    if credential == "":
        return "it is empty"
    if isinstance(credential, str):
        is_whole_header = kind == "header" and wire.lower() == "authorization"
        if not is_whole_header and credential[:7].lower() == "bearer ":
            return "pass the token without the 'Bearer ' prefix; the client adds it"
        if kind == "cookie" and {*credential} & {*' ",;\\'}:
            return "it contains a character that would end the cookie"
    return header_fault(credential)


def _is_leeway(value: object) -> bool:
    return type(value) in (int, float) and 0 <= cast("float", value) < math.inf


class SecretURL(httpx.URL):
    """A URL that holds an API key in its query."""

    def bare(self) -> httpx.URL:
        """Return the URL without API keys."""
        parameters = self.query.split(b"&")
        kept = [each for each in parameters if unquote_plus(each.partition(b"=")[0].decode()) not in _SECRET_PARAMETERS]
        return httpx.URL(self, query=b"&".join(kept) or None)


def scrub(message: httpx.Response | httpx.Request) -> None:
    """Remove credentials and cookies from a request that was sent, or from that of a response."""
    if isinstance(message, httpx.Response):
        message.history.clear()  # the request before a token was renewed
        message.next_request = None  # the request that httpx would send after a redirect
        message = message.request
    for name in _SECRET_HEADERS:
        message.headers.pop(name, None)
    if isinstance(message.url, SecretURL):
        message.url = message.url.bare()


def scrub_error(error: httpx.HTTPStatusError) -> None:
    """Remove credentials and cookies from an error that a hook raised, and API keys from the URL in its message."""
    url = error.request.url
    scrub(error.response)
    if isinstance(url, SecretURL):
        error.args = (str(error).replace(str(url), str(url.bare())),)


def hide_keys(record: logging.LogRecord) -> bool:
    """Remove API keys from the URLs that httpx logs, as a filter of its logger."""
    if isinstance(record.args, tuple):
        record.args = tuple(each.bare() if isinstance(each, SecretURL) else each for each in record.args)
    return True


if _SECRET_PARAMETERS:
    logging.getLogger("httpx").addFilter(hide_keys)


class TokenCache:
    """The last token of a provider, or its last error. Does no I/O.

    Args:
        leeway: A token is replaced this many seconds before it expires.
        now: Returns the time, in seconds since 1970-01-01 UTC.

    Attributes:
        fetched: The number of calls of the provider that have ended.
    """

    def __init__(self, leeway: float, now: Callable[[], float] = time.time) -> None:
        self.fetched = 0
        self._leeway = leeway
        self._now = now
        self._token: str | None = None
        self._expires_at: float | None = None
        self._failure: Exception | None = None

    def usable(self, rejected: str | None) -> str | None:
        """Return the token, unless it is about to expire or the service rejected it."""
        expired = self._expires_at is not None and self._now() >= self._expires_at - self._leeway
        return None if expired or self._token == rejected else self._token

    def keep(self, token: str) -> str:
        """Store a new token and return it."""
        self._token, self._expires_at, self._failure = token, expiry(token), None
        self.fetched += 1
        return token

    def fail(self, error: Exception) -> None:
        """Store the error of the provider."""
        self._failure = error
        self.fetched += 1

    def outcome(self) -> str:
        """Return the token of the provider's last call, or raise its error, for callers that waited for it."""
        if self._failure is not None or self._token is None:
            raise ProviderError from self._failure
        return self._token


def expiry(token: str) -> float | None:
    """Return the expiry of a JWT in seconds since 1970-01-01 UTC, or None if it has none. Verifies nothing."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        found = cast("Mapping[str, object]", claims)["exp"] if isinstance(claims, dict) else None
        expires_at = float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else math.inf
    except (ValueError, KeyError, OverflowError, RecursionError):
        return None
    return expires_at if math.isfinite(expires_at) else None


class ProvidedToken(httpx.Auth):
    """Adds the token of a provider to requests, and replaces the token once if the service rejects it.

    If several callers need a new token at once, the provider is called once and all of them get its result.
    """

    def __init__(self, provider: AsyncTokenProvider, cache: TokenCache) -> None:
        self._provider = provider
        self._cache = cache
        self._lock = Lock()
        self._caller: int | None = None
        self._async_lock: anyio.Lock | None = None

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request, and once more with a new token if the service rejected the first."""
        if not request.extensions["provided_token"]:
            yield request
            return
        with _explained(request):
            token = self._token(None)
        response = yield _bearing(token, request)
        if response.status_code == 401:
            with _explained(request):
                token = self._token(token)
            yield _bearing(token, request)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request, and once more with a new token if the service rejected the first."""
        if not request.extensions["provided_token"]:
            yield request
            return
        with _explained(request):
            token = await self._async_token(None)
        response = yield _bearing(token, request)
        if response.status_code == 401:
            with _explained(request):
                token = await self._async_token(token)
            yield _bearing(token, request)

    def _token(self, rejected: str | None) -> str:
        if (token := self._cache.usable(rejected)) is not None:
            return token
        if self._caller == get_ident():
            raise ProviderError from _UnusableError("it calls the client that needs the token")
        fetched = self._cache.fetched
        with self._lock:
            if self._cache.fetched != fetched:
                return self._cache.outcome()
            self._caller = get_ident()
            try:
                return self._cache.keep(_checked(self._provider()))
            except Exception as error:
                self._cache.fail(error)
                raise ProviderError from error
            finally:
                self._caller = None

    async def _async_token(self, rejected: str | None) -> str:
        if (token := self._cache.usable(rejected)) is not None:
            return token
        import anyio  # the async side of httpx runs on it, and only that

        self._async_lock = self._async_lock or anyio.Lock()
        fetched = self._cache.fetched
        async with self._async_lock:
            if self._cache.fetched != fetched:
                return self._cache.outcome()
            try:
                return self._cache.keep(_checked(await _call(self._provider)))
            except Exception as error:
                self._cache.fail(error)
                raise ProviderError from error


async def _call(provider: AsyncTokenProvider) -> object:
    if inspect.iscoroutinefunction(provider) or inspect.iscoroutinefunction(getattr(provider, "__call__", None)):  # noqa: B004 # an object with an async __call__
        return await cast("Callable[[], Awaitable[str]]", provider)()
    from anyio import to_thread

    given = await to_thread.run_sync(provider)
    return await given if inspect.isawaitable(given) else given


def _checked(token: object) -> str:
    if inspect.iscoroutine(token):
        token.close()
        raise _UnusableError("it is a coroutine function, which only AsyncSpkeyClient can call")
    if fault := _fault("bearer", "Authorization", token):
        raise _UnusableError(f"its token cannot be sent in a header: {fault}")
    return cast("str", token)


class ProviderError(Exception):
    """A token provider failed. The cause is its own error."""


class _UnusableError(ValueError):
    """A token provider returned something that is not a token. The message never repeats it."""


def _bearing(token: str, request: httpx.Request) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    cap(request)  # the provider and the first attempt took time
    return request


@contextmanager
def _explained(request: httpx.Request) -> Generator[None, None, None]:
    """Turn the failure of a provider into the error of the call."""
    try:
        yield
    except ProviderError as error:
        cause = error.__cause__
        # The provider's own message may hold its secrets, so the error is chained but not quoted.
        reason = str(cause) if isinstance(cause, _UnusableError) else type(cause).__name__
        message = f"The token provider failed, so the request was not sent: {reason}"
        scrub(request)
        raise AuthenticationError(message, response=httpx.Response(401, request=request)) from cause


def flow(credentials: Credentials) -> ProvidedToken | None:
    """Return the authentication that renews a provided token, or None if there is no token provider."""
    if credentials.provider is None:
        return None
    return ProvidedToken(credentials.provider, TokenCache(credentials.leeway))
