"""The journal: the requests that a world received and their outcomes, with assertions about them."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from threading import Lock
from typing import Any

from ..service.contract import Contract
from ..service.message import Response
from ..service.outcome import Outcome
from ..store.documents import EPHEMERAL, Documents
from ..store.durable import DurableStore
from ..store.recorded import Data
from .archive import Archive
from .entries import Entry, Line, line
from .expectations import Expectation, Verdict
from .har import har
from .lines import Lines
from .violations import Violation

_SHOWN = 10


class Journal:
    """The requests that a world received. Thread-safe.

    Args:
        contract: The contract that requests are checked against.
        entries: The maximum number of entries.
        size: The maximum total size of the entries, in bytes.
        store: The store that keeps the entries, if any.
        documents: Keeps the number of requests, if there is a store.
        numbers: Returns the number of a request, unique in all processes. By default, the journal counts.
    """

    def __init__(
        self,
        contract: Contract,
        *,
        entries: int = 1_000,
        size: int = 8 << 20,
        store: DurableStore | None = None,
        documents: Documents = EPHEMERAL,
        numbers: Callable[[], int] | None = None,
    ) -> None:
        self._contract = contract
        self._lines = Lines(entries, size)
        self._lock = Lock()
        self._numbers = numbers
        self._total = 0
        self._archive = None
        if store is not None:
            self._archive = Archive(contract, store, documents, self._lock, self._lines)

    @property
    def total(self) -> int:
        """The number of requests received, dropped ones included."""
        return self._total if self._archive is None else self._archive.total

    @property
    def behind(self) -> int:
        """The number of requests that a durable store does not have yet."""
        return 0 if self._archive is None else self._archive.behind

    @property
    def size(self) -> int:
        """The approximate memory of the journal, in bytes."""
        return self._lines.size

    def limit(self, *, entries: int, size: int) -> None:
        """Change the limits. The oldest entries beyond them are dropped.

        Args:
            entries: The maximum number of entries.
            size: The maximum total size of the entries, in bytes.
        """
        with self._lock:
            self._lines.limit(entries, size)

    def number(self) -> int:
        """Return the next request number."""
        if self._numbers is not None:
            return self._numbers()
        with self._lock:
            self._total += 1
            return self._total

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
            if self._archive is not None:
                self._archive.add(number)
            self._lines.append(kept)
        return kept

    def entry(self, number: int) -> Entry | None:
        """Return the entry of a recent request, or None if it was dropped."""
        with self._lock:
            found = next((it for it in islice(reversed(self._lines), 100) if it.number == number), None)
        return None if found is None else found.entry(self._contract)

    def clear(self) -> None:
        """Drop all requests. Their numbers are not reused."""
        if self._archive is not None:
            self._archive.clear()
            return
        with self._lock:
            self._lines.clear()

    @property
    def forgotten(self) -> int:
        """The number of dropped requests."""
        return self._total - len(self._lines) if self._archive is None else self._archive.forgotten

    # Durability

    def flush(self) -> None:
        """Write the requests recorded since the last call to the store. If the store fails, the next call writes them.

        Raises:
            StoreError: The store failed.
            Unavailable: The store failed, or too many races were lost.
        """
        if self._archive is not None:
            self._archive.write()
            self._archive.count()

    def load(self) -> None:
        """Read the requests that are in the store, after its documents were restored."""
        if self._archive is not None:
            self._archive.read()

    def refresh(self) -> None:
        """Read the requests that other processes have written to the store.

        Raises:
            StoreError: The store failed.
            Unavailable: The store failed, or too many races were lost.
        """
        if self._archive is not None and self._archive.shared:
            self._archive.write()
            self._archive.catch_up()
            self._archive.read()

    def end(self) -> None:
        """Stop writing, because another journal replaces this one."""
        if self._archive is not None:
            self._archive.end()

    # Documents

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the document with the number of requests."""
        if self._archive is not None:
            yield self._archive.document()

    def items_after_reset(self) -> Iterator[tuple[str, str, Data]]:
        """Return the document that separates the requests after a reset from those before it."""
        if self._archive is not None:
            yield self._archive.renewed()

    def forget(self) -> None:
        """Drop the number of requests, before it is restored."""
        if self._archive is not None:
            self._archive.forget()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Restore the number of requests. If another process has cleared the journal, all requests are dropped."""
        if self._archive is not None:
            self._archive.restore(data)

    # Reading

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
        self.refresh()
        with self._lock:
            # Concurrent threads may have recorded the lines out of order.
            return sorted(self._lines.among(operation, aggregate_id), key=lambda it: it.number)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        self.refresh()
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
        if self._lines.dropped:
            return Verdict(False, calls, f"expected {expectation}; {self._unknown()}")
        if calls == expectation.times:
            return Verdict(True, calls, "")
        return Verdict(False, calls, "\n".join(self._instead(expectation, calls)))

    def _unknown(self) -> str:
        return (
            f"cannot tell: {self._lines.dropped} older requests were dropped from the journal. "
            "Clear the journal earlier, or raise Limits.journal and Limits.journal_bytes."
        )

    def _instead(self, expectation: Expectation, calls: int) -> Iterator[str]:
        were = {0: "there was none", 1: "there was 1"}.get(calls, f"there were {calls}")
        yield f"expected {expectation}; {were}"
        with self._lock:
            total = len(self._lines)
            closest = list(islice(reversed(self._lines.of(expectation.operation)), _SHOWN))
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
        if self._lines.dropped:
            raise AssertionError(f"requests may have broken the contract; {self._unknown()}")
