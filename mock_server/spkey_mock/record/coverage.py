"""Coverage: which operations, statuses and rules of the contract the requests of a world have reached."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from ..service.contract import Contract, Rule
from ..service.exchange import Exchange
from .rules import Sought


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """How often an operation was called, and answered with each status of the contract and each other that was sent."""

    operation: str
    calls: int
    statuses: dict[int, int]


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """Whether a rule was reached: the journal id of the first request that it applied to, or None."""

    rule: Rule
    request: int | None


class Coverage:
    """What was reached. Any thread may call it.

    Args:
        contract: The contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._lock = Lock()
        self._times: Counter[tuple[str, int]] = Counter()
        self._first: dict[str, int] = {}
        self._sought = {operation.id: Sought(contract, operation) for operation in contract.operations.values()}
        self._sought[""] = Sought(contract, None)

    def record(self, exchange: Exchange, request: int) -> None:
        """Take note of a request, whose journal id is given."""
        name = "" if exchange.route is None else exchange.route.operation.id
        with self._lock:
            self._times[name, exchange.status] += 1
            for rule in self._sought[name].reached(exchange):
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
            sent = {status: count for status, count in ended.items() if status}  # the others had no answer
            declared = dict.fromkeys(operation.statuses, 0)
            yield OperationCoverage(operation.id, sum(ended.values()), dict(sorted({**declared, **sent}.items())))

    @property
    def rules(self) -> list[RuleCoverage]:
        """The rules of the contract that requests can reach."""
        with self._lock:
            return [
                RuleCoverage(rule, self._first.get(rule.id))
                for rule in self._contract.rules.values()
                if not rule.id.startswith("webhooks.")
            ]

    def unreached(self) -> list[str]:
        """What no request reached: operations, their statuses as `OPERATION STATUS`, and rules, by id."""
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
            ValueError: There is no such operation, status or rule in the contract.
        """
        statuses = {f"{item.operation} {status}" for item in self.operations for status in item.statuses}
        known = statuses | {*self._contract.operations, *(item.rule.id for item in self.rules)}
        if unknown := sorted(set(ids) - known):
            raise ValueError(f"the contract knows no {', '.join(unknown)}")
        unreached = set(self.unreached())
        missed = [name for name in ids if name in unreached or name.partition(" ")[0] in unreached]
        if missed:
            raise AssertionError(f"no request reached {', '.join(missed)}")

    def __str__(self) -> str:
        lines = ["operations"]
        for item in self.operations:
            statuses = ", ".join(f"{status}: {times or '-'}" for status, times in item.statuses.items())
            lines.append(f"  {item.operation:<24}{item.calls:>6}  ({statuses})")
        reached = sum(item.request is not None for item in self.rules)
        lines.append(f"rules: {reached} of {len(self.rules)} reached; not reached:")
        lines += [f"  {item.rule.id}" for item in self.rules if item.request is None]
        return "\n".join(lines)
