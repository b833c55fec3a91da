"""Schemas of a view, and the parts that they consist of."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from attrs import frozen

from ...document.json_types import common_types, own_types
from .schemas import Mismatch, Schemas

_MOST = 12
"""The number of combinations of alternatives that are tried. More would take time and add little."""


@frozen(eq=False)
class Place:
    """A schema of a view."""

    schemas: Schemas
    node: Any

    def accepts(self, value: Any) -> bool:
        """Return whether the schema accepts a value."""
        return self.schemas.accepts(self.node, value)

    def mismatches(self, value: Any) -> list[Mismatch]:
        """Return the reasons why the schema rejects a value."""
        return self.schemas.mismatches(self.node, value)

    def beside(self, node: Any) -> "Place":
        """Return another schema of the same view."""
        return Place(self.schemas, node)


Shape = tuple[Place, ...]
"""Schemas that a value must match, without references, `allOf` and alternatives, of which one was chosen."""


def shapes(places: Iterable[Place]) -> list[Shape]:
    """Return the shapes of the values that match all of these schemas, at most a dozen."""
    return list(islice(_shapes(list(places), (), frozenset()), _MOST))


def _shapes(pending: list[Place | list[Place]], done: Shape, seen: frozenset[int]) -> Iterator[Shape]:
    """Return the shapes of schemas, and of groups of alternatives of which one has to be chosen."""
    while pending:
        first, *pending = pending
        if isinstance(first, list):
            for chosen in first:
                yield from _shapes([chosen, *pending], done, seen)
            return
        if first.node is False:
            return
        if isinstance(first.node, dict) and id(first.node) not in seen:
            seen |= {id(first.node)}
            done = (*done, first)
            groups = [[first.beside(each) for each in group] for group in _alternatives(first.node) if group]
            pending = [*(first.beside(each) for each in _conjuncts(first)), *groups, *pending]
    yield done


def _conjuncts(place: Place) -> Iterator[Any]:
    if "$ref" in place.node:
        yield place.schemas.referred(place.node["$ref"])
    yield from place.node.get("allOf", [])


def _alternatives(node: Any) -> Iterator[list[Any]]:
    for keyword in ("oneOf", "anyOf"):
        yield node.get(keyword, [])
    if "if" in node:
        # Either may hold. The validator decides whether the value is right.
        yield [node.get("then", True), node.get("else", True)]
    if "dependentSchemas" in node:
        yield [True, *node["dependentSchemas"].values()]


def types(shape: Iterable[Place]) -> set[str]:
    """Return the JSON types that a shape allows. Empty if it allows any."""
    return common_types(own_types(place.node) for place in shape)


def every_type(place: Place) -> set[str]:
    """Return the JSON types that any shape of a schema allows. Empty if one of them allows any."""
    found = [types(shape) for shape in shapes([place])]
    return set[str]().union(*found) if all(found) else set()


def property_places(shape: Iterable[Place], name: str) -> list[Place]:
    """Return the schemas of a shape for a property."""
    found: list[Place] = []
    for place in shape:
        node = place.node
        own = [node["properties"][name]] if name in node.get("properties", {}) else []
        own += [each for pattern, each in node.get("patternProperties", {}).items() if _matches(pattern, name)]
        if not own and "additionalProperties" in node:
            own.append(node["additionalProperties"])
        found += map(place.beside, own)
    return found


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def further_places(shape: Iterable[Place]) -> list[Place]:
    """Return the schemas of a shape for the properties that it does not name."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    found = [place.beside(place.node[keyword]) for place in shape for keyword in keywords if keyword in place.node]
    for place in shape:
        found += [place.beside(node) for node in list(place.node.get("patternProperties", {}).values())[:1]]
    return found


def item_places(shape: Iterable[Place], index: int) -> list[Place]:
    """Return the schemas of a shape for an item."""
    found: list[Place] = []
    for place in shape:
        first = place.node.get("prefixItems", [])
        if index < len(first):
            found.append(place.beside(first[index]))
        elif "items" in place.node:
            found.append(place.beside(place.node["items"]))
    return found


def first_items(shape: Iterable[Place]) -> int:
    """Return the number of items that have schemas of their own."""
    return max((len(place.node.get("prefixItems", [])) for place in shape), default=0)


def inner(shape: Iterable[Place], keyword: str) -> list[Place]:
    """Return the schemas under a keyword in the schemas of a shape."""
    return [place.beside(place.node[keyword]) for place in shape if keyword in place.node]


def values_of(shape: Iterable[Place], keyword: str) -> list[Any]:
    """Return the values of a keyword in the schemas of a shape."""
    return [place.node[keyword] for place in shape if keyword in place.node]
