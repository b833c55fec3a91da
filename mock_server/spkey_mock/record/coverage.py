"""Coverage: which operations, statuses and rules of the contract the requests of a world have reached."""

from collections import Counter
from collections.abc import Iterator
from threading import Lock

from attrs import frozen

from ..service.aggregate import Occasion
from ..service.contract import Contract, Operation, Rule
from ..service.outcome import Outcome
from ..service.registry import Registry
from ..service.rules import CHECKS, Test, violated


@frozen
class OperationCoverage:
    """How often an operation was called, and with which statuses it responded, those of the contract included."""

    operation: str
    calls: int
    statuses: dict[int, int]


@frozen
class RuleCoverage:
    """Whether a rule was reached.

    Attributes:
        rule: The rule.
        request: The journal id of the first request that reached it, or None.
        any_success: Whether any success of its operation reaches it, so that reaching it shows little.
    """

    rule: Rule
    request: int | None
    any_success: bool


class Coverage:
    """What was reached. Any thread may call it.

    Args:
        contract: The contract.
        registry: The registry, whose checks say what reaches a rule.
    """

    def __init__(self, contract: Contract, registry: Registry) -> None:
        self._contract = contract
        self._checks = registry.checks
        self._lock = Lock()
        self._times: Counter[tuple[str, int]] = Counter()
        self._first: dict[str, int] = {}
        self._open = {operation.id: self._sought(operation) for operation in contract.operations.values()}
        self._open[""] = self._sought(None)

    def _sought(self, operation: Operation | None) -> dict[Occasion, dict[str, Test | None]]:
        """The rules that requests for an operation can still reach, beside those that reject them."""
        own = frozenset[str]() if operation is None else {rule.id for rule in operation.rules.values()}
        sought: dict[Occasion, dict[str, Test | None]] = {"request": {}, "success": {}, "event": {}}
        kind = "" if operation is None else "query" if operation.query else "command"
        for rule, check in self._checks.items():
            if (rule in own or rule in CHECKS) and check.of in ("any", kind):
                sought[check.occasion][rule] = check.test
        return sought

    def record(self, outcome: Outcome, status: int, request: int) -> None:
        """Record a request, whose journal id is given, and the status that was sent."""
        name = "" if outcome.route is None else outcome.route.operation.id
        with self._lock:
            self._times[name, status] += 1
            sought = self._open[name]
            reached = _take(sought["request"], outcome)
            if outcome.error is not None:
                error, operation = outcome.error, outcome.operation
                rules = (violated(self._contract, operation, error, problem) for problem in error.problems)
                reached += [rule.id for rule in rules if rule is not None]
            elif outcome.values is not None:
                reached += _take(sought["success"], outcome)
                if outcome.recorded:
                    reached += _take(sought["event"], outcome)
            for rule in reached:
                self._first.setdefault(rule, request)

    @property
    def operations(self) -> list[OperationCoverage]:
        """The operations of the contract."""
        with self._lock:
            times = dict(self._times)
        return list(self._operations(times))

    def _operations(self, times: dict[tuple[str, int], int]) -> Iterator[OperationCoverage]:
        for operation in self._contract.operations.values():
            ended = {status: count for (name, status), count in times.items() if name == operation.id}
            sent = {status: count for status, count in ended.items() if status}  # the others had no response
            declared = dict.fromkeys(operation.statuses, 0)
            yield OperationCoverage(operation.id, sum(ended.values()), dict(sorted({**declared, **sent}.items())))

    @property
    def rules(self) -> list[RuleCoverage]:
        """The rules of the contract that are about requests."""
        with self._lock:
            return [
                RuleCoverage(rule, self._first.get(rule.id), self._any_success(rule))
                for rule in self._contract.rules.values()
                if rule.subject == "request"
            ]

    def _any_success(self, rule: Rule) -> bool:
        check = self._checks.get(rule.id)
        return check is not None and check.test is None

    def unreached(self) -> list[str]:
        """Return what no request reached: operations, their statuses as `OPERATION STATUS`, and rules, by id."""
        missed: list[str] = []
        for operation in self.operations:
            if not operation.calls:
                missed.append(operation.operation)
                continue
            missed += [f"{operation.operation} {status}" for status, times in operation.statuses.items() if not times]
        return missed + [item.rule.id for item in self.rules if item.request is None]

    def assert_reached(self, *ids: str) -> None:
        """Check that requests reached these operations, statuses as `OPERATION STATUS`, or rules.

        Raises:
            AssertionError: Some were not. The message lists them.
            ValueError: The contract has no such operation, status or rule.
        """
        __tracebackhide__ = True
        statuses = {f"{item.operation} {status}" for item in self.operations for status in item.statuses}
        known = statuses | {*self._contract.operations, *(item.rule.id for item in self.rules)}
        if unknown := sorted(set(ids) - known):
            raise ValueError(f"The contract has no {', '.join(unknown)}.")
        unreached = set(self.unreached())
        missed = [name for name in ids if name in unreached or name.partition(" ")[0] in unreached]
        if missed:
            raise AssertionError(f"no request reached {', '.join(missed)}")

    def __str__(self) -> str:
        lines = ["operations"]
        for item in self.operations:
            statuses = ", ".join(f"{status}: {times or '-'}" for status, times in item.statuses.items())
            lines.append(f"  {item.operation:<24}{item.calls:>6}  ({statuses})")
        by_success = [item for item in self.rules if item.any_success]
        others = [item for item in self.rules if not item.any_success]
        lines += _told("rules", others)
        lines += _told("rules that any success reaches", by_success)
        return "\n".join(lines)


def _told(title: str, rules: list[RuleCoverage]) -> Iterator[str]:
    reached = sum(item.request is not None for item in rules)
    yield f"{title}: {reached} of {len(rules)} reached; not reached:"
    yield from (f"  {item.rule.id}" for item in rules if item.request is None)


def _take(sought: dict[str, Test | None], outcome: Outcome) -> list[str]:
    """Take out the rules that an outcome reaches: they are not looked for again."""
    if not sought:
        return []
    before, typed = outcome.before, outcome.typed
    reached = [rule for rule, test in sought.items() if test is None or test(before, typed, outcome)]
    for rule in reached:
        del sought[rule]
    return reached
