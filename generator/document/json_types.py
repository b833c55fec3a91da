"""The JSON types of the values that a schema allows."""

from collections.abc import Iterable, Iterator
from typing import Any

from .document import Document, Node

OBJECT = frozenset({"properties", "additionalProperties", "patternProperties"})
"""The keywords that imply an object."""

ARRAY = frozenset({"items", "prefixItems"})
"""The keywords that imply an array."""

_TYPES = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


def json_type(value: object) -> str:
    """Return the JSON type of a value."""
    return _TYPES[type(value)]


def own_types(schema: Node) -> set[str]:
    """Return the types that the schema itself allows, regardless of its references. Empty if it allows any."""
    declared = schema.get("type")
    values = schema["enum"] if schema.get("enum") else [schema["const"]] if "const" in schema else []
    if declared is not None:
        found = {declared} if isinstance(declared, str) else set(declared)
        # Documents often list null among the values and leave it out of the types.
        found |= {"null"} if None in values else set()
    elif values:
        found = {json_type(value) for value in values}
    else:
        found = {name for name, keywords in (("object", OBJECT), ("array", ARRAY)) if schema.keys() & keywords}
    return found


def json_types(document: Document, schema: Any) -> set[str]:
    """Return the types that a schema allows, including its references. Empty if it allows any."""
    return _types(document, schema, {})


def common_types(groups: Iterable[set[str]]) -> set[str]:
    """Return the types that all of several schemas allow. An empty group allows any."""
    limiting = [group for group in groups if group]
    if not limiting:
        return set()
    common = limiting[0]
    for group in limiting[1:]:
        common = _meet(common, group)
    # Types that have nothing in common are a mistake in the document. The last schema is the most specific one.
    return common or limiting[-1]


def _meet(some: set[str], others: set[str]) -> set[str]:
    """Return the types that both allow. Every integer is a number."""
    common = some & others
    one_is_wider = ("integer" in some and "number" in others) or ("number" in some and "integer" in others)
    return common | {"integer"} if one_is_wider and "number" not in common else common


def _types(document: Document, schema: Any, known: dict[str, set[str]]) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    groups = [own_types(schema)]
    if "$ref" in schema:
        groups.append(_referred_types(document, schema["$ref"], known))
    for part in schema.get("allOf", []):
        groups.append(_types(document, part, known))
    for keyword in ("oneOf", "anyOf"):
        alternatives = [_types(document, part, known) for part in schema.get(keyword, [])]
        groups.append(set[str]().union(*alternatives) if all(alternatives) else set())
    return common_types(groups)


def _referred_types(document: Document, ref: str, known: dict[str, set[str]]) -> set[str]:
    if ref not in known:
        known[ref] = set()  # A schema that contains itself adds no types to itself.
        known[ref] = _types(document, document.lookup(ref), known)
    return known[ref]


def leaf_schemas(document: Document, schema: Any) -> Iterator[Node]:
    """Return the schemas that determine types: the schema, its parts and alternatives, and their references."""
    pending: list[Any] = [schema]
    seen: set[str] = set()
    while pending:
        current = pending.pop()
        if not isinstance(current, dict):
            continue
        if own_types(current):
            yield current
        for keyword in ("oneOf", "anyOf", "allOf"):
            pending.extend(reversed(current.get(keyword, [])))
        if "$ref" in current and current["$ref"] not in seen:
            seen.add(current["$ref"])
            pending.append(document.lookup(current["$ref"]))
