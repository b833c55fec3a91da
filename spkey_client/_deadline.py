"""The deadline of a call, as limits of its requests.

httpx limits every phase of a request, such as each read from the network. A server that sends a byte from time to time
stays within such limits for ever. The limits here therefore shrink as the deadline approaches.
"""

import time
from collections.abc import Mapping


class Limit(float):
    """The limit of a phase in seconds, which knows the deadline of the call.

    A transport that does not know this class takes it for the number that was left when the phase began.

    Attributes:
        ends: The deadline, on the clock of `time.perf_counter`.
    """

    ends: float

    def __new__(cls, seconds: float, ends: float) -> "Limit":
        limit = super().__new__(cls, seconds)
        limit.ends = ends
        return limit


class Timeouts(dict[str, float | None]):
    """The limits of all phases, as the extension `timeout` of a request. Each read of a limit yields what is left.

    Args:
        phases: The limit of each phase in seconds, or None.
        ends: The deadline, on the clock of `time.perf_counter`.

    Attributes:
        ends: The deadline.
    """

    def __init__(self, phases: Mapping[str, float | None], ends: float) -> None:
        super().__init__({phase: _limit(seconds, ends) for phase, seconds in phases.items()})
        self.ends = ends
        self._phases = phases

    def get(self, phase: str, default: object = None) -> "Limit":
        """Return the limit of a phase that begins now."""
        return _limit(self._phases.get(phase), self.ends)

    __getitem__ = get


def _limit(seconds: float | None, ends: float) -> Limit:
    left = remaining(ends)
    return Limit(left if seconds is None else min(seconds, left), ends)


def remaining(ends: float) -> float:
    """Return the seconds until a deadline."""
    # Never zero, which some transports treat as no limit. The request fails with a timeout instead.
    return max(ends - time.perf_counter(), 0.001)


def left(limit: float | None) -> float | None:
    """Return what is left of a limit in the middle of its phase."""
    return min(limit, remaining(limit.ends)) if isinstance(limit, Limit) else limit


def is_over(limit: float | None) -> bool:
    """Return whether the deadline that a limit knows has passed."""
    return isinstance(limit, Limit) and time.perf_counter() >= limit.ends


def ends_of(timeouts: object) -> float | None:
    """Return the deadline that the extension `timeout` of a request keeps, or None."""
    return timeouts.ends if isinstance(timeouts, Timeouts) else None
