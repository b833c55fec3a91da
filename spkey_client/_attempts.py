"""The sequence of attempts and pauses of a call, without any I/O. Both transports drive it."""

import random
import time
from collections.abc import Callable, Generator
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from ._call import Call
from ._errors import APITimeoutError, SpkeyError
from ._http import Request
from ._log import log_attempt, log_pause
from ._options import Options
from ._response import Outcome, Received, Response, read
from ._retry import pause
from ._secret import Secret

T = TypeVar("T")


class Send(NamedTuple):
    """A request to send. The driver replies with its outcome."""

    request: Request


class Renew(NamedTuple):
    """A token to get from the provider. The driver replies with the token or the error.

    Attributes:
        rejected: The token that the service rejected, or None.
        ends: The deadline on the clock of `time.perf_counter`, or None.
    """

    rejected: Secret | None
    ends: float | None


class Pause(NamedTuple):
    """A pause before the next attempt.

    Attributes:
        seconds: Its length.
    """

    seconds: float


Step: TypeAlias = Send | Renew | Pause
Reply: TypeAlias = Outcome | Secret | SpkeyError | None

Wait: TypeAlias = Callable[[float], float]
"""Returns the part of a pause that must pass in real time. The mock skips pauses while its clock is frozen."""


class Requests(Protocol):
    """Builds the requests of calls, and knows the last token of the provider."""

    def needs_token(self, call: Call[T]) -> bool:
        """Return whether the requests of a call carry the token of a provider."""
        ...

    def token(self) -> Secret | None:
        """Return the last token of the provider, or None if a new one is needed."""
        ...

    def build(self, call: Call[T], options: Options, token: Secret | None, ends: float | None) -> Request:
        """Return the request for an attempt."""
        ...


def attempts(call: Call[T], requests: Requests, options: Options, wait: Wait) -> Generator[Step, Reply, Response[T]]:
    """Run a call from its first attempt to its last.

    Args:
        call: The call.
        requests: Builds the request of each attempt.
        options: The options of the call.
        wait: Returns the part of a pause that takes real time. The deadline counts the rest as well.

    Raises:
        SpkeyError: The last attempt failed.
    """
    ends = None if options.deadline is None else time.perf_counter() + options.deadline
    maybe_applied = False
    attempt = 0
    while True:
        attempt += 1
        try:
            return (yield from _attempt(call, requests, options, attempt, ends))
        except SpkeyError as error:
            maybe_applied = _carry(error, maybe_applied)
            if attempt > options.max_retries:
                raise
            seconds = pause(call.operation, attempt, error, random.random())  # noqa: S311 # spreads load, hides nothing
            if seconds is None or (ends is not None and time.perf_counter() + seconds >= ends):
                raise
        log_pause(call.operation, seconds)
        real = wait(seconds)
        if ends is not None:
            ends -= seconds - real
        if real:
            yield Pause(real)


def _attempt(
    call: Call[T], requests: Requests, options: Options, attempt: int, ends: float | None
) -> Generator[Step, Reply, Response[T]]:
    """Send a request, and once more with a new token if the service rejected the first."""
    token = None
    if requests.needs_token(call):
        token = requests.token() or (yield from _renewed(None, ends))
    request = requests.build(call, options, token, ends)
    outcome = yield from _sent(call, request, attempt)
    if token is not None and isinstance(outcome, Received) and outcome.response.status_code == 401:
        token = yield from _renewed(token, ends)
        request = requests.build(call, options, token, ends)
        outcome = yield from _sent(call, request, attempt)
    return read(call.operation, request, outcome)


def _renewed(rejected: Secret | None, ends: float | None) -> Generator[Step, Reply, Secret]:
    token = yield Renew(rejected, ends)
    if isinstance(token, SpkeyError):
        raise token
    assert isinstance(token, Secret)  # noqa: S101 # the reply to Renew
    if ends is not None and time.perf_counter() >= ends:
        raise APITimeoutError("The token provider returned after the deadline, so the request was not sent.")
    return token


def _sent(call: Call[T], request: Request, attempt: int) -> Generator[Step, Reply, Outcome]:
    begun = time.perf_counter()
    outcome = yield Send(request)
    assert isinstance(outcome, Outcome)  # noqa: S101 # the reply to Send
    log_attempt(call.operation, outcome, attempt, begun)
    return outcome


def _carry(error: SpkeyError, maybe_applied: bool) -> bool:
    """Note in the error of a later attempt that an earlier one may have taken effect. Return whether any may have."""
    if maybe_applied and not error.maybe_applied:
        error.maybe_applied = True
        message = error.message.removesuffix(".")
        error.message = f"{message}; an earlier attempt got no clear response and may have taken effect"
        error.args = (error.message,)
    return error.maybe_applied
