"""Credentials: which there are, how tokens are kept fresh, and how both get into a request."""

import base64
import inspect
import json
import math
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import TYPE_CHECKING, TypeAlias, cast

import httpx
from attrs import field, frozen

from ._deadline import cap
from ._errors import AuthenticationError
from ._options import header_fault
from ._service import API_KEY_HEADER, CREDENTIAL_REQUIRED

if TYPE_CHECKING:
    import anyio

TokenProvider: TypeAlias = Callable[[], str]
"""Gives a bearer token whenever a new one is needed."""

AsyncTokenProvider: TypeAlias = Callable[[], str | Awaitable[str]]
"""Gives a bearer token whenever a new one is needed; one that is not a coroutine function runs in a thread."""

_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", *([API_KEY_HEADER] if API_KEY_HEADER else []))


@frozen(kw_only=True)
class Credentials:
    """An API key, a bearer token, or both; the service accepts either. Never part of a repr.

    Attributes:
        api_key: The API key, or None.
        token: The token, or what provides it, or None.
        leeway: How long before it expires a provided token is replaced, in seconds.
    """

    api_key: str | None = field(default=None, repr=False)
    token: str | AsyncTokenProvider | None = field(default=None, repr=False)
    leeway: float = 30.0

    def headers(self) -> dict[str, str]:
        """The headers of those credentials that do not change."""
        headers: dict[str, str] = {}
        if self.api_key is not None and API_KEY_HEADER is not None:
            headers[API_KEY_HEADER] = self.api_key
        if isinstance(self.token, str):
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


def resolve(api_key: str | None, token: str | AsyncTokenProvider | None, leeway: float) -> Credentials:
    """The credentials that were given, or else those of the environment.

    Raises:
        ValueError: There are none, or one cannot be sent in a header. The credential itself is not in the message.
    """
    given: dict[str, object] = {"api_key": api_key, "token": token}
    if api_key is None and token is None:
        api_key, token = os.environ.get("SPKEY_API_KEY") or None, os.environ.get("SPKEY_TOKEN") or None
        given = {"SPKEY_API_KEY": api_key, "SPKEY_TOKEN": token}
        if CREDENTIAL_REQUIRED and api_key is None and token is None:
            raise ValueError(
                "A credential is needed: give api_key=... or token=..., or set SPKEY_API_KEY or SPKEY_TOKEN."
            )
    for name, value in given.items():
        if value is not None and not (name == "token" and callable(value)) and (fault := _fault(value)):
            raise ValueError(f"{name} cannot be sent in a header: {fault}.")
    if not _is_leeway(leeway):
        raise ValueError(f"token_leeway must be a number of seconds, 0 or more, not {leeway!r}.")
    return Credentials(api_key=api_key, token=token, leeway=leeway)


def _fault(credential: object) -> str | None:
    if credential == "":
        return "it is empty"
    if isinstance(credential, str) and credential[:7].lower() == "bearer ":
        return "the word Bearer is put before it here, so leave it out"
    return header_fault(credential)


def _is_leeway(value: object) -> bool:
    return type(value) in (int, float) and 0 <= cast("float", value) < math.inf


def scrub(message: httpx.Response | httpx.Request) -> None:
    """Takes credentials and cookies out of a request that was sent, or out of that of a response."""
    if isinstance(message, httpx.Response):
        message.history.clear()  # where a token was refreshed, the refused request
        message.next_request = None  # where the service redirects, the request that httpx would have sent
        message = message.request
    for name in _SECRET_HEADERS:
        message.headers.pop(name, None)


class TokenCache:
    """The last token of a provider, and who is to ask for the next. It never asks itself, so that it never waits.

    Args:
        leeway: How long before it expires a token is replaced, in seconds.
        now: The time, in seconds since 1970-01-01 UTC.
    """

    def __init__(self, leeway: float, now: Callable[[], float] = time.time) -> None:
        self.asked = 0
        self._leeway = leeway
        self._now = now
        self._token: str | None = None
        self._expires_at: float | None = None
        self._failure: Exception | None = None

    def usable(self, refused: str | None) -> str | None:
        """The token, unless it is about to expire or is the one that the service refused."""
        expired = self._expires_at is not None and self._now() >= self._expires_at - self._leeway
        return None if expired or self._token == refused else self._token

    def keep(self, token: str) -> str:
        """Takes a new token."""
        self._token, self._expires_at, self._failure = token, expiry(token), None
        self.asked += 1
        return token

    def fail(self, error: Exception) -> None:
        """Notes that the provider failed."""
        self._failure = error
        self.asked += 1

    def outcome(self) -> str:
        """Return the token of the last call of the provider, or raise its error, for callers that waited."""
        if self._failure is not None or self._token is None:
            raise ProviderError from self._failure
        return self._token


def expiry(token: str) -> float | None:
    """When a JWT expires, in seconds since 1970-01-01 UTC, or None if it does not say. Nothing is verified."""
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
    """Puts the token of a provider into requests, and asks for another one once if the service refuses it.

    However many callers need a new token at once, the provider is asked once, and all get what it says.
    """

    def __init__(self, provider: AsyncTokenProvider, cache: TokenCache) -> None:
        self._provider = provider
        self._cache = cache
        self._lock = Lock()
        self._asker: int | None = None
        self._async_lock: anyio.Lock | None = None

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sends the request, and once more with a new token if the first was refused."""
        with _explained(request):
            token = self._token(None)
        response = yield _bearing(token, request)
        if response.status_code == 401:
            with _explained(request):
                token = self._token(token)
            yield _bearing(token, request)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sends the request, and once more with a new token if the first was refused."""
        with _explained(request):
            token = await self._async_token(None)
        response = yield _bearing(token, request)
        if response.status_code == 401:
            with _explained(request):
                token = await self._async_token(token)
            yield _bearing(token, request)

    def _token(self, refused: str | None) -> str:
        if (token := self._cache.usable(refused)) is not None:
            return token
        if self._asker == get_ident():
            raise ProviderError from _UnusableError("it calls the client that it is to give a token to")
        asked = self._cache.asked
        with self._lock:
            if self._cache.asked != asked:
                return self._cache.outcome()
            self._asker = get_ident()
            try:
                return self._cache.keep(_checked(self._provider()))
            except Exception as error:
                self._cache.fail(error)
                raise ProviderError from error
            finally:
                self._asker = None

    async def _async_token(self, refused: str | None) -> str:
        if (token := self._cache.usable(refused)) is not None:
            return token
        import anyio  # the async side of httpx runs on it, and only that

        self._async_lock = self._async_lock or anyio.Lock()
        asked = self._cache.asked
        async with self._async_lock:
            if self._cache.asked != asked:
                return self._cache.outcome()
            try:
                return self._cache.keep(_checked(await _ask(self._provider)))
            except Exception as error:
                self._cache.fail(error)
                raise ProviderError from error


async def _ask(provider: AsyncTokenProvider) -> object:
    if inspect.iscoroutinefunction(provider) or inspect.iscoroutinefunction(getattr(provider, "__call__", None)):  # noqa: B004 # an object with an async __call__
        return await cast("Callable[[], Awaitable[str]]", provider)()
    from anyio import to_thread

    given = await to_thread.run_sync(provider)
    return await given if inspect.isawaitable(given) else given


def _checked(token: object) -> str:
    if inspect.iscoroutine(token):
        token.close()
        raise _UnusableError("it is a coroutine function, which only AsyncSpkeyClient can call")
    if fault := _fault(token):
        raise _UnusableError(f"what it gave cannot be sent in a header: {fault}")
    return cast("str", token)


class ProviderError(Exception):
    """A provider failed; the cause says how."""


class _UnusableError(ValueError):
    """What a provider gave is no token. The text holds nothing of it."""


def _bearing(token: str, request: httpx.Request) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    cap(request)  # the provider took its time, and an attempt before
    return request


@contextmanager
def _explained(request: httpx.Request) -> Generator[None, None, None]:
    """Says what a failed provider means for the request."""
    try:
        yield
    except ProviderError as error:
        cause = error.__cause__
        # What a provider itself says may hold its secrets, so that it is chained and not quoted.
        reason = str(cause) if isinstance(cause, _UnusableError) else type(cause).__name__
        message = f"The token provider failed, so that the request was not sent: {reason}"
        scrub(request)
        raise AuthenticationError(message, response=httpx.Response(401, request=request)) from cause


def flow(credentials: Credentials) -> ProvidedToken | None:
    """What keeps the token of these credentials fresh, or None if it is not provided."""
    if callable(credentials.token):
        return ProvidedToken(credentials.token, TokenCache(credentials.leeway))
    return None
