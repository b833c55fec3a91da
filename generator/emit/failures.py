"""The errors that operations have in common, so that they are documented once, and those that are special to one."""

from collections import Counter
from collections.abc import Collection, Iterable

from ..ir.operations import Failure, Operation


def common(operations: Collection[Operation]) -> tuple[Failure, ...]:
    """Return the errors that more than half of the operations declare with the same meaning, by status.

    An error of a single operation is never common, so that the reference of a small API keeps it where it belongs.
    """
    counts = Counter(failure for operation in operations for failure in set(operation.failures))
    shared = (failure for failure, count in counts.items() if count > 1 and 2 * count > len(operations))
    return tuple(sorted(shared, key=lambda failure: failure.status))


def special(operation: Operation, shared: Iterable[Failure]) -> tuple[Failure, ...]:
    """Return the errors of an operation that are not among the common ones."""
    known = set(shared)
    return tuple(failure for failure in operation.failures if failure not in known)
