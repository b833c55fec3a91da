"""Rewrites documents in ways that change nothing."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from generator.document.document import Document, Node
from generator.document.problem import pointer, tokens

__all__ = ["in_all_of", "in_reverse", "through_references"]

_UNORDERED = frozenset(
    ("allOf", "anyOf", "enum", "oneOf", "parameters", "required", "security", "servers", "type", "x-rules")
)
"""The keywords of lists whose order has no meaning."""


def in_reverse(value: Any) -> Any:
    """Return a part of a document with its keys, and its lists that have no order, in reverse."""
    if isinstance(value, list):
        return [in_reverse(item) for item in value]
    if not isinstance(value, dict):
        return value
    node = {key: in_reverse(value[key]) for key in reversed(value)}
    return {key: item[::-1] if key in _UNORDERED and isinstance(item, list) else item for key, item in node.items()}


def through_references(root: Node) -> Node:
    """Return the content of a document in which every inline schema is a component."""
    document = Document("openapi.yaml", deepcopy(root))
    components = document.root.setdefault("components", {}).setdefault("schemas", {})
    for number, (parent, key) in enumerate(_schemas(document)):
        if parent is not components and "$ref" not in parent[key]:
            components[f"Inline{number}"] = parent[key]
            parent[key] = {"$ref": f"#/components/schemas/Inline{number}"}
    return document.root


def in_all_of(root: Node) -> Node:
    """Return the content of a document in which every schema is the only part of an `allOf`."""
    document = Document("openapi.yaml", deepcopy(root))
    for parent, key in _schemas(document):
        # Pointers lead into definitions, and a discriminator knows its alternatives by their references.
        if not {"$defs", "$ref"} & parent[key].keys():
            parent[key] = {"allOf": [parent[key]]}
    return document.root


def _schemas(document: Document) -> Iterator[tuple[Any, Any]]:
    """Yield every schema as what it is in and its key there, inner ones first."""
    for where in sorted((part.pointer for part in document.parts() if part.kind == "schema"), key=len, reverse=True):
        *way, last = tokens(where)
        parent = document.lookup("#" + pointer(*way))
        yield parent, int(last) if isinstance(parent, list) else last
