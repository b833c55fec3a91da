"""The schedule: work that commands deferred to a later time on the world's clock."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush, nsmallest
from threading import Lock

from ..service.codec import codec
from ..service.decision import Later
from ..service.errors import Full
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data

_MOST = 100_000
"""The maximum number of pending items."""

_MOST_TEXT = 32 << 20
"""The maximum characters in the texts of the pending items."""

_SLICE = 50
"""The approximate number of items that are due in one slice of an advance of the clock."""

_BYTES = 600
"""The approximate memory of an item beside its texts."""


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
        self._text = 0
        self._added = 0
        self._lock = Lock()

    @property
    def size(self) -> int:
        """The approximate memory of the work, in bytes."""
        return self._text + _BYTES * len(self._work)

    def check(self, more: Sequence[Later]) -> None:
        """Check that there is room for more work.

        Raises:
            Full: There is not.
        """
        remedy = "Advance its clock, or reset the world."
        if len(self._work) + len(more) > _MOST:
            raise Full(f"Too much scheduled work in this world (limit {_MOST}). {remedy}")
        if self._text + sum(map(_length, more)) > _MOST_TEXT:
            raise Full(f"Too many characters in the scheduled work of this world (limit {_MOST_TEXT}). {remedy}")

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
                if (later := self._remove(number)) is not None:
                    self._documents.keep("later", str(number), None)
                    return later
        return None

    def stop(self, until: int) -> int:
        """Return the time to which one slice of an advance to `until` goes. It is `until` if all the work fits."""
        with self._lock:
            if len(self.waiting) <= _SLICE:
                return until
            return min(until, nsmallest(_SLICE, self.waiting)[-1][0])

    def _put(self, number: int, later: Later) -> None:
        if self._remove(number) is None:
            heappush(self.waiting, (later.at, number))
        self._work[number] = later
        self._text += _length(later)

    def _remove(self, number: int) -> Later | None:
        later = self._work.pop(number, None)
        if later is not None:
            self._text -= _length(later)
        return later

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the pending work."""
        for number, later in sorted(self._work.items()):
            yield "later", str(number), codec(Later).encode(later)

    def forget(self) -> None:
        """Drop all work."""
        with self._lock:
            self.waiting.clear()
            self._work.clear()
            self._text = 0

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add work that was kept, or withdraw it."""
        with self._lock:
            if data is None:
                self._remove(int(key))
            else:
                self._added = max(self._added, int(key))
                self._put(int(key), codec(Later).decode(data))


def _length(later: Later) -> int:
    """Return the total length of the texts of an item, in characters."""
    return len(later.id) + sum(len(value) for value in later.data.values() if isinstance(value, str))
