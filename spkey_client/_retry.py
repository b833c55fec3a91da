"""When a call is sent again, and after how long: a pure policy, without clocks and without sleep."""

from typing import Any

from ._call import Operation
from ._errors import APIConnectionError, APIStatusError, SpkeyError

FIRST_PAUSE = 0.5
"""The longest pause before the second attempt, in seconds; each further one may be twice as long."""

LONGEST_PAUSE = 8.0
"""The longest pause that we choose ourselves, in seconds."""

LONGEST_WAIT = 60.0
"""The longest pause that the service can make us take by Retry-After, in seconds."""

_TRANSIENT = {408, 429}


def pause(operation: Operation[Any], attempt: int, error: SpkeyError, jitter: float) -> float | None:
    """How long to wait before the call is sent again.

    Queries and idempotent commands are sent again after whatever may pass: no answer, or 408, 429 or 5xx. Other
    commands are sent again only where the service cannot have processed them: after a failed connect, or 429.

    Args:
        operation: What is called.
        attempt: How many attempts there were, this one included; at least 1.
        error: How this one failed.
        jitter: A random number from 0 to 1, which spreads the retries of many clients ("full jitter").

    Returns:
        Seconds, or None where the call must not be sent again.
    """
    if not _is_transient(error) or not (operation.idempotent or _is_unprocessed(error)):
        return None
    chosen: float = jitter * min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    asked = error.retry_after if isinstance(error, APIStatusError) and error.retry_after else 0.0
    return max(chosen, min(asked, LONGEST_WAIT))


def _is_transient(error: SpkeyError) -> bool:
    if isinstance(error, APIStatusError):
        return error.status_code in _TRANSIENT or error.status_code >= 500
    return isinstance(error, APIConnectionError)


def _is_unprocessed(error: SpkeyError) -> bool:
    if isinstance(error, APIStatusError):
        return error.status_code == 429
    return not error.maybe_applied
