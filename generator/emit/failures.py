"""The errors that operations have in common, so that they are documented once, and those that are special to one."""

from collections.abc import Collection, Iterable

from ..ir.operations import Failure, Operation


def common(operations: Collection[Operation]) -> tuple[Failure, ...]:
    """Return the errors that every operation declares with the same meaning, by status.

    An error of the only operation is not common, so that the reference of a small API keeps it where it belongs.
    """
    declared = [set(operation.failures) for operation in operations]
    shared = set.intersection(*declared) if len(declared) > 1 else set[Failure]()
    return tuple(sorted(shared, key=lambda failure: failure.status))


def special(operation: Operation, shared: Iterable[Failure]) -> tuple[Failure, ...]:
    """Return the errors of an operation that are not among the common ones."""
    known = set(shared)
    return tuple(failure for failure in operation.failures if failure not in known)
