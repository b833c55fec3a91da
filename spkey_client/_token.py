"""Tokens of a provider: when they are replaced, and how many callers share one call of the provider."""

import base64
import inspect
import json
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias, cast

from ._errors import TokenProviderError
from ._fork import renew_after_fork
from ._options import header_fault
from ._secret import Secret, hidden

if TYPE_CHECKING:
    import anyio

TokenProvider: TypeAlias = Callable[[], str]
"""Returns a bearer token whenever a new one is needed."""

AsyncTokenProvider: TypeAlias = Callable[[], str | Awaitable[str]]
"""Returns a bearer token whenever a new one is needed. A function that is not a coroutine function runs in a thread."""


SHORTEST_USE = 10.0
"""The minimum time in seconds for which a token is used, unless the service rejects it."""


class TokenCache:
    """The last token of a provider, or its last error. Does no I/O.

    Args:
        leeway: A token is replaced this many seconds before it expires, or after half of its life or `SHORTEST_USE` if
            that is later.
        now: Returns the time, in seconds since 1970-01-01 UTC.
        clock: Returns the seconds since any moment. Unlike the clock of `now`, it is never set.

    Attributes:
        fetched: The number of calls of the provider that have ended.
    """

    def __init__(
        self, leeway: float, now: Callable[[], float] = time.time, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.fetched = 0
        self._leeway = leeway
        self._now = now
        self._clock = clock
        self._token: Secret | None = None
        self._replace_at = math.inf
        self._failure: Exception | None = None

    def usable(self, rejected: Secret | None) -> Secret | None:
        """Return the token, unless it is about to expire or the service rejected it."""
        return None if self._clock() >= self._replace_at or self._token == rejected else self._token

    def keep(self, token: Secret) -> Secret:
        """Store a new token and return it."""
        seconds = life(token.reveal(), self._now())
        # The half, because a token that lives no longer than the leeway would be replaced before every call. A clock
        # that is ahead by nearly a whole life would have the same effect.
        self._replace_at = self._clock() + max(seconds - self._leeway, seconds / 2, SHORTEST_USE)
        self._token, self._failure = token, None
        self.fetched += 1
        return token

    def fail(self, error: Exception) -> None:
        """Store the error of the provider."""
        self._failure = error
        self.fetched += 1

    def outcome(self) -> Secret:
        """Return the token of the provider's last call, or raise its error, for callers that waited for it."""
        if self._failure is not None or self._token is None:
            raise ProviderError from self._failure
        return self._token


class ProviderError(Exception):
    """A token provider failed. The cause is its own error."""


def life(token: str, now: float) -> float:
    """Return the seconds for which a JWT that has just arrived is valid, or infinity if that is unknown.

    The token is not verified. The clock of this machine can be wrong: a token that has expired by it is assumed to
    live for its full term (from `iat` to `exp`), and one without `iat` until the service rejects it.
    """
    claims = _claims(token)
    expires_at, issued_at = _time(claims.get("exp")), _time(claims.get("iat"))
    if expires_at is None:
        return math.inf
    whole = math.inf if issued_at is None or issued_at >= expires_at else expires_at - issued_at
    left = expires_at - now
    return whole if left <= 0 else min(left, whole)


def _claims(token: str) -> Mapping[str, object]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return cast("Mapping[str, object]", claims) if isinstance(claims, dict) else {}


def _time(claim: object) -> float | None:
    if isinstance(claim, bool) or not isinstance(claim, (int, float)):
        return None
    try:
        seconds = float(claim)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None


class Tokens:
    """The tokens of a provider.

    If several callers need a new token at once, the provider is called once and all of them get its result.

    Args:
        provider: The provider.
        leeway: A token is replaced this many seconds before it expires.
    """

    def __init__(self, provider: AsyncTokenProvider, leeway: float) -> None:
        self._provider = provider
        self._cache = TokenCache(leeway)
        self._lock = Lock()
        self._async_lock: anyio.Lock | None = None
        renew_after_fork(self)

    def usable(self) -> Secret | None:
        """Return the last token, or None if a new one is needed."""
        return self._cache.usable(None)

    def fetch(self, rejected: Secret | None) -> Secret:
        """Return a token other than the rejected one.

        Raises:
            TokenProviderError: The provider failed.
        """
        try:
            return self._fetched(rejected)
        except ProviderError as error:
            raise _failed(error.__cause__, rejected) from error.__cause__

    async def fetch_async(self, rejected: Secret | None) -> Secret:
        """Return a token other than the rejected one.

        Raises:
            TokenProviderError: The provider failed.
        """
        try:
            return await self._fetched_async(rejected)
        except ProviderError as error:
            raise _failed(error.__cause__, rejected) from error.__cause__

    def _fetched(self, rejected: Secret | None) -> Secret:
        if (token := self._cache.usable(rejected)) is not None:
            return token
        self._check()
        fetched = self._cache.fetched
        with self._lock:
            if self._cache.fetched != fetched:
                return self._cache.outcome()
            with _Run(self):
                try:
                    return self._cache.keep(_checked(self._provider()))
                except Exception as error:
                    self._cache.fail(error)
                    raise ProviderError from error

    async def _fetched_async(self, rejected: Secret | None) -> Secret:
        if (token := self._cache.usable(rejected)) is not None:
            return token
        self._check()
        import anyio  # the async side of httpx runs on it, and only that

        self._async_lock = self._async_lock or anyio.Lock()
        fetched = self._cache.fetched
        async with self._async_lock:
            if self._cache.fetched != fetched:
                return self._cache.outcome()
            with _Run(self):
                try:
                    return self._cache.keep(_checked(await _called(self._provider)))
                except Exception as error:
                    self._cache.fail(error)
                    raise ProviderError from error

    def _check(self) -> None:
        """Reject a call by the provider itself, or by a task or thread that it waits for."""
        if any(run.tokens is self and run.is_going_on for run in _RUNS.get()):
            raise ProviderError from _UnusableError("it calls the client that needs the token")

    def after_fork(self) -> None:
        """Replace the locks, which threads of the parent may hold."""
        self._lock = Lock()
        self.leave_loop()

    def leave_loop(self) -> None:
        """Drop the event loop of the async lock."""
        self._async_lock = None


class _Run:
    """A run of a provider. Tasks that the provider starts know it too, and may outlive it."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.is_going_on = True

    def __enter__(self) -> None:
        self._reset = _RUNS.set((*_RUNS.get(), self))

    def __exit__(self, *_: object) -> None:
        self.is_going_on = False
        _RUNS.reset(self._reset)


_RUNS: ContextVar[tuple[_Run, ...]] = ContextVar("spkey_client.provider_runs", default=())


async def _called(provider: AsyncTokenProvider) -> object:
    if inspect.iscoroutinefunction(provider) or inspect.iscoroutinefunction(getattr(provider, "__call__", None)):  # noqa: B004 # an object with an async __call__
        return await cast("Callable[[], Awaitable[str]]", provider)()
    from anyio import to_thread

    # The thread cannot be stopped. A caller that is cancelled, or whose deadline passes, does not wait for it.
    given = await to_thread.run_sync(provider, abandon_on_cancel=True)
    return await given if inspect.isawaitable(given) else given


def _checked(token: object) -> Secret:
    if inspect.iscoroutine(token):
        token.close()
        raise _UnusableError("it is a coroutine function, which only an async client can call")
    given = hidden(token)
    if fault := token_fault(given):
        raise _UnusableError(f"its token cannot be sent in a header: {fault}")
    return cast("Secret", given)


def token_fault(given: object) -> str | None:
    """Return the reason why a bearer token cannot be sent, or None if it can."""
    token = given.reveal() if isinstance(given, Secret) else given
    if token == "":
        return "it is empty"
    if isinstance(token, str) and token[:7].lower() == "bearer ":
        return "pass the token without the 'Bearer ' prefix; the client adds it"
    return header_fault(token)


class _UnusableError(ValueError):
    """A token provider returned something that is not a token. The message never repeats it."""


def _failed(cause: BaseException | None, rejected: Secret | None) -> TokenProviderError:
    # The provider's own message may hold its secrets, so the error is chained but not quoted.
    reason = str(cause) if isinstance(cause, (_UnusableError, TokenProviderError)) else type(cause).__name__
    if rejected is None:
        return TokenProviderError(f"The token provider failed, so the request was not sent: {reason}")
    return TokenProviderError(f"The service rejected the token, and the provider failed to renew it: {reason}")
