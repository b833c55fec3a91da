"""The schedule: work that commands deferred to a later time on the world's clock."""

from heapq import heappop, heappush
from itertools import count
from threading import Lock

from ..service.decision import Later


class Schedule:
    """The pending work. Thread-safe.

    Attributes:
        waiting: A heap of due time, tie-breaker and work.
    """

    def __init__(self) -> None:
        self.waiting: list[tuple[int, int, Later]] = []
        self._turns = count()
        self._lock = Lock()

    def add(self, *work: Later) -> None:
        """Schedule work."""
        with self._lock:
            for later in work:
                heappush(self.waiting, (later.at, next(self._turns), later))

    def take(self, now: int) -> Later | None:
        """Take the earliest work that is due at `now` (epoch milliseconds), if any."""
        with self._lock:
            return heappop(self.waiting)[2] if self.waiting and self.waiting[0][0] <= now else None
