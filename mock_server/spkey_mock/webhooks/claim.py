"""Claims, by which the processes that share a world agree on which of them makes an attempt."""

import time

from attrs import frozen

_GRACE = 5_000
"""The milliseconds after the timeout of an attempt in which its result can be recorded."""


@frozen
class Claim:
    """The right of one process to make an attempt. Until it expires, no other process posts to the webhook.

    Attributes:
        owner: The process.
        number: The number of the attempt among those of the process.
        delivery: The delivery.
        until: When the claim expires, in epoch milliseconds on the clocks of the machines, because that of the world
            may be frozen.
    """

    owner: str
    number: int
    delivery: int
    until: int


def expiry(timeout: float, now: int) -> int:
    """Return when the claim of an attempt that begins now expires.

    Args:
        timeout: The timeout of the attempt, in seconds.
        now: The time of this machine, in epoch milliseconds.
    """
    return now + round(timeout * 1000) + _GRACE


def wall_clock() -> int:
    """Return the time of this machine, in epoch milliseconds."""
    return time.time_ns() // 1_000_000
