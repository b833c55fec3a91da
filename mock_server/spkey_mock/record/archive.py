"""The archive of a journal: its lines in the log of a durable store, and its count of requests as a document."""

from collections.abc import Callable
from threading import Lock
from typing import Self

from attrs import asdict, frozen

from ..service.contract import Contract
from ..store.documents import Documents
from ..store.durable import DurableStore
from ..store.recorded import Data
from .encoding import decode, encode
from .entries import Line
from .lines import Lines
from .sums import Sum

KIND = "journal"
"""The kind of the document."""


@frozen
class Tally:
    """A count of requests.

    Attributes:
        total: The number of requests received.
        since: The number of those received since the journal was cleared.
        clears: The number of times that the journal was cleared.
    """

    total: int = 0
    since: int = 0
    clears: int = 0

    def __add__(self, other: Self, /) -> Self:
        """Return the sum. Requests before the last time that the journal was cleared count in the total only."""
        clears = max(self.clears, other.clears)
        since = sum(it.since for it in (self, other) if it.clears == clears)
        return type(self)(self.total + other.total, since, clears)

    def encode(self) -> Data:
        """Return the count as a JSON object."""
        return asdict(self)


class Archive:
    """The archive of a journal. Thread-safe.

    Lines are written in batches, so that no request waits for the database. Each line carries the number of times that
    the journal was cleared before it, so that older lines that another process writes after a clearing are ignored.

    Args:
        contract: The contract.
        store: The store with the log of requests.
        documents: Keeps the count of requests.
        lock: The lock of the journal.
        lines: The lines of the journal.
    """

    def __init__(self, contract: Contract, store: DurableStore, documents: Documents, lock: Lock, lines: Lines) -> None:
        self._contract = contract
        self._store = store
        self._documents = documents
        self._lock = lock
        self._lines = lines
        self._unwritten = set[int]()
        self._sending = set[int]()  # written before the client was known to have received the response
        self._tally = Sum(KIND, lock, Tally(), lambda data: Tally(**data))
        self._new = Tally()
        self._written = Tally()  # of lines that were written, and so may be counted
        self._ended = False
        self._clears = 0  # the number of clearings before its lines

    @property
    def behind(self) -> int:
        """The number of requests whose lines are not written yet."""
        return len(self._unwritten)

    @property
    def shared(self) -> bool:
        """Whether other processes may write to the store."""
        return self._documents.shared

    @property
    def total(self) -> int:
        """The number of requests received."""
        with self._lock:
            return self._current.total

    @property
    def forgotten(self) -> int:
        """The number of requests received that are not in the journal, as far as this process has read the log."""
        with self._lock:
            tally = self._current
            return tally.total - tally.since + self._lines.dropped

    @property
    def _current(self) -> Tally:
        return self._tally.value + self._written + self._new

    def add(self, number: int) -> None:
        """Count a request, whose line is written with the next batch. The lock is held."""
        self._unwritten.add(number)
        self._new += Tally(1, 1, self._clears)

    # Lines

    def write(self) -> None:
        """Write the lines that are not written yet. If the store fails, the next call writes them.

        Raises:
            StoreError: The store failed.
        """
        with self._lock:
            batch, clears, keep = self._take(), self._clears, self._lines.room
        if not batch or self._ended:
            return
        try:
            self._store.log({it.number: encode(it, self._contract, clears) for it in batch}, keep)
        except BaseException:
            with self._lock:
                self._unwritten.update(it.number for it in batch)
            raise

    def _take(self) -> list[Line]:
        """Return the new lines, and those whose client was found to have left after they were written."""
        self._written, self._new = self._written + self._new, Tally()
        if not self._unwritten and not self._sending:
            return []
        new = [it for it in self._lines if it.number in self._unwritten]
        sending = [it for it in self._lines if it.number in self._sending]
        self._unwritten = set[int]()
        # A response is sent before the next batch is written, unless an injected fault delays it.
        self._sending = {it.number for it in (*new, *(it for it in sending if it.response.delay)) if not it.lost}
        return [*new, *(it for it in sending if it.lost)]

    def read(self) -> None:
        """Read the new lines of the log.

        Each process numbers its lines from blocks of its own, so a new line may have a lower number than known ones.
        Therefore, the whole log is read, which is never longer than a journal. Only new lines are decoded.

        Raises:
            StoreError: The store failed.
        """
        with self._lock:
            known, clears, since = self._known(), self._clears, self._current.since
        logged = self._store.logged(limit=self._lines.most)
        found = [decode(number, text, self._contract, clears) for number, text in logged if number not in known]
        with self._lock:
            if clears != self._clears:
                return  # the journal was cleared in the meantime
            known = self._known()
            new = [it for it in found if it is not None and it.number not in known]
            if new:
                self._lines.merge(new)
            # Lines are written before they are counted, so those that were counted are in the log or were dropped.
            self._lines.dropped = max(0, since - len(self._lines))

    def _known(self) -> set[int]:
        return {it.number for it in self._lines}

    def catch_up(self) -> None:
        """Restore the count of requests if another process has changed it, for example by clearing the journal."""
        self._documents.run(lambda: None)

    # The count of requests

    def count(self) -> None:
        """Add the requests whose lines this process has written to the document.

        Raises:
            Unavailable: The store failed, or too many races were lost. The next call adds the requests.
        """
        if self._written.total or not self._tally.complete:
            self._add(self._take_written)

    def _add(self, take: Callable[[], Tally]) -> None:
        def add() -> None:
            if not self._ended:  # another process may have reset the world
                self._tally.add(self._documents, take)

        self._documents.run(add)

    def _take_written(self) -> Tally:
        taken, self._written = self._written, Tally()
        return taken

    def clear(self) -> None:
        """Drop all lines, those of other processes included.

        Raises:
            StoreError: The store failed.
            Unavailable: The store failed, or too many races were lost.
        """
        self._store.clear_log()
        self._add(self._take_clearing)

    def _take_clearing(self) -> Tally:
        self._clear(self._clears + 1)
        self._written, self._new = self._written + self._new, Tally()
        return self._take_written() + Tally(clears=self._clears)

    def _clear(self, clears: int) -> None:
        self._clears = clears
        self._unwritten.clear()
        self._sending.clear()
        self._lines.clear()

    def end(self) -> None:
        """Stop writing."""
        self._ended = True

    def document(self) -> tuple[str, str, Data]:
        """Return the document with the count of requests."""
        with self._lock:
            return self._tally.document(self._current)

    def renewed(self) -> tuple[str, str, Data]:
        """Return the document with which the next journal begins. It excludes the lines of this one."""
        with self._lock:
            return self._tally.document(Tally(clears=self._current.clears + 1))

    def forget(self) -> None:
        """Drop the count of requests, before it is restored."""
        with self._lock:
            self._tally.forget()

    def restore(self, data: Data | None) -> None:
        """Restore the count of requests. If another process has cleared the journal, all lines are dropped."""
        with self._lock:
            self._tally.restore(data)
            clears = self._tally.value.clears
            if clears != self._clears:
                self._clear(clears)
