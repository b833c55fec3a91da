"""The ledger: the report about the requests of this process, so far."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from threading import Lock

from ..aggregates import REGISTRY
from ..record.collector import COLLECTORS
from ..record.coverage import Coverage
from ..record.entries import shown
from ..record.violations import Violation
from ..service import contract
from ..service.message import Response
from ..service.outcome import Outcome
from .report import MOST_VIOLATIONS, Finding, Report, bounded


class Ledger:
    """Collects a report about the requests of all worlds. Thread-safe.

    Attributes:
        test: The id of the running test, or empty.
        exempt: Whether violations are ignored, because the test expects them.
        write: Writes the files of the report now, or None if it has no files. Raises `ReportError`.
    """

    def __init__(self) -> None:
        self._coverage = Coverage(contract.load(), REGISTRY)
        self._lock = Lock()
        self._requests = 0
        self._violations: Counter[Finding] = Counter()
        self._dropped = 0
        self.test = ""
        self.exempt = False
        self.write: Callable[[], None] | None = None

    def record(
        self,
        world: str,
        outcome: Outcome,
        status: int,
        response: Response,
        number: int,
        violations: Callable[[], Iterable[Violation]],
    ) -> None:
        """Record a request."""
        self._coverage.record(outcome, status, response, number)
        operation = "" if outcome.operation is None else outcome.operation.id
        found = [
            Finding(it.code, it.blame, shown(it.message), shown(it.place), operation, world, self.test)
            for it in (() if self.exempt else violations())
        ]
        with self._lock:
            self._requests += 1
            self._violations.update(found)
            if len(self._violations) > 2 * MOST_VIOLATIONS:
                self._make_room()

    def _make_room(self) -> None:
        kept, dropped = bounded(self._violations)
        self._violations = Counter(kept)
        self._dropped += dropped

    @property
    def report(self) -> Report:
        """The report about the requests so far."""
        with self._lock:
            self._make_room()
            requests, violations, dropped = self._requests, dict(self._violations), self._dropped
        operations, rules = self._coverage.operations, self._coverage.rules
        responses = {(it.operation, status): times for it in operations for status, times in it.statuses.items()}
        responses |= {(it.operation, 0): it.calls - sum(it.statuses.values()) for it in operations}
        return Report(
            requests=requests,
            responses={key: times for key, times in responses.items() if times},
            properties=frozenset(
                (it.operation, status, pointer)
                for it in operations
                for status, properties in it.properties.items()
                for pointer, served in properties.items()
                if served
            ),
            rules=frozenset(it.rule.id for it in rules if it.request is not None),
            violations=violations,
            dropped=dropped,
        )


def current() -> Ledger | None:
    """Return the ledger of this process, or None if it collects no report."""
    return next((it for it in COLLECTORS if isinstance(it, Ledger)), None)


@contextmanager
def collecting() -> Generator[Ledger]:
    """Collect a report about all requests of this process for the duration of the context."""
    ledger = Ledger()
    COLLECTORS.append(ledger)
    try:
        yield ledger
    finally:
        COLLECTORS.remove(ledger)
