"""The rules of a contract: behaviour that a schema cannot express."""

from collections.abc import Iterator

from attrs import frozen

from ...document.document import Document, Node
from ...document.extensions import SOURCES
from ...document.problem import pointer
from ..changes import Audience, Severity, Use
from .ledger import Ledger
from .operation import Operation, operations, webhooks


@frozen
class _Rule:
    node: Node
    where: str
    operation: str
    scope: frozenset[str]
    is_of_webhook: bool

    def is_kept(self, scopes: frozenset[str]) -> bool:
        """Return whether the operation of the rule is in both documents. The rule came or went with any other."""
        return not self.scope or bool(self.scope & scopes)

    @property
    def audience(self) -> Audience:
        return "webhook" if self.is_of_webhook else "request"

    @property
    def uses(self) -> tuple[Use, ...]:
        return (Use(self.operation, self.audience),) if self.operation else ()


def add_rules(ledger: Ledger, old: Document, new: Document) -> None:
    """Add the changes of rules."""
    before, after = ({each.node["id"]: each for each in _rules(document)} for document in (old, new))
    kept = _scopes(old) & _scopes(new)
    for name in {**before, **after}:
        left, right = before.get(name), after.get(name)
        if left is not None and right is not None:
            _add_changes(ledger, name, left, right)
        elif left is not None and left.is_kept(kept):
            means: dict[Audience, Severity] = {left.audience: Severity.RISKY}
            text = f"The rule {name} was removed."
            ledger.add("rule-removed", (left.where, ""), text, means, left.node["text"], None, left.uses)
        elif right is not None and right.is_kept(kept):
            means = {right.audience: Severity.ADDITIVE}
            text = f"The rule {name} was added."
            ledger.add("rule-added", ("", right.where), text, means, None, right.node["text"], right.uses)


def _add_changes(ledger: Ledger, name: str, old: _Rule, new: _Rule) -> None:
    audiences: tuple[Audience, ...] = (old.audience, new.audience)
    before, after = (" ".join(each.node["text"].split()) for each in (old, new))
    where = (old.where + pointer("text"), new.where + pointer("text"))
    risky: dict[Audience, Severity] = dict.fromkeys(audiences, Severity.RISKY)
    if before != after:
        ledger.add("rule-changed", where, f"The rule {name} has changed.", risky, before, after, new.uses)
    elif old.audience != new.audience or not (old.scope == new.scope or old.scope & new.scope):
        text = f"The rule {name} has a different scope."
        left, right = old.operation or "all operations", new.operation or "all operations"
        ledger.add("rule-changed", where, text, risky, left, right, new.uses)
    was, is_ = old.node["source"], new.node["source"]
    if was != is_:
        is_weaker = SOURCES.index(is_) > SOURCES.index(was)
        kind = "rule-source-weakened" if is_weaker else "rule-source-strengthened"
        means: dict[Audience, Severity] = {new.audience: Severity.RISKY if is_weaker else Severity.ADDITIVE}
        places = (old.where + pointer("source"), new.where + pointer("source"))
        text = f"The source of the rule {name} is {is_} instead of {was}."
        ledger.add(kind, places, text, means, was, is_, new.uses)


def _rules(document: Document) -> Iterator[_Rule]:
    yield from _in(document.root, "", "", frozenset(), is_delivered=False)
    for operation in operations(document).values():
        yield from _in_operation(operation, is_delivered=False)
    for webhook in webhooks(document).values():
        yield from _in_operation(webhook, is_delivered=True)


def _in_operation(operation: Operation, *, is_delivered: bool) -> Iterator[_Rule]:
    return _in(operation.node, operation.where, operation.label, _scope(operation), is_delivered=is_delivered)


def _scope(operation: Operation) -> frozenset[str]:
    """Return what identifies an operation or webhook: its method and path or its name, and its operationId."""
    name = " ".join(operation.key) if operation.path else operation.label
    return frozenset({name, operation.node.get("operationId", name)})


def _scopes(document: Document) -> frozenset[str]:
    found = [*operations(document).values(), *webhooks(document).values()]
    return frozenset(name for each in found for name in _scope(each))


def _in(node: Node, where: str, operation: str, scope: frozenset[str], *, is_delivered: bool) -> Iterator[_Rule]:
    for index, rule in enumerate(node.get("x-rules", [])):
        is_of_webhook = is_delivered or rule.get("subject") == "webhook"
        yield _Rule(rule, where + pointer("x-rules", index), operation, scope, is_of_webhook)
