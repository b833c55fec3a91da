"""Outages of the database, during which the dispatcher waits."""

import logging
from collections.abc import Hashable

from ..service.errors import Unavailable

SHORTEST, LONGEST = 0.1, 5.0
"""The first pause and the longest pause, in seconds. Each pause is twice as long as the one before."""

_log = logging.getLogger("spkey_mock")


class Outage:
    """The work that waits for the database. A line is logged when the first piece has to wait, and when none has to.

    A piece of work is a check of the deliveries of a world, or the recording of a result.
    """

    def __init__(self) -> None:
        self._failures: dict[Hashable, int] = {}

    def failed(self, work: Hashable, error: Exception) -> float:
        """Record that the database failed. Return the seconds until the next attempt."""
        if not self._failures:
            defect = None if isinstance(error, Unavailable) else error
            _log.warning("Webhook deliveries are paused until the store responds: %s", error, exc_info=defect)
        failures = self._failures.get(work, 0)
        self._failures[work] = failures + 1
        return float(min(SHORTEST * 2**failures, LONGEST))

    def ended(self, work: Hashable) -> None:
        """Record that the work is done, or no longer necessary."""
        if self._failures.pop(work, 0) and not self._failures:
            _log.warning("Webhook deliveries have resumed.")
