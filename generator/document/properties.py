"""The members of an object, collected from wherever its schema declares them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from attrs import field, frozen

from .document import Document
from .json_types import ARRAY, OBJECT, kinds
from .problem import pointer

DECIDING = OBJECT | ARRAY | {"$ref", "allOf", "anyOf", "const", "enum", "oneOf", "type"}
"""The keywords that decide about types. All others are limits and notes."""


@frozen
class Place:
    """A schema with its pointer and, as any text, the name that a class for it should have."""

    node: Any
    pointer: str
    title: str

    def below(self, title: str, *tokens: object) -> "Place":
        """The place that these tokens lead to."""
        node = self.node
        for token in tokens:
            node = node[token]
        return Place(node, self.pointer + pointer(*tokens), title)

    def all_below(self, key: str) -> list["Place"]:
        """The schemas in the list under a key."""
        if not isinstance(self.node, dict):
            return []
        return [self.below(self.title, key, index) for index in range(len(self.node.get(key, [])))]


def target(document: Document, ref: str) -> Place:
    """Where a reference leads."""
    where = unquote(ref[1:])
    title = where.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return Place(document.lookup(ref), where, title)


@frozen
class Members:
    """What a schema says of the members of an object.

    Attributes:
        places: The schemas of each member. There are several where `allOf` declares a member again.
        required: The members that must be there.
        others: The schemas of members without a name.
        unions: Alternatives that add members, which no class can have.
    """

    places: dict[str, list[Place]] = field(factory=dict[str, list[Place]])
    required: set[str] = field(factory=set[str])
    others: list[Place] = field(factory=list[Place])
    unions: list[Place] = field(factory=list[Place])


def collect(document: Document, place: Place) -> Members:
    """The members that a schema declares, by itself and by what it refers to."""
    found = Members()
    _collect(document, place, found, set())
    return found


def _collect(document: Document, place: Place, found: Members, seen: set[str]) -> None:
    node = place.node
    if not isinstance(node, dict):
        return
    if "$ref" in node and node["$ref"] not in seen:
        seen.add(node["$ref"])
        _collect(document, target(document, node["$ref"]), found, seen)
    for part in place.all_below("allOf"):
        _collect(document, part, found, seen)
    for key in ("oneOf", "anyOf"):
        _collect_union(document, place.all_below(key), found, seen)
    for name in node.get("properties", {}):
        found.places.setdefault(name, []).append(place.below(f"{place.title} {name}", "properties", name))
    found.required.update(node.get("required", []))
    if isinstance(node.get("additionalProperties"), dict):
        found.others.append(place.below(f"{place.title} value", "additionalProperties"))


def _collect_union(document: Document, alternatives: list[Place], found: Members, seen: set[str]) -> None:
    adding = [at for at in alternatives if isinstance(at.node, dict) and at.node.keys() & DECIDING]
    objects = [at for at in adding if kinds(document, at.node) != {"null"}]
    # One object or null: the object, since null is seen to elsewhere.
    if len(objects) == 1 and len(adding) == len(alternatives):
        _collect(document, objects[0], found, seen)
    else:
        found.unions.extend(objects)


def says(document: Document, places: Iterable[Place], key: str) -> Any:
    """What the schemas of a member say under a key: beside a reference, or else where the reference leads."""
    for place in reversed(list(places)):
        node = place.node
        while isinstance(node, dict):
            if key in node:
                return node[key]
            node = document.lookup(node["$ref"]) if "$ref" in node else None
    return None
