"""The summary: a report compared with the contract."""

from collections.abc import Mapping
from math import floor

from attrs import frozen

from ..service import contract
from ..service.contract import Contract, Operation, Rule
from .report import Report


@frozen
class StatusLine:
    """The responses of an operation with a status.

    Attributes:
        status: The status.
        times: The number of responses.
        documented: Whether the contract documents the status for the operation.
        properties: Whether each documented property was in a response, by JSON pointer.
    """

    status: int
    times: int
    documented: bool
    properties: Mapping[str, bool]


@frozen
class OperationLine:
    """The calls of an operation.

    Attributes:
        operation: The operationId.
        calls: The number of calls.
        dropped: The number of calls whose connection was dropped instead of a response.
        statuses: The responses by status.
    """

    operation: str
    calls: int
    dropped: int
    statuses: tuple[StatusLine, ...]


@frozen
class Summary:
    """A report compared with the contract.

    Attributes:
        report: The report.
        contract: The version of the contract.
        operations: The operations of the contract.
        rules: The rules of the contract about requests, and whether each was reached.
    """

    report: Report
    contract: str
    operations: tuple[OperationLine, ...]
    rules: tuple[tuple[Rule, bool], ...]

    @property
    def never_called(self) -> list[str]:
        """The operations that were never called."""
        return [line.operation for line in self.operations if not line.calls]

    @property
    def items(self) -> dict[str, bool]:
        """Whether each item that counts for the coverage was reached: operations, documented statuses and rules."""
        statuses = {
            f"{line.operation} {it.status}": it.times > 0
            for line in self.operations
            for it in line.statuses
            if it.documented
        }
        return {
            **{line.operation: line.calls > 0 for line in self.operations},
            **statuses,
            **{rule.id: reached for rule, reached in self.rules},
        }

    @property
    def coverage(self) -> float:
        """The percentage of these items that was reached."""
        items = self.items
        return 100 * sum(items.values()) / len(items)

    @property
    def shown_coverage(self) -> str:
        """The coverage as text, rounded down, so that 100.0 % means complete coverage."""
        return f"{floor(self.coverage * 10) / 10:.1f} %"


def summarised(report: Report, known: Contract | None = None) -> Summary:
    """Compare a report with the contract.

    Args:
        report: The report.
        known: The contract; by default the service's.
    """
    known = known or contract.load()
    return Summary(
        report,
        known.version,
        tuple(_operation(report, operation) for operation in known.operations.values()),
        tuple((rule, rule.id in report.rules) for rule in known.rules.values() if rule.subject == "request"),
    )


def _operation(report: Report, operation: Operation) -> OperationLine:
    times = {status: times for (name, status), times in report.responses.items() if name == operation.id}
    dropped = times.get(0, 0)
    statuses = tuple(
        StatusLine(
            status,
            times.get(status, 0),
            status in operation.statuses,
            {
                it.pointer: (operation.id, status, it.pointer) in report.properties
                for it in operation.served.get(status, ())
            },
        )
        for status in sorted({*operation.statuses, *times} - {0})
    )
    return OperationLine(operation.id, sum(times.values()), dropped, statuses)
