"""The operations, webhooks and callbacks of a document."""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from ...document.document import METHODS, Document, Node, canonical
from ...document.problem import pointer


@frozen
class Operation:
    """An operation, a webhook or a callback.

    Attributes:
        document: The document.
        label: Its name in reports.
        node: Its content.
        where: Its pointer.
        item: The path item that it belongs to.
        item_where: The pointer of the path item.
        path: Its path. Empty for webhooks.
        method: Its method.
    """

    document: Document
    label: str
    node: Node
    where: str
    item: Node
    item_where: str
    path: str
    method: str

    @property
    def key(self) -> tuple[str, str]:
        """Its identity on the wire, regardless of the names of path parameters."""
        return (self.method, re.sub(r"\{[^{}]*\}", "{}", self.path))


def operations(document: Document) -> dict[tuple[str, str], Operation]:
    """Return the operations of a document, by their identity on the wire."""
    found: dict[tuple[str, str], Operation] = {}
    for path, entry in document.root.get("paths", {}).items():
        if path.startswith("/"):
            for each in _in_item(document, path, entry, pointer("paths", path)):
                operation = evolve(each, path=path, label=f"{each.method.upper()} {path}")
                found[operation.key] = operation
    return found


def webhooks(document: Document) -> dict[tuple[str, str], Operation]:
    """Return the webhooks of a document, by name and method."""
    found: dict[tuple[str, str], Operation] = {}
    for name, entry in document.root.get("webhooks", {}).items():
        for each in _in_item(document, name, entry, pointer("webhooks", name)):
            found[(name, each.method)] = each
    return found


def callbacks(operation: Operation) -> dict[tuple[str, str, str], Operation]:
    """Return the callbacks of an operation, by name, expression and method."""
    found: dict[tuple[str, str, str], Operation] = {}
    document = operation.document
    for name, entry in operation.node.get("callbacks", {}).items():
        callback, where = resolved(document, entry, operation.where + pointer("callbacks", name))
        for expression, item in callback.items():
            if not expression.startswith("x-"):
                for each in _in_item(document, f"{operation.label} callback {name}", item, where + pointer(expression)):
                    found[(name, expression, each.method)] = each
    return found


def _in_item(document: Document, label: str, entry: Node, where: str) -> Iterator[Operation]:
    item, where = resolved(document, entry, where)
    for method in METHODS:
        if method in item:
            yield Operation(document, label, item[method], where + pointer(method), item, where, "", method)


def resolved(document: Document, node: Node, where: str) -> tuple[Node, str]:
    """Return the object at a place and its pointer. References are followed."""
    while "$ref" in node:
        where = canonical(node["$ref"])
        node = document.lookup(node["$ref"])
    return node, where
