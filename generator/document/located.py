"""Schemas with their location, and the parts that they are made of."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from .document import Document, Node
from .json_types import ARRAY, OBJECT, json_types, own_types
from .problem import pointer

STRUCTURE = OBJECT | ARRAY | {"$ref", "allOf", "anyOf", "const", "enum", "oneOf", "type"}
"""The keywords that determine types. All others are limits and annotations."""

_ALTERNATIVES = ("oneOf", "anyOf")


@frozen
class LocatedSchema:
    """A schema with its location.

    Attributes:
        schema: The schema.
        pointer: Its JSON pointer.
        title: The wanted name of a class for it, as any text.
    """

    schema: Any
    pointer: str
    title: str

    def child(self, title: str, *tokens: object) -> "LocatedSchema":
        """Return the schema that these tokens lead to."""
        schema = self.schema
        for token in tokens:
            schema = schema[token]
        return LocatedSchema(schema, self.pointer + pointer(*tokens), title)

    def children(self, keyword: str) -> list["LocatedSchema"]:
        """Return the schemas in the list under a keyword."""
        if not isinstance(self.schema, dict):
            return []
        return [self.child(self.title, keyword, index) for index in range(len(self.schema.get(keyword, [])))]


def referred(document: Document, ref: str) -> LocatedSchema:
    """Return the schema that a reference leads to."""
    where = unquote(ref[1:])
    title = where.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return LocatedSchema(document.lookup(ref), where, title)


def all_parts(located: LocatedSchema) -> list[LocatedSchema]:
    """Return the schemas that must all hold: the reference, the parts of `allOf`, and the schema's other keywords."""
    schema: Node = located.schema
    found = [LocatedSchema({"$ref": schema["$ref"]}, located.pointer, located.title)] if "$ref" in schema else []
    found += located.children("allOf")
    own = {keyword: value for keyword, value in schema.items() if keyword not in {"$ref", "allOf"}}
    return [*found, LocatedSchema(own, located.pointer, located.title)]


def conjuncts(document: Document, schemas: Iterable[LocatedSchema]) -> list[LocatedSchema]:
    """Return the schemas that must all hold, with the parts of each before the schema itself.

    `$ref` and `allOf` have been followed and can be ignored in a conjunct. Each schema occurs once.
    """
    found: dict[str, LocatedSchema] = {}
    for located in schemas:
        _add_conjuncts(document, located, found, set())
    return list(found.values())


def _add_conjuncts(document: Document, located: LocatedSchema, found: dict[str, LocatedSchema], seen: set[str]) -> None:
    schema = located.schema
    if not isinstance(schema, dict):
        return
    if "$ref" in schema and schema["$ref"] not in seen:
        seen.add(schema["$ref"])
        _add_conjuncts(document, referred(document, schema["$ref"]), found, seen)
    for part in located.children("allOf"):
        _add_conjuncts(document, part, found, seen)
    if schema.keys() - {"$ref", "allOf"}:
        found.setdefault(located.pointer, located)


def alternative_groups(located: LocatedSchema) -> list[list[LocatedSchema]]:
    """Return the alternatives under `oneOf` and `anyOf`, if they determine types rather than limit values."""
    groups = [located.children(keyword) for keyword in _ALTERNATIVES]
    return [group for group in groups if any(has_structure(alternative) for alternative in group)]


def has_structure(located: LocatedSchema) -> bool:
    """Return whether a schema determines types."""
    return isinstance(located.schema, dict) and bool(located.schema.keys() & STRUCTURE)


def essential(document: Document, schemas: list[LocatedSchema]) -> list[LocatedSchema]:
    """Return the schemas that the others do not imply, if all of them must hold.

    A schema is implied if it says nothing about types, if it only allows the types that another has anyway, if it is a
    part of another, or if it is a union and another is one of its alternatives.
    """
    saying = [located for located in schemas if has_structure(located) or _requires(located)]
    bare = [located for located in saying if not _is_more_than_types(located.schema)]
    found = [located for located in saying if _is_more_than_types(located.schema)]
    found += [located for located in bare if not any(_is_wider(document, located, other) for other in found)]
    if len(found) < 2:
        return found
    contents = [conjuncts(document, [located]) for located in found]
    pointers = [frozenset(part.pointer for part in content) for content in contents]
    return [
        located
        for index, (located, content) in enumerate(zip(found, contents, strict=True))
        if not any(
            _is_implied(document, content, other)
            for position, other in enumerate(pointers)
            # Of two that are the same, the first is kept.
            if position < index or (position > index and other != pointers[index])
        )
    ]


def _is_implied(document: Document, content: list[LocatedSchema], other: frozenset[str]) -> bool:
    """Return whether the parts of another schema include all of these or, for a union, one of its alternatives."""
    return all(part.pointer in other or _has_alternative(document, part, other) for part in content)


def _has_alternative(document: Document, part: LocatedSchema, other: frozenset[str]) -> bool:
    groups = alternative_groups(part)
    if not groups or part.schema.keys() & (STRUCTURE | {"required"}) - {"oneOf", "anyOf", "type"}:
        return False
    return all(
        any(other.issuperset(each.pointer for each in conjuncts(document, [alternative])) for alternative in group)
        for group in groups
    )


def _requires(located: LocatedSchema) -> bool:
    return isinstance(located.schema, dict) and bool(located.schema.get("required"))


def _is_more_than_types(schema: Node) -> bool:
    return bool(schema.keys() & (STRUCTURE | {"required"}) - {"type"})


def _is_wider(document: Document, bare: LocatedSchema, other: LocatedSchema) -> bool:
    """Return whether a schema that only names types allows all the types of another."""
    allowed = own_types(bare.schema)
    found = json_types(document, other.schema)
    return bool(found) and all(name in allowed or (name == "integer" and "number" in allowed) for name in found)
