"""Which JSON types the values of a schema have."""

from collections.abc import Iterator
from typing import Any

from .document import Document, Node

OBJECT = frozenset({"properties", "additionalProperties", "patternProperties"})
"""The keywords that say that an object is meant."""

ARRAY = frozenset({"items", "prefixItems"})
"""The keywords that say that an array is meant."""

_TYPES = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


def kind_of(value: object) -> str:
    """The JSON type of a value."""
    return _TYPES[type(value)]


def own_kinds(schema: Node) -> set[str]:
    """The types that the schema itself allows, without those that it refers to; empty where it allows any."""
    kinds = schema.get("type")
    if kinds is not None:
        return {kinds} if isinstance(kinds, str) else set(kinds)
    values = schema["enum"] if schema.get("enum") else [schema["const"]] if "const" in schema else []
    if values:
        return {kind_of(value) for value in values}
    return {kind for kind, keywords in (("object", OBJECT), ("array", ARRAY)) if schema.keys() & keywords}


def kinds(document: Document, schema: Any) -> set[str]:
    """The types that a schema allows, by itself and by what it refers to; empty where it allows any."""
    return _kinds(document, schema, {})


def _kinds(document: Document, schema: Any, known: dict[str, set[str]]) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    groups = [own_kinds(schema)]
    if "$ref" in schema:
        groups.append(_referred_kinds(document, schema["$ref"], known))
    groups.extend(_kinds(document, part, known) for part in schema.get("allOf", []))
    for key in ("oneOf", "anyOf"):
        alternatives = [_kinds(document, part, known) for part in schema.get(key, [])]
        groups.append(set[str]().union(*alternatives) if all(alternatives) else set())
    limiting = [group for group in groups if group]
    # Whole numbers are numbers: where both are required, the words have nothing in common.
    return set.intersection(*limiting) or limiting[-1] if limiting else set()


def _referred_kinds(document: Document, ref: str, known: dict[str, set[str]]) -> set[str]:
    if ref not in known:
        known[ref] = set()  # A schema that contains itself adds nothing by that.
        known[ref] = _kinds(document, document.lookup(ref), known)
    return known[ref]


def leaves(document: Document, schema: Any) -> Iterator[Node]:
    """The schemas that say something of a value themselves: the schema, its alternatives, and what they refer to."""
    return _leaves(document, schema, set())


def _leaves(document: Document, schema: Any, seen: set[str]) -> Iterator[Node]:
    if not isinstance(schema, dict):
        return
    if "$ref" in schema and schema["$ref"] not in seen:
        seen.add(schema["$ref"])
        yield from _leaves(document, document.lookup(schema["$ref"]), seen)
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key, []):
            yield from _leaves(document, part, seen)
    if own_kinds(schema):
        yield schema
