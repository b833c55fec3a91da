"""Compares the operations and webhooks of two documents."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ...document.document import Document, Node
from ...document.problem import pointer
from ..changes import Audience, Severity, Use
from . import security
from .exchanges import Exchanges
from .ledger import Ledger
from .operation import Operation, callbacks, operations, webhooks
from .promises import add_error_formats, add_idempotency, add_writes
from .servers import add_servers
from .sides import Sides
from .texts import add_texts


class OperationChanges:
    """Finds the changes of operations, webhooks and callbacks.

    Args:
        old: The old document.
        new: The new document.
        ledger: Where the changes are added.
    """

    def __init__(self, old: Document, new: Document, ledger: Ledger) -> None:
        self._old = old
        self._new = new
        self._ledger = ledger
        self._sides = Sides.of(old, new)
        self._exchanges = Exchanges(ledger)

    def add_operations(self) -> None:
        """Add the changes of all operations."""
        both: dict[Audience, Severity] = {"request": Severity.BREAKING, "response": Severity.BREAKING}
        before, after = operations(self._old), operations(self._new)
        for left, right in self._moved(before, after):
            text = f"The operation {left.label} is now {right.label}."
            uses = (Use(right.label, "request"), Use(right.label, "response"))
            self._ledger.add("path-moved", (left.where, right.where), text, both, left.path, right.path, uses)
            del before[left.key], after[right.key]
        for old, new in _pairs(before, after):
            if new is None and old is not None:
                uses = (Use(old.label, "request"), Use(old.label, "response"))
                text = f"The operation {old.label} was removed."
                self._ledger.add("operation-removed", (old.where, ""), text, both, _name(old), None, uses)
            elif old is None and new is not None:
                uses = (Use(new.label, "request"), Use(new.label, "response"))
                text = f"The operation {new.label} was added."
                added: dict[Audience, Severity] = dict.fromkeys(both, Severity.ADDITIVE)
                self._ledger.add("operation-added", ("", new.where), text, added, None, _name(new), uses)
            elif old is not None and new is not None:
                self._operation(old, new)

    def _moved(
        self, before: dict[tuple[str, str], Operation], after: dict[tuple[str, str], Operation]
    ) -> list[tuple[Operation, Operation]]:
        """Return the operations in which only the path has changed."""
        come = {_name(new): new for key, new in after.items() if key not in before}
        gone = [(old, come[_name(old)]) for key, old in before.items() if key not in after and _name(old) in come]
        return [
            (old, new)
            for old, new in gone
            if old.method == new.method and self._ledger.finds_nothing(partial(self._operation, old, new))
        ]

    def add_webhooks(self) -> None:
        """Add the changes of all webhooks."""
        self._deliveries(webhooks(self._old), webhooks(self._new))

    def _deliveries(self, before: dict[Any, Operation], after: dict[Any, Operation]) -> None:
        for old, new in _pairs(before, after):
            if new is None and old is not None:
                text = f"The webhook {old.label} was removed."
                means: dict[Audience, Severity] = {"webhook": Severity.BREAKING}
                self._ledger.add(
                    "webhook-removed", (old.where, ""), text, means, old.label, None, (Use(old.label, "webhook"),)
                )
            elif old is None and new is not None:
                text = f"The webhook {new.label} was added."
                means = {"webhook": Severity.ADDITIVE}
                self._ledger.add(
                    "webhook-added", ("", new.where), text, means, None, new.label, (Use(new.label, "webhook"),)
                )
            elif old is not None and new is not None:
                add_texts(self._ledger, old.node, new.node, (old.where, new.where), ("webhook",))
                use = Use(new.label, "webhook")
                self._exchanges.parameters(old, new, self._sides.receiver, use)
                self._exchanges.body(old, new, self._sides.receiver, use)
                self._exchanges.responses(old, new, self._sides.replier, use)

    def _operation(self, old: Operation, new: Operation) -> None:
        where = (old.where, new.where)
        add_texts(self._ledger, old.node, new.node, where, ("request", "response"))
        add_texts(self._ledger, old.item, new.item, (old.item_where, new.item_where), ("request", "response"))
        self._names(old, new)
        use = Use(new.label, "request")
        self._exchanges.parameters(old, new, self._sides.caller, use)
        self._exchanges.body(old, new, self._sides.caller, use)
        self._exchanges.responses(old, new, self._sides.reader, Use(new.label, "response"))
        security.add_security(self._ledger, old, new, use)
        self._servers(old, new, use)
        add_writes(self._ledger, old, new, use)
        add_idempotency(self._ledger, old, new, use)
        add_error_formats(self._ledger, old, new)
        self._deliveries(callbacks(old), callbacks(new))

    def _names(self, old: Operation, new: Operation) -> None:
        before, after = old.node.get("operationId"), new.node.get("operationId")
        if before != after:
            text = (
                f"The operationId is {after} instead of {before}."
                if after and before
                else f"The operationId {before or after} was {'added' if after else 'removed'}."
            )
            where = (old.where + pointer("operationId"), new.where + pointer("operationId"))
            means: dict[Audience, Severity] = {"request": Severity.TEXT, "response": Severity.TEXT}
            self._ledger.add("operation-renamed", where, text, means, before, after, (Use(new.label, "request"),))

    def _servers(self, old: Operation, new: Operation, use: Use) -> None:
        if any("servers" in node for node in (old.node, old.item, new.node, new.item)):
            add_servers(self._ledger, *_servers(old), *_servers(new), (use,))


def _pairs(old: dict[Any, Operation], new: dict[Any, Operation]) -> Iterator[tuple[Operation | None, Operation | None]]:
    for key in {**old, **new}:
        yield old.get(key), new.get(key)


def _name(operation: Operation) -> Any:
    return operation.node.get("operationId", operation.label)


def _servers(operation: Operation) -> tuple[list[Node] | None, str]:
    for node, where in ((operation.node, operation.where), (operation.item, operation.item_where)):
        if "servers" in node:
            return node["servers"], where + pointer("servers")
    return operation.document.root.get("servers"), pointer("servers")
