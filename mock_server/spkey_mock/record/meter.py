"""The meter: counts the work of the process, for its metrics."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sized
from threading import Lock
from typing import Literal, TypeVar
from weakref import WeakSet

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper bounds of the buckets of durations, in seconds."""

_NANOSECONDS = tuple(round(bound * 1e9) for bound in BOUNDS)

Counted = Literal["events", "conflicts"]
"""The counts without a duration: recorded events, and transactions that were retried after a lost race."""

K = TypeVar("K")


class Durations:
    """Durations, counted in buckets.

    Attributes:
        buckets: The number of durations up to each of `BOUNDS` and above the bound before it, and that of longer ones.
        total: The sum of the durations, in nanoseconds.
    """

    __slots__ = ("buckets", "total")

    def __init__(self) -> None:
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.total = 0

    def add(self, duration: int) -> None:
        """Add a duration in nanoseconds."""
        self.buckets[bisect_left(_NANOSECONDS, duration)] += 1
        self.total += duration

    def merge(self, other: "Durations") -> None:
        """Add the durations of another."""
        self.buckets = [one + two for one, two in zip(self.buckets, other.buckets, strict=True)]
        self.total += other.total

    @property
    def count(self) -> int:
        """The number of durations."""
        return sum(self.buckets)


class Meter:
    """The counts of a process, over all its worlds. Thread-safe.

    Worlds do not count for themselves, because counters must not decrease when a world is deleted.

    Attributes:
        on: Whether requests and events are counted, which costs a little time each. The first server of the process
            turns this on, because only servers have metrics.
        connections: The open connections, as a collection for each server.
    """

    def __init__(self) -> None:
        self.on = False
        self._lock = Lock()
        self._requests: dict[tuple[str, int], Durations] = {}
        self._store: dict[str, Durations] = {}
        self._errors = Counter[str]()
        self._counts = Counter[Counted]()
        self.connections = WeakSet[Sized]()

    def request(self, operation: str, status: int, duration: int) -> None:
        """Count a request.

        Args:
            operation: The operationId, or an empty string if there is no such operation.
            status: The status of the response, or 0 if the connection was dropped instead.
            duration: The time that handling the request took, in nanoseconds.
        """
        with self._lock:
            durations = self._requests.get((operation, status))
            if durations is None:
                durations = self._requests[operation, status] = Durations()
            durations.buckets[bisect_left(_NANOSECONDS, duration)] += 1
            durations.total += duration

    def store(self, operation: str, duration: int, *, failed: bool = False) -> None:
        """Count an operation of the store, with its duration in nanoseconds."""
        with self._lock:
            self._store.setdefault(operation, Durations()).add(duration)
            if failed:
                self._errors[operation] += 1

    def count(self, name: Counted, number: int = 1) -> None:
        """Count occurrences without a duration."""
        with self._lock:
            self._counts[name] += number

    @property
    def requests(self) -> Mapping[tuple[str, int], Durations]:
        """The durations of requests, by operation and status."""
        with self._lock:
            return _copied(self._requests)

    @property
    def store_operations(self) -> Mapping[str, Durations]:
        """The durations of the store's operations."""
        with self._lock:
            return _copied(self._store)

    @property
    def store_errors(self) -> Mapping[str, int]:
        """The number of the store's operations that failed."""
        with self._lock:
            return Counter(self._errors)

    @property
    def counts(self) -> Mapping[Counted, int]:
        """The other counts."""
        with self._lock:
            return Counter(self._counts)


def _copied(durations: Mapping[K, Durations]) -> dict[K, Durations]:
    copies: dict[K, Durations] = {}
    for key, original in durations.items():
        copies[key] = Durations()
        copies[key].merge(original)
    return copies


METER = Meter()
"""The meter of this process."""
