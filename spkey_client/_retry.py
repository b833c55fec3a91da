"""The retry policy: which failed attempts are retried, and after which delay. Pure, without clock or sleep."""

from typing import Any

from ._call import Operation
from ._errors import APIConnectionError, APIStatusError, SpkeyError

FIRST_PAUSE = 0.5
"""The upper limit of the first backoff, in seconds. It doubles with each further attempt."""

LONGEST_PAUSE = 8.0
"""The upper limit of every backoff, in seconds."""

LONGEST_WAIT = 60.0
"""The longest delay by Retry-After that a call waits for, in seconds. If the service requires more, the call fails."""

_TRANSIENT = {408, 429}


def pause(operation: Operation[Any], attempt: int, error: SpkeyError, jitter: float) -> float | None:
    """Return the delay before the next attempt, or None if the call must not be retried.

    Queries and idempotent commands are retried after every error that can be temporary: no response, 408, 429 or 5xx.
    Other commands are retried only if the service cannot have processed them: after a failed connect or a 429.

    Args:
        operation: The operation.
        attempt: The number of this attempt, from 1.
        error: The error of this attempt.
        jitter: A random number from 0 to 1, which spreads the retries of many clients ("full jitter").

    Returns:
        Seconds, or None.
    """
    if not _is_transient(error) or not (operation.idempotent or _is_unprocessed(error)):
        return None
    chosen: float = jitter * min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    required = error.retry_after if isinstance(error, APIStatusError) and error.retry_after else 0.0
    # A retry before the time that the service names would only be rejected again.
    return None if required > LONGEST_WAIT else max(chosen, required)


def _is_transient(error: SpkeyError) -> bool:
    if isinstance(error, APIStatusError):
        return error.status_code in _TRANSIENT or error.status_code >= 500
    return isinstance(error, APIConnectionError)


def _is_unprocessed(error: SpkeyError) -> bool:
    if isinstance(error, APIStatusError):
        return error.status_code == 429
    return not error.maybe_applied
