"""Compares two versions of a contract."""

from ..document.document import Document, Node
from ..document.problem import pointer
from .changes import AUDIENCES, Change
from .wire.ledger import Ledger
from .wire.operations import OperationChanges
from .wire.rules import add_rules
from .wire.servers import add_servers
from .wire.texts import add_texts

__all__ = ["compare"]


def compare(old: Document, new: Document) -> list[Change]:
    """Return the changes between two versions of a contract, the worst first.

    Documents with the same meaning have no changes, however they are written and split into files.

    Args:
        old: The version before.
        new: The version after.
    """
    ledger = Ledger(old, new)
    _add_texts(ledger, old, new)
    add_servers(ledger, old.root.get("servers"), pointer("servers"), new.root.get("servers"), pointer("servers"))
    found = OperationChanges(old, new, ledger)
    found.add_operations()
    found.add_webhooks()
    add_rules(ledger, old, new)
    return ledger.changes()


def _add_texts(ledger: Ledger, old: Document, new: Document) -> None:
    """Add the changes to the texts about the document itself, its tags and its credentials."""
    before, after = old.root.get("info", {}), new.root.get("info", {})
    add_texts(ledger, before, after, (pointer("info"), pointer("info")), AUDIENCES)
    tags = [_tags(document) for document in (old, new)]
    for name in tags[0].keys() & tags[1].keys():
        (left, one), (right, other) = tags[0][name], tags[1][name]
        add_texts(ledger, one, other, (pointer("tags", left), pointer("tags", right)), ("request", "response"))
    schemes = [document.security_schemes() for document in (old, new)]
    for name in schemes[0].keys() & schemes[1].keys():
        where = pointer("components", "securitySchemes", name)
        add_texts(ledger, schemes[0][name], schemes[1][name], (where, where), ("request",))


def _tags(document: Document) -> dict[str, tuple[int, Node]]:
    listed = enumerate(document.root.get("tags", []))
    return {each["name"]: (index, each) for index, each in listed if "name" in each}
