"""Discriminators: the properties whose values select the alternatives of unions."""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from ..document.document import Document, Node
from ..document.located import LocatedSchema, conjuncts, referred
from ..document.properties import object_properties


@frozen(kw_only=True)
class Discriminator:
    """The property whose value selects the alternative of a union, and its values.

    Attributes:
        wire: The property.
        values: The component for each value of the property.
    """

    wire: str
    values: dict[str | int, str]


def discriminator(document: Document, node: Node, alternatives: Sequence[tuple[LocatedSchema, str]]) -> Discriminator:
    """Return the discriminator of a union.

    An alternative is selected by its values in the mapping and by the constants of the property in its own schema.
    Without any, it is selected by its name.

    Args:
        document: The document.
        node: The discriminator in the document.
        alternatives: The alternatives that are objects, with their components.
    """
    wire = node["propertyName"]
    mapping: Node = node.get("mapping", {})
    values: dict[str | int, str] = {}
    for value, target in mapping.items():
        for located, component in alternatives:
            if target in _references(located):
                values.setdefault(value, component)
    for located, component in alternatives:
        for fixed in fixed_values(document, located, wire):
            values.setdefault(fixed, component)
    for located, component in alternatives:
        if component not in values.values() and "$ref" in located.schema:
            values.setdefault(referred(document, located.schema["$ref"]).title, component)
    return Discriminator(wire=wire, values=values)


def _references(located: LocatedSchema) -> set[str]:
    """Return the texts by which a mapping may refer to an alternative: its reference, or the name at its end."""
    schemas = [part.schema for part in [located, *located.children("allOf")]]
    refs = [str(schema["$ref"]) for schema in schemas if isinstance(schema, dict) and "$ref" in schema]
    return {*refs, *(ref.rpartition("/")[2] for ref in refs)}


def fixed_values(document: Document, located: LocatedSchema, wire: str) -> list[str | int]:
    """Return the only values that a schema allows for a property. Empty if it allows others or has no such property."""
    return list(dict.fromkeys(_fixed_values(document, located, wire, set())))


def _fixed_values(document: Document, located: LocatedSchema, wire: str, seen: set[str]) -> Iterator[str | int]:
    found = object_properties(document, located)
    values: list[Any] = []
    for part in conjuncts(document, found.schemas.get(wire, [])):
        values = [part.schema["const"]] if "const" in part.schema else part.schema.get("enum") or values
    yield from (value for value in values if type(value) in (str, int))
    for alternative in found.alternatives:
        if alternative.pointer not in seen:
            seen.add(alternative.pointer)
            yield from _fixed_values(document, alternative, wire, seen)
