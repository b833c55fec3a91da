"""Plans: the runs of a replay."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from ..service import contract
from ..world.faults import Fault
from .errors import ReplayError
from .trace import Sent

MOST_RUNS = 1_000
"""The maximum number of runs of a replay."""


@frozen
class Run:
    """A run of a test with one fault.

    Attributes:
        request: The number of the request that the fault fires on, among the test's requests, from 1.
        operation: The operation of that request.
        kind: The name of the kind of the fault.
        fault: The fault.
    """

    request: int
    operation: str
    kind: str
    fault: Fault

    def __str__(self) -> str:
        return f"request {self.request} {self.operation}, {self.kind}"


def plan(
    requests: Sequence[Sent], kinds: Mapping[str, Fault], operations: Collection[str] | None = None
) -> tuple[Run, ...]:
    """Return a run for each request and each kind.

    Faults that fire after a request took effect are planned for successful requests only. A request on which the test
    itself injects a fault is skipped.

    Args:
        requests: The requests of the test without faults.
        kinds: The faults by the names of their kinds.
        operations: The operations whose requests get faults; by default all.

    Raises:
        ReplayError: There are no runs, or too many.
    """
    if not requests:
        raise ReplayError("The test sent no request for an operation to its world, so there is nothing to replay.")
    runs = tuple(_runs(requests, kinds, operations))
    if not runs:
        raise ReplayError("None of the test's requests can get one of these faults. Choose other kinds or operations.")
    if len(runs) > MOST_RUNS:
        raise ReplayError(f"Too many runs ({len(runs)}, limit {MOST_RUNS}). Choose fewer kinds or operations.")
    return runs


def _runs(requests: Iterable[Sent], kinds: Mapping[str, Fault], operations: Collection[str] | None) -> Iterator[Run]:
    sent, succeeded = Counter[str](), Counter[str]()
    for number, request in enumerate(requests, 1):
        operation = request.operation
        if request.fault is None and (operations is None or operation in operations):
            for kind, fault in kinds.items():
                if fault.early or request.succeeded:
                    skip = (sent if fault.early else succeeded)[operation]
                    yield Run(number, operation, kind, evolve(fault, operation=operation, skip=skip))
        sent[operation] += 1
        succeeded[operation] += request.succeeded


def known_operations(names: Iterable[str] | None) -> frozenset[str] | None:
    """Return the operations with these names. None means all operations.

    Raises:
        ReplayError: The contract has no such operation, or there are no names.
    """
    if names is None:
        return None
    chosen = frozenset(names)
    known = contract.load().operations
    for name in sorted(chosen - known.keys()):
        raise ReplayError(f"Unknown operation {name!r}. Known: {', '.join(known)}.")
    if not chosen:
        raise ReplayError("operations must name at least one operation.")
    return chosen
