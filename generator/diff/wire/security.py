"""The credentials that operations accept."""

from typing import Any

from ...document.document import Document, Node
from ...document.problem import pointer
from ..changes import Severity, Use
from ..schemas.shapes import canonical
from .ledger import Ledger
from .operation import Operation

Requirement = frozenset[tuple[str, frozenset[str]]]
"""Credentials that a request must carry together, each with its scopes."""


def _requirements(document: Document, operation: Node) -> frozenset[Requirement]:
    """Return the alternative sets of credentials of an operation. An empty set means that none is required."""
    listed: list[dict[str, list[str]]] = _written(document, operation)
    schemes = document.security_schemes()
    found = frozenset(
        frozenset((_scheme(name, schemes.get(name)), frozenset(scopes)) for name, scopes in each.items())
        for each in listed
    )
    return found or frozenset({frozenset()})


def _written(document: Document, operation: Node) -> Any:
    """Return the credentials of an operation as the document writes them."""
    return operation.get("security", document.root.get("security", []))


def _is_kept(old: Requirement, new: frozenset[Requirement]) -> bool:
    """Return whether credentials that were sufficient still are."""
    return any(_suffices(old, each) for each in new)


def _suffices(sent: Requirement, required: Requirement) -> bool:
    return all(any(name == known and scopes <= given for known, given in sent) for name, scopes in required)


def _scheme(name: str, node: Node | None) -> str:
    """Return the meaning of a credential, regardless of its name in the document."""
    if node is None:
        return name
    left = {key: value for key, value in node.items() if key not in {"description", "bearerFormat"} and key[:2] != "x-"}
    if str(left.get("scheme", "")) != "":
        left["scheme"] = str(left["scheme"]).lower()
    if left.get("in") == "header":
        left["name"] = str(left.get("name", "")).lower()
    if "flows" in left:  # where a token comes from, but not what is sent
        left.pop("flows")
        left["of"] = name
    return canonical(left)


def add_security(ledger: Ledger, old: Operation, new: Operation, use: Use) -> None:
    """Add the changes of the credentials that an operation accepts."""
    before, after = (_requirements(each.document, each.node) for each in (old, new))
    is_tightened = any(not _is_kept(each, after) for each in before)
    is_loosened = any(not _is_kept(each, before) for each in after)
    if not (is_tightened or is_loosened):
        return
    kind = (
        "security-changed"
        if is_tightened and is_loosened
        else f"security-{'tightened' if is_tightened else 'loosened'}"
    )
    text = (
        "Credentials that were sufficient no longer are."
        if is_tightened
        else "Other or fewer credentials are now sufficient."
    )
    severity = Severity.BREAKING if is_tightened else Severity.ADDITIVE
    where = (_own_or_root(old, "security"), _own_or_root(new, "security"))
    left, right = (_written(each.document, each.node) for each in (old, new))
    ledger.add(kind, where, text, {"request": severity}, left, right, (use,))


def _own_or_root(operation: Operation, keyword: str) -> str:
    return operation.where + pointer(keyword) if keyword in operation.node else pointer(keyword)
