"""The journal: the requests that a world received and their outcomes, with assertions about them."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from threading import Lock
from typing import Any

from ..service.contract import Contract
from ..service.message import Response
from ..service.outcome import Outcome
from .entries import Entry, Line, line
from .expectations import Expectation, Verdict
from .har import har
from .violations import Violation

_SHOWN = 10

_ENTRY_BYTES = 1_000
"""The approximate memory of an entry beside the text that clients control."""


class Journal:
    """The requests that a world received. Thread-safe.

    Args:
        contract: The contract that requests are checked against.
        entries: The maximum number of entries.
        size: The maximum total size of the entries, in bytes.

    Attributes:
        total: The number of requests received, dropped ones included.
    """

    def __init__(self, contract: Contract, *, entries: int = 1_000, size: int = 8 << 20) -> None:
        self._contract = contract
        self._most = entries
        self._most_bytes = size
        self._lines: deque[Line] = deque()
        # Indexes, so that a query for one operation or aggregate does not scan all lines.
        self._by_operation = defaultdict[str, deque[Line]](deque)
        self._by_id = defaultdict[str, deque[Line]](deque)
        self._bytes = 0
        self._dropped = 0  # dropped since the journal was cleared
        self._lock = Lock()
        self.total = 0

    @property
    def size(self) -> int:
        """The approximate memory of the journal, in bytes."""
        return self._bytes + _ENTRY_BYTES * len(self._lines)

    def limit(self, *, entries: int, size: int) -> None:
        """Change the limits. The oldest entries beyond them are dropped.

        Args:
            entries: The maximum number of entries.
            size: The maximum total size of the entries, in bytes.
        """
        with self._lock:
            self._most = entries
            self._most_bytes = size
            self._make_room()

    def number(self) -> int:
        """Return the next request number."""
        with self._lock:
            self.total += 1
            return self.total

    def record(
        self,
        number: int,
        outcome: Outcome,
        response: Response,
        *,
        duration: int,
        fault: str | None = None,
        unnoticed: tuple[Violation, ...] = (),
    ) -> Line:
        """Record a request under its number, with its response and its duration in nanoseconds. Return the record."""
        kept = line(number, outcome, response, duration, fault, unnoticed)
        with self._lock:
            self._lines.append(kept)
            if kept.operation is not None:
                self._by_operation[kept.operation.id].append(kept)
            if kept.subject is not None:
                self._by_id[kept.subject.id].append(kept)
            self._bytes += kept.size
            self._make_room()
        return kept

    def _make_room(self) -> None:
        while len(self._lines) > self._most or (self._bytes > self._most_bytes and len(self._lines) > 1):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._lines.popleft()
        self._bytes -= oldest.size
        self._dropped += 1
        if oldest.operation is not None:
            self._by_operation[oldest.operation.id].popleft()
        if oldest.subject is not None:
            of_subject = self._by_id[oldest.subject.id]
            of_subject.popleft()
            if not of_subject:
                del self._by_id[oldest.subject.id]

    def entry(self, number: int) -> Entry | None:
        """Return the entry of a recent request, or None if it was dropped."""
        with self._lock:
            found = next((it for it in islice(reversed(self._lines), 100) if it.number == number), None)
        return None if found is None else found.entry(self._contract)

    def clear(self) -> None:
        """Drop all requests. Their numbers are not reused."""
        with self._lock:
            self._lines.clear()
            self._by_operation.clear()
            self._by_id.clear()
            self._bytes = self._dropped = 0

    @property
    def forgotten(self) -> int:
        """The number of dropped requests."""
        return self.total - len(self._lines)

    @property
    def entries(self) -> list[Entry]:
        """The requests still in the journal, oldest first."""
        return self.find()

    def find(
        self,
        operation: str | None = None,
        user_id: str | None = None,
        status: int | None = None,
        *,
        aggregate_id: str | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> list[Entry]:
        """Return the requests still in the journal that match these filters, oldest first.

        Args:
            operation: The operationId.
            user_id: The user that they address.
            status: The status of the response.
            aggregate_id: The aggregate that they address, of any type.
            after: Only requests with a higher id.
            limit: The maximum number of requests. The latest ones are returned.
        """
        found = [
            it
            for it in self._among(operation, user_id or aggregate_id)
            if it.number > after
            and operation in (None, it.operation and it.operation.id)
            and (
                user_id is None
                or (it.subject is not None and (it.subject.aggregate, it.subject.id) == ("user", user_id))
            )
            and aggregate_id in (None, it.subject and it.subject.id)
            and status in (None, it.status)
        ]
        return [it.entry(self._contract) for it in found[-limit if limit else None :]]

    def har(self) -> dict[str, Any]:
        """Return the requests still in the journal as an HTTP archive (HAR 1.2), with secrets masked."""
        from spkey_client import __version__

        return har(self.entries, __version__)

    def _among(self, operation: str | None, aggregate_id: str | None) -> list[Line]:
        """Return a small superset of the lines of an operation and an aggregate, sorted by number."""
        with self._lock:
            fewest: Collection[Line] = self._lines
            if operation is not None:
                fewest = self._by_operation.get(operation, ())
            if aggregate_id is not None and len(of_id := self._by_id.get(aggregate_id, ())) < len(fewest):
                fewest = of_id
            # Concurrent threads may have recorded the lines out of order.
            return sorted(fewest, key=lambda it: it.number)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self._lines)

    def check(self, expectation: Expectation) -> Verdict:
        """Return whether the expected requests were sent.

        Raises:
            ValueError: The contract has no such operation.
        """
        self._contract.check_operation(expectation.operation)
        among = self._among(expectation.operation, expectation.user_id or expectation.aggregate_id)
        calls = sum(
            it.operation is not None and it.operation.id == expectation.operation and not expectation.differences(it)
            for it in among
        )
        if calls and expectation.times is None:
            return Verdict(True, calls, "")
        if self._dropped:
            return Verdict(False, calls, f"expected {expectation}; {self._unknown()}")
        if calls == expectation.times:
            return Verdict(True, calls, "")
        return Verdict(False, calls, "\n".join(self._instead(expectation, calls)))

    def _unknown(self) -> str:
        return (
            f"cannot tell: {self._dropped} older requests were dropped from the journal. "
            "Clear the journal earlier, or raise Limits.journal and Limits.journal_bytes."
        )

    def _instead(self, expectation: Expectation, calls: int) -> Iterator[str]:
        were = {0: "there was none", 1: "there was 1"}.get(calls, f"there were {calls}")
        yield f"expected {expectation}; {were}"
        with self._lock:
            total = len(self._lines)
            closest = list(islice(reversed(self._by_operation.get(expectation.operation, ())), _SHOWN))
            others = islice(reversed(self._lines), _SHOWN + len(closest))
            rest = [it for it in others if it not in closest][: _SHOWN - len(closest)]
        yield "the world received:" if total else "the world received nothing"
        for it in sorted((*closest, *rest), key=lambda it: it.number):
            yield f"  {it.entry(self._contract)}"
            if it.operation is not None and it.operation.id == expectation.operation:
                yield from (f"      {difference}" for difference in expectation.differences(it))
        if total > _SHOWN:
            yield f"  and {total - _SHOWN} more"

    def assert_called(
        self,
        operation: str,
        *,
        user_id: str | None = None,
        aggregate_id: str | None = None,
        status: int | None = None,
        body: Mapping[str, object] | None = None,
        times: int | None = None,
    ) -> None:
        """Check that requests were sent.

        Args:
            operation: The operationId.
            user_id: The user that they address; by default any.
            aggregate_id: The aggregate that they address, of any type; by default any.
            status: The status of the response; by default any.
            body: Properties that the body must have. Other properties are ignored.
            times: The number of requests; by default at least one.

        Raises:
            AssertionError: They were not sent. The message lists the requests that were.
            ValueError: The contract has no such operation.
        """
        __tracebackhide__ = True
        verdict = self.check(
            Expectation(
                operation=operation, user_id=user_id, aggregate_id=aggregate_id, status=status, body=body, times=times
            )
        )
        if not verdict.passed:
            raise AssertionError(verdict.message)

    def assert_not_called(self, operation: str, *, user_id: str | None = None) -> None:
        """Check that no request was sent for an operation, or none that addresses this user.

        Raises:
            AssertionError: A request was sent.
        """
        __tracebackhide__ = True
        self.assert_called(operation, user_id=user_id, times=0)

    def assert_clean(self) -> None:
        """Check that no request broke the contract. Requests for unknown users or keys do not break it.

        Raises:
            AssertionError: At least one request did. The message names the rule or schema that each of them broke.
        """
        __tracebackhide__ = True
        broken = [
            f"  {entry}\n      {violation}"
            for entry in self.entries
            for violation in entry.violations
            if violation.blame == "client"
        ]
        if broken:
            raise AssertionError("\n".join(["requests broke the contract:", *broken]))
        if self._dropped:
            raise AssertionError(f"requests may have broken the contract; {self._unknown()}")
