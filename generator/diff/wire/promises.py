"""The changes to promises beyond OpenAPI: effects, whether requests can be retried, and the format of errors."""

from ...document.problem import pointer
from ..changes import Audience, Severity, Use
from .ledger import Ledger
from .operation import Operation
from .parts import is_success, responses


def add_idempotency(ledger: Ledger, old: Operation, new: Operation, use: Use) -> None:
    """Add the change if an operation became idempotent or no longer is."""
    before, after = (_is_idempotent(each) for each in (old, new))
    if before and not after:
        kind, severity = "idempotency-lost", Severity.BREAKING
        text = "A request that may have been processed can no longer be retried safely."
    elif after and not before:
        kind, severity = "idempotency-gained", Severity.ADDITIVE
        text = "A request that may have been processed can now be retried safely."
    else:
        return
    where = (old.where + pointer("x-idempotent"), new.where + pointer("x-idempotent"))
    left, right = (each.node.get("x-idempotent") for each in (old, new))
    ledger.add(kind, where, text, {"request": severity}, left, right, (use,))


def _is_idempotent(operation: Operation) -> bool:
    """Return whether requests can be retried. If the contract does not say, HTTP defines it."""
    return bool(operation.node.get("x-idempotent", operation.method not in {"post", "patch"}))


def add_writes(ledger: Ledger, old: Operation, new: Operation, use: Use) -> None:
    """Add the change if a query began to write or no longer does."""
    before, after = ("x-writes" in each.node for each in (old, new))
    if before == after:
        return
    kind, severity = ("writes-added", Severity.RISKY) if after else ("writes-removed", Severity.ADDITIVE)
    text = "A request can now change something." if after else "A request no longer changes anything."
    where = (old.where + pointer("x-writes"), new.where + pointer("x-writes"))
    ledger.add(kind, where, text, {"request": severity}, before, after, (use,))


def add_error_formats(ledger: Ledger, old: Operation, new: Operation) -> None:
    """Add the changes of the formats of errors."""
    before, after = (each.document.error_formats(each.node) for each in (old, new))
    for status in [name for name in responses(old) if name in responses(new)]:
        left, right = (formats.get(status, formats.get("default")) for formats in (before, after))
        if left != right and not is_success(status, {}):
            text = f"Errors with status {status} have a different format."
            where = (old.where + pointer("x-error-format"), new.where + pointer("x-error-format"))
            uses = (Use(new.label, "response", "body", status),)
            means: dict[Audience, Severity] = {"response": Severity.RISKY}
            ledger.add("error-format-changed", where, text, means, {status: left}, {status: right}, uses)
