"""The methods that iterate over the items of all pages of a list."""

from attrs import evolve

from ..ir.operations import Operation
from .signatures import forward


def iteration(operation: Operation) -> Operation:
    """Return the iteration over all pages as an operation: with its method, arguments and texts."""
    pages = operation.pages
    assert pages is not None  # noqa: S101 # the templates ask only for operations that have pages
    return evolve(
        operation,
        method=pages.method,
        summary=f"Iterate over the `{pages.items.wire}` of all pages of `{operation.method}`.",
        description=(
            "The pages are requested one by one, from the first to the last, when their items are needed. Pages that "
            "are added during the iteration are included. The options apply to each request."
        ),
        parameters=tuple(each for each in operation.parameters if each.name != pages.parameter),
    )


def page(operation: Operation, number: str) -> str:
    """Return the arguments that pass on those of the iteration, and select a page.

    Args:
        operation: The operation.
        number: The expression of the number of the page.
    """
    assert operation.pages is not None  # noqa: S101 # as above
    passed = forward(iteration(operation))
    return ", ".join(filter(None, [passed, f"{operation.pages.parameter}={number}"]))
