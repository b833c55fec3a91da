"""The errors that operations have in common, so that they are documented once, and those that are special to one."""

from collections.abc import Collection, Iterable

from ..ir.operations import Failure, Operation


def common(operations: Collection[Operation]) -> tuple[Failure, ...]:
    """Return the errors that every operation declares with the same meaning, by status. Public operations do not count.

    An error of the only operation is not common, so that the reference of a small API keeps it where it belongs.
    """
    declared = [set(operation.failures) for operation in operations if not operation.is_public]
    shared = set.intersection(*declared) if len(declared) > 1 else set[Failure]()
    return tuple(sorted(shared, key=lambda failure: failure.status))


def empty_failures(operation: Operation) -> dict[str, str]:
    """Return the meaning of each error of an operation whose response has no body, by status."""
    return {failure.status: failure.meaning for failure in operation.failures if failure.is_empty}


def special(operation: Operation, shared: Iterable[Failure]) -> tuple[Failure, ...]:
    """Return the errors of an operation that are not among the common ones."""
    known = set(shared)
    return tuple(failure for failure in operation.failures if failure not in known)
