"""The report: a value that can be merged in any order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from heapq import nsmallest
from typing import get_args

from attrs import field, frozen

from ..service.errors import Blame

MOST_VIOLATIONS = 1_000
"""The maximum number of different violations in a report."""

_BLAMES: tuple[Blame, ...] = get_args(Blame)


@frozen
class Finding:
    """A violation, and the operation, world and test that it was found in.

    Attributes:
        code: The stable code.
        blame: Who caused it.
        message: What happened.
        place: The location in the request, as a JSON pointer.
        operation: The operation, or empty.
        world: The name of the world, or empty.
        test: The id of the test, or empty.
    """

    code: str
    blame: Blame
    message: str
    place: str = ""
    operation: str = ""
    world: str = ""
    test: str = ""

    def __str__(self) -> str:
        where = self.test or (f"world {self.world}" if self.world else "")
        parts = filter(None, [self.operation, self.place, self.message])
        return f"{self.code}: {': '.join(parts)}{f' ({where})' if where else ''}"


@frozen(kw_only=True)
class Report:
    """The coverage and violations of requests. Merging reports is associative and commutative.

    Attributes:
        requests: The number of requests, those for no operation included.
        responses: The number of responses, by operation and status. The status 0 stands for a dropped connection.
        properties: The properties that were in a response, as operation, status and JSON pointer.
        rules: The ids of the rules that were reached.
        violations: The number of times that each violation was found. Holds at most `MOST_VIOLATIONS`, those of
            clients first.
        dropped: The total number of times that the dropped violations were found.
        notes: Gaps in the report, such as the requests of a crashed process.
    """

    requests: int = 0
    responses: Mapping[tuple[str, int], int] = field(factory=dict[tuple[str, int], int])
    properties: frozenset[tuple[str, int, str]] = frozenset()
    rules: frozenset[str] = frozenset()
    violations: Mapping[Finding, int] = field(factory=dict[Finding, int])
    dropped: int = 0
    notes: frozenset[str] = frozenset()

    def merged(self, other: "Report") -> "Report":
        """Return the report about the requests of both."""
        violations, dropped = bounded(Counter(self.violations) + Counter(other.violations))
        return Report(
            requests=self.requests + other.requests,
            responses=dict(Counter(self.responses) + Counter(other.responses)),
            properties=self.properties | other.properties,
            rules=self.rules | other.rules,
            violations=violations,
            dropped=self.dropped + other.dropped + dropped,
            notes=self.notes | other.notes,
        )

    @property
    def of_clients(self) -> dict[Finding, int]:
        """The violations by clients, in a stable order."""
        return self._of("client")

    @property
    def of_servers(self) -> dict[Finding, int]:
        """The violations by the server behind a proxy, in a stable order."""
        return self._of("server")

    def _of(self, blame: Blame) -> dict[Finding, int]:
        return {finding: times for finding, times in self.ordered if finding.blame == blame}

    @property
    def ordered(self) -> list[tuple[Finding, int]]:
        """The violations in a stable order, those of clients first."""
        return sorted(self.violations.items(), key=lambda item: _rank(item[0]))


def merge(reports: Iterable[Report]) -> Report:
    """Return the report about the requests of all."""
    return reduce(Report.merged, reports, Report())


def bounded(violations: Mapping[Finding, int], most: int = MOST_VIOLATIONS) -> tuple[dict[Finding, int], int]:
    """Return the violations to keep, and the total number of times that the others were found.

    The choice depends only on the violations. A violation that one part drops would be dropped from the whole as well,
    so the order of merging does not matter.
    """
    if len(violations) <= most:
        return dict(violations), 0
    kept = {finding: violations[finding] for finding in nsmallest(most, violations, key=_rank)}
    return kept, sum(violations.values()) - sum(kept.values())


def _rank(finding: Finding) -> tuple[int, str, str, str, str, str, str]:
    blame = _BLAMES.index(finding.blame)
    return blame, finding.code, finding.operation, finding.place, finding.message, finding.test, finding.world
