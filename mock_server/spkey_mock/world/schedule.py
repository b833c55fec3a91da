"""The schedule: work that commands deferred to a later time on the world's clock."""

from collections.abc import Iterator
from heapq import heappop, heappush
from threading import Lock

from ..service.codec import codec
from ..service.decision import Later
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data


class Schedule:
    """The pending work. Thread-safe.

    Args:
        documents: Keeps the work.

    Attributes:
        waiting: A heap of due time and number. The work of some numbers may have been withdrawn.
    """

    def __init__(self, documents: Documents = EPHEMERAL) -> None:
        self.waiting: list[tuple[int, int]] = []
        self._documents = documents
        self._work: dict[int, Later] = {}
        self._added = 0
        self._lock = Lock()

    def add(self, *work: Later) -> None:
        """Schedule work."""
        for later in work:
            with self._lock:
                self._added = self._documents.number() if self._documents.shared else self._added + 1
                self._put(self._added, later)
                self._documents.keep("later", str(self._added), codec(Later).encode(later))

    def take(self, now: int) -> Later | None:
        """Take the earliest work that is due at `now` (epoch milliseconds), if any."""
        with self._lock:
            while self.waiting and self.waiting[0][0] <= now:
                number = heappop(self.waiting)[1]
                if (later := self._work.pop(number, None)) is not None:
                    self._documents.keep("later", str(number), None)
                    return later
        return None

    def _put(self, number: int, later: Later) -> None:
        if number not in self._work:
            heappush(self.waiting, (later.at, number))
        self._work[number] = later

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the pending work."""
        for number, later in sorted(self._work.items()):
            yield "later", str(number), codec(Later).encode(later)

    def forget(self) -> None:
        """Drop all work."""
        with self._lock:
            self.waiting.clear()
            self._work.clear()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add work that was kept, or withdraw it."""
        with self._lock:
            if data is None:
                self._work.pop(int(key), None)
            else:
                self._added = max(self._added, int(key))
                self._put(int(key), codec(Later).decode(data))
