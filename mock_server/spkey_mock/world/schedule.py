"""The schedule: work that commands have put off to a later time of the world's clock."""

from heapq import heappop, heappush
from itertools import count
from threading import Lock

from ..service.decision import Later


class Schedule:
    """Work that is not due yet. Any thread may call it.

    Attributes:
        waiting: The work as a heap: when it is due, its turn among equals, and the work.
    """

    def __init__(self) -> None:
        self.waiting: list[tuple[int, int, Later]] = []
        self._turns = count()
        self._lock = Lock()

    def add(self, *work: Later) -> None:
        """Add work."""
        with self._lock:
            for later in work:
                heappush(self.waiting, (later.at, next(self._turns), later))

    def take(self, now: int) -> Later | None:
        """Take the work that is due first, if any is due at a time in epoch milliseconds."""
        with self._lock:
            return heappop(self.waiting)[2] if self.waiting and self.waiting[0][0] <= now else None
