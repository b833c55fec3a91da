"""Coverage: the operations, statuses, response properties and rules of the contract that requests have reached."""

from collections import Counter
from collections.abc import Iterator, Mapping
from threading import Lock

from attrs import frozen

from ..service.aggregate import Occasion
from ..service.contract import Contract, Operation, Rule
from ..service.decoding import read_json
from ..service.message import Response
from ..service.outcome import Outcome
from ..service.properties import container, has
from ..service.registry import Registry
from ..service.rules import Test, violated
from ..store.documents import Documents
from ..store.recorded import Data
from .reached import Reached
from .sums import Sum


@frozen
class OperationCoverage:
    """The coverage of an operation.

    Attributes:
        operation: The operationId.
        calls: The number of calls.
        statuses: The number of responses by status. Documented statuses may have the count 0.
        properties: Whether each documented property of a success was in a response, by status and JSON pointer.
    """

    operation: str
    calls: int
    statuses: dict[int, int]
    properties: Mapping[int, Mapping[str, bool]]


class _Unserved:
    """The properties of a response that were not served yet.

    Attributes:
        clues: Their pointers, with their clues.
        sought: The clues to search for. A property can be served only if the object that contains it is.
    """

    def __init__(self, clues: dict[str, bytes]) -> None:
        self.clues = clues
        self.sought = self._seek()

    def _seek(self) -> tuple[bytes, ...]:
        outermost = {clue: None for pointer, clue in self.clues.items() if container(pointer) not in self.clues}
        return tuple(outermost)

    def serve(self, body: bytes) -> None:
        """Remove the properties that a body has."""
        try:
            value = read_json(body)
        except ValueError:
            return  # a fault may send anything
        self.clues = {pointer: clue for pointer, clue in self.clues.items() if not has(value, pointer)}
        self.sought = self._seek()


@frozen
class RuleCoverage:
    """Whether a rule was reached.

    Attributes:
        rule: The rule.
        request: The journal id of the first request that reached it, or None.
        any_success: Whether every success of its operation reaches the rule. Reaching it then proves little.
    """

    rule: Rule
    request: int | None
    any_success: bool


class Coverage:
    """The coverage of the contract. Thread-safe.

    A durable world keeps it as a document, to which every process adds.

    Only bodies with the name of a property that was not served yet are parsed, so that others cost nothing.

    Args:
        contract: The contract.
        registry: The registry, whose checks decide whether a request reaches a rule.
    """

    def __init__(self, contract: Contract, registry: Registry) -> None:
        self._contract = contract
        self._registry = registry
        self._lock = Lock()
        self._times: Counter[tuple[str, int]] = Counter()
        self._first: dict[str, int] = {}
        self._open: dict[str, dict[Occasion, dict[str, Test | None]]] = {}  # of each operation that was called
        self._unserved: dict[tuple[str, int], _Unserved] = {}
        self._sum = Sum("coverage", self._lock, Reached(), Reached.decode)

    def _sought(self, operation: Operation | None) -> dict[Occasion, dict[str, Test | None]]:
        """Return the checks of the rules that requests for an operation can reach, by occasion.

        Rules that reject requests are not included.
        """
        sought: dict[Occasion, dict[str, Test | None]] = {"request": {}, "success": {}, "event": {}}
        kind = "" if operation is None else "query" if operation.query else "command"
        for rule, check in self._registry.checks_of(operation).items():
            if check.of in ("any", kind):
                sought[check.occasion][rule] = check.test
        return sought

    def record(self, outcome: Outcome, status: int, response: Response, request: int) -> None:
        """Record a request: its outcome, the status and response that were sent, and its journal id."""
        name = "" if outcome.route is None else outcome.route.operation.id
        with self._lock:
            self._times[name, status] += 1
            sought = self._open.get(name)
            if sought is None:
                sought = self._open[name] = self._sought(outcome.operation)
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
            if 200 <= status < 300 and outcome.route is not None:
                self._serve(outcome.route.operation, status, response)

    def _serve(self, operation: Operation, status: int, response: Response) -> None:
        unserved = self._unserved.get((operation.id, status))
        if unserved is None:
            clues = {it.pointer: it.clue for it in operation.served.get(status, ())}
            unserved = self._unserved[operation.id, status] = _Unserved(clues)
        find = response.body.find  # three times as fast as the operator `in`
        for clue in unserved.sought:
            if find(clue) >= 0:
                break
        else:
            return
        if response.ending == "whole":
            unserved.serve(response.body)

    def flush(self, documents: Documents) -> None:
        """Add what requests have reached since the last call to the document.

        Raises:
            Unavailable: The store failed, or too many races were lost. The next call adds it.
        """
        if self._times or not self._sum.complete:
            self._sum.add(documents, self._take)

    def _take(self) -> Reached:
        reached = self._reached()
        self._times.clear()
        return reached

    def _reached(self) -> Reached:
        """Return what requests have reached since the last flush, possibly with earlier rules and properties."""
        served = {
            (name, status): frozenset(
                it.pointer
                for it in self._contract.operations[name].served.get(status, ())
                if it.pointer not in unserved.clues
            )
            for (name, status), unserved in self._unserved.items()
        }
        return Reached(dict(self._times), dict(self._first), served)

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the document."""
        reached = self.reached
        if reached.responses:
            yield self._sum.document(reached)

    def forget(self) -> None:
        """Drop the additions of other processes, before they are restored."""
        with self._lock:
            self._sum.forget()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Restore the document. Operations and rules that the contract no longer has are never shown."""
        with self._lock:
            self._sum.restore(data)

    @property
    def reached(self) -> Reached:
        """What the requests have reached, those of other processes included."""
        with self._lock:
            return self._sum.value + self._reached()

    @property
    def operations(self) -> list[OperationCoverage]:
        """The operations of the contract."""
        return list(self._operations(self.reached))

    def _operations(self, reached: Reached) -> Iterator[OperationCoverage]:
        for operation in self._contract.operations.values():
            ended = {status: count for (name, status), count in reached.responses.items() if name == operation.id}
            sent = {status: count for status, count in ended.items() if status}  # 0 means no response was sent
            declared = dict.fromkeys(operation.statuses, 0)
            properties: dict[int, dict[str, bool]] = {}
            for status, documented in operation.served.items():
                served = reached.served.get((operation.id, status), frozenset())
                properties[status] = {it.pointer: it.pointer in served for it in documented}
            statuses = dict(sorted({**declared, **sent}.items()))
            yield OperationCoverage(operation.id, sum(ended.values()), statuses, properties)

    @property
    def rules(self) -> list[RuleCoverage]:
        """The contract's rules about requests. Rules about webhooks are not covered."""
        first = self.reached.rules
        return [
            RuleCoverage(rule, first.get(rule.id), self._any_success(rule))
            for rule in self._contract.rules.values()
            if rule.subject == "request"
        ]

    def _any_success(self, rule: Rule) -> bool:
        check = self._registry.checks.get(rule.id)
        return check is not None and check.test is None

    def unreached(self) -> list[str]:
        """Return the ids of unreached operations, statuses (as `OPERATION STATUS`) and rules."""
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
            AssertionError: At least one was not reached. The message lists them.
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
        lines += _unserved(self.operations)
        by_success = [item for item in self.rules if item.any_success]
        others = [item for item in self.rules if not item.any_success]
        lines += _told("rules", others)
        lines += _told("rules that any success reaches", by_success)
        return "\n".join(lines)


def _told(title: str, rules: list[RuleCoverage]) -> Iterator[str]:
    reached = sum(item.request is not None for item in rules)
    yield f"{title}: {reached} of {len(rules)} reached; not reached:"
    yield from (f"  {item.rule.id}" for item in rules if item.request is None)


def _unserved(operations: list[OperationCoverage]) -> Iterator[str]:
    properties = [
        (f"{item.operation} {status} {pointer}", served)
        for item in operations
        for status, documented in item.properties.items()
        for pointer, served in documented.items()
    ]
    served = sum(it for _, it in properties)
    yield f"response properties: {served} of {len(properties)} served; not served by the called operations:"
    called = {f"{item.operation} {status}" for item in operations for status, times in item.statuses.items() if times}
    yield from (f"  {name}" for name, it in properties if not it and name.rpartition(" ")[0] in called)


def _take(sought: dict[str, Test | None], outcome: Outcome) -> list[str]:
    """Remove the rules that an outcome reaches from `sought`, and return their ids."""
    if not sought:
        return []
    before, typed = outcome.before, outcome.typed
    reached = [rule for rule, test in sought.items() if test is None or test(before, typed, outcome)]
    for rule in reached:
        del sought[rule]
    return reached
