"""The lines of a journal, within its limits."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence

from .entries import Line

_LINE_BYTES = 1_000
"""The approximate memory of a line, without the text that clients control."""


class Lines:
    """The lines of a journal. Beyond a limit, the oldest are dropped. Not thread-safe.

    Args:
        most: The maximum number of lines.
        most_bytes: The maximum total size of the lines, in bytes.

    Attributes:
        dropped: The number of lines dropped since the last call of `clear`.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._lines: deque[Line] = deque()
        # Indexes, so that a query for one operation or aggregate does not scan all lines.
        self._by_operation = defaultdict[str, deque[Line]](deque)
        self._by_id = defaultdict[str, deque[Line]](deque)
        self._bytes = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)

    def __reversed__(self) -> Iterator[Line]:
        return reversed(self._lines)

    @property
    def most(self) -> int:
        """The maximum number of lines."""
        return self._most

    @property
    def size(self) -> int:
        """The approximate memory of the lines, in bytes."""
        return self._bytes + _LINE_BYTES * len(self._lines)

    @property
    def room(self) -> int:
        """The number of lines within the limits, if all are as long as these on average."""
        if self._bytes <= self._most_bytes // 2:
            return self._most  # too few for an average
        return min(self._most, max(1, self._most_bytes * len(self._lines) // self._bytes))

    def limit(self, most: int, most_bytes: int) -> None:
        """Change the limits."""
        self._most = most
        self._most_bytes = most_bytes
        self._make_room()

    def append(self, line: Line) -> None:
        """Add the latest line."""
        self._lines.append(line)
        if line.operation is not None:
            self._by_operation[line.operation.id].append(line)
        if line.subject is not None:
            self._by_id[line.subject.id].append(line)
        self._bytes += line.size
        self._make_room()

    def merge(self, lines: Iterable[Line]) -> None:
        """Add lines that may be older than others."""
        merged = sorted((*self._lines, *lines), key=lambda it: it.number)
        self.clear()
        for line in merged:
            self.append(line)

    def _make_room(self) -> None:
        while len(self._lines) > self._most or (self._bytes > self._most_bytes and len(self._lines) > 1):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._lines.popleft()
        self._bytes -= oldest.size
        self.dropped += 1
        if oldest.operation is not None:
            self._by_operation[oldest.operation.id].popleft()
        if oldest.subject is not None:
            of_subject = self._by_id[oldest.subject.id]
            of_subject.popleft()
            if not of_subject:
                del self._by_id[oldest.subject.id]

    def clear(self) -> None:
        """Drop all lines."""
        self._lines.clear()
        self._by_operation.clear()
        self._by_id.clear()
        self._bytes = self.dropped = 0

    def of(self, operation: str) -> Sequence[Line]:
        """Return the lines of an operation."""
        return self._by_operation.get(operation, ())

    def among(self, operation: str | None, aggregate_id: str | None) -> Collection[Line]:
        """Return a small superset of the lines of an operation and an aggregate."""
        fewest: Collection[Line] = self._lines if operation is None else self.of(operation)
        if aggregate_id is not None and len(of_id := self._by_id.get(aggregate_id, ())) < len(fewest):
            return of_id
        return fewest
