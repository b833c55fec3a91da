"""The differences between two schemas: where one accepts values that the other rejects.

Pairs of schemas form a graph, because schemas can contain one another. Each pair is compared once, by itself, and its
differences are those of all pairs that can be reached from it.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, frozen

from ...document.document import Document
from .alternatives import (
    added_alternatives,
    beyond,
    discriminator_differences,
    exclusive_differences,
    have_one_name,
    have_one_tag,
    overlap_difference,
    removed_alternatives,
)
from .difference import ANYTHING, Difference, Edge, Found, anything_in
from .limits import Way
from .normal import Normal
from .notes import default_differences, note_differences
from .objects import (
    added_difference,
    closed_differences,
    pattern_differences,
    removed_difference,
    required_differences,
    server_set_differences,
    undeclared,
)
from .places import at_keyword, place_of, written
from .shapes import TYPES, Atom, Condition, Parts, Shape
from .values import item_pairs, limit_differences, listed, short_list


@frozen
class _Union:
    """Two schemas with their normal forms."""

    edge: Edge
    old: Shape
    new: Shape


class Differences:
    """Compares schemas of two documents.

    Args:
        old: The schemas of the old document.
        new: The schemas of the new document.
    """

    def __init__(self, old: Normal, new: Normal) -> None:
        self._old = old
        self._new = new
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], Found] = {}
        self._open: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()

    @property
    def old(self) -> Document:
        """The old document."""
        return self._old.document

    @property
    def new(self) -> Document:
        """The new document."""
        return self._new.document

    def old_shape(self, parts: Parts) -> Shape:
        """Return the values that schemas of the old document accept."""
        return self._old.shape(parts)

    def new_shape(self, parts: Parts) -> Shape:
        """Return the values that schemas of the new document accept."""
        return self._new.shape(parts)

    def between(self, old: Parts, new: Parts) -> list[Difference]:
        """Return the differences between two schemas and all that they contain."""
        return list(self._reachable([Edge((), old, new)]))

    def _reachable(self, edges: Iterable[Edge]) -> Iterator[Difference]:
        pending = deque((edge.step, edge) for edge in edges)
        seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
        while pending:
            path, edge = pending.popleft()
            key = (_key(edge.old), _key(edge.new))
            if key in seen:
                continue
            seen.add(key)
            found, below = self._local(edge)
            for each in found:
                yield evolve(each, path=path + each.path)
            pending += [((*path, *inner.step), inner) for inner in below]

    def _local(self, edge: Edge) -> Found:
        key = (_key(edge.old), _key(edge.new))
        if key in self._known:
            return self._known[key]
        if key in self._open:
            return [], []  # a union that contains itself: for the choice of alternatives, it is the same
        self._open.add(key)
        found = self._compare(edge)
        self._open.discard(key)
        self._known[key] = found
        return found

    def _compare(self, edge: Edge) -> Found:
        old, new = self._old.shape(edge.old), self._new.shape(edge.new)
        found = list(note_differences(edge, old.base, new.base))
        found += default_differences(edge, old.base, new.base)
        found += exclusive_differences(edge, old, new)
        found += self._types(edge, old, new)
        edges: list[Edge] = []
        for more, below in self._pairs(edge, old, new):
            found += more
            edges += below
        # Differences further down could move values into the overlap too, but nobody sends a value of two alternatives.
        if old.overlapping and new.overlapping and not self._are_alike(old.overlapping, new.overlapping):
            found.append(overlap_difference(edge))
        found += self._unions(edge, old, new)
        if not any(each.kind in ("alternative-removed", "alternative-added") for each in found):
            found += discriminator_differences(edge, old, new)
        return found, edges

    def _types(self, edge: Edge, old: Shape, new: Shape) -> Iterator[Difference]:
        gone, come = old.types - new.types, new.types - old.types
        if not (gone or come):
            return
        before, after = ([name for name in TYPES if name in shape.types] for shape in (old, new))
        if gone == {"integer"} and come == {"number"}:
            kind, way = "type-added", "widened"
        elif gone == {"number"} and come == {"integer"}:
            kind, way = "type-removed", "narrowed"
        elif gone == {"integer"} and "number" in new.types:
            kind, way = ("type-added", "widened") if come else ("", "")
        else:
            kind = "type-changed" if gone and come else "type-removed" if gone else "type-added"
            way = "changed" if gone and come else "narrowed" if gone else "widened"
        if kind:
            text = f"The type is {listed(after)} instead of {listed(before)}."
            where = place_of("type", edge, old.base, new.base)
            yield Difference(kind, way, *where, text, {"type": short_list(before)}, {"type": short_list(after)})  # type: ignore[arg-type] # a way

    def _pairs(self, edge: Edge, old: Shape, new: Shape) -> Iterator[Found]:
        """Compare the atoms of each JSON type."""
        for kind in TYPES:
            left = [atom for atom in old.atoms if atom.type == kind]
            right = [atom for atom in new.atoms if atom.type == kind]
            if kind == "number" and bool(left) != bool(right):  # `integer` may have become `number`, or the reverse
                wholes = [[atom for atom in shape.atoms if atom.type == "integer"] for shape in (old, new)]
                if not all(wholes):
                    left, right = left or wholes[0], right or wholes[1]
            if left and right:
                yield from self._matched(_Union(edge, old, new), left, right)

    def _matched(self, union: "_Union", old: list[Atom], new: list[Atom]) -> Iterator[Found]:
        left, right = list(old), list(new)
        for is_match in (self._are_same, have_one_name(old, new), have_one_tag, self._are_related):
            for one in list(left):
                other = next((each for each in right if is_match(one, each)), None)
                if other is not None:
                    left.remove(one)
                    right.remove(other)
                    yield self._noted(union, one, other)
        if len(left) == len(right) == 1:
            yield self._noted(union, left[0], right[0])
            return
        left = [atom for atom in left if not any(self._is_within(atom, each) for each in new)]
        right = [atom for atom in right if not any(self._contains(each, atom) for each in old)]
        edge = union.edge
        yield [*removed_alternatives(edge, left), *added_alternatives(edge, right, was_union=len(old) > 1)], []

    def _noted(self, union: "_Union", old: Atom, new: Atom) -> Found:
        """Compare two alternatives, and what they tell readers beyond what the whole union tells them."""
        found, edges = self._atoms(union.edge, old, new)
        own, other = beyond(old.sources, union.old.base), beyond(new.sources, union.new.base)
        notes = [*note_differences(union.edge, own, other), *default_differences(union.edge, own, other)]
        return [*notes, *found], edges

    def _are_same(self, one: Atom, other: Atom) -> bool:
        return not self._ways(one, other)

    def _are_related(self, one: Atom, other: Atom) -> bool:
        return self._ways(one, other) in ({"narrowed"}, {"widened"})

    def _is_within(self, one: Atom, other: Atom) -> bool:
        return self._ways(one, other) <= {"widened"}

    def _contains(self, one: Atom, other: Atom) -> bool:
        return self._ways(one, other) <= {"narrowed"}

    def _ways(self, one: Atom, other: Atom) -> set[Way]:
        found, edges = self._atoms(Edge((), one.sources, other.sources), one, other)
        return _ways((*found, *self._reachable(edges)))

    def _atoms(self, edge: Edge, old: Atom, new: Atom) -> Found:
        found = list(self._values(edge, old, new))
        if old.values is None and new.values is None:
            found += limit_differences(edge, old, new)
        edges = [*item_pairs(old, new)]
        found += self._conditions(edge, old, new)
        if old.type == new.type == "object" and old.values is None and new.values is None:
            more, below = self._objects(edge, old, new)
            found += more
            edges += below
        return found, edges

    def _values(self, edge: Edge, old: Atom, new: Atom) -> Iterator[Difference]:
        if old.values == new.values:
            return
        before, after = old.values, new.values
        where = at_keyword(("enum", "const"), old, new)
        if before is not None and after is not None:
            for value in sorted(before - after):
                yield Difference(
                    "value-removed",
                    "narrowed",
                    where[0],
                    where[1],
                    f"The value {value} was removed.",
                    json.loads(value),
                )
            for value in sorted(after - before):
                text = f"The value {value} was added."
                yield Difference("value-added", "widened", where[0], where[1], text, None, json.loads(value))
        elif after is not None:
            way: Way = "narrowed" if self._accepts(self._old, edge.old, after) else "changed"
            kind = "constraint-tightened" if way == "narrowed" else "constraint-changed"
            text = f"Only {listed(sorted(after))} {'is' if len(after) == 1 else 'are'} now allowed."
            yield Difference(kind, way, *where, text, None, {"enum": [json.loads(value) for value in sorted(after)]})
        elif before is not None:
            way = "widened" if self._accepts(self._new, edge.new, before) else "changed"
            kind = "constraint-loosened" if way == "widened" else "constraint-changed"
            text = f"Values other than {listed(sorted(before))} are now allowed."
            yield Difference(kind, way, *where, text, {"enum": [json.loads(value) for value in sorted(before)]})

    @staticmethod
    def _accepts(normal: Normal, parts: Parts, values: Iterable[str]) -> bool:
        return all(normal.accepts(parts, json.loads(value)) for value in values)

    def _conditions(self, edge: Edge, old: Atom, new: Atom) -> Iterator[Difference]:
        left, right = list(old.conditions), list(new.conditions)
        for one in list(left):
            other = next((each for each in right if self._is_same_condition(one, each)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
        for one in list(left):
            other = next((each for each in right if each.keyword == one.keyword), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                way = self._condition_way(one, other)
                kind = {"narrowed": "constraint-tightened", "widened": "constraint-loosened"}.get(
                    way, "constraint-changed"
                )
                text = f"The condition `{one.keyword}` has changed."
                yield Difference(kind, way, _place(one), _place(other), text, _written(one), _written(other))
        for one in left:
            text = f"The condition `{one.keyword}` was removed."
            yield Difference("constraint-loosened", "widened", _place(one), "", text, _written(one))
        for other in right:
            text = f"The condition `{other.keyword}` was added."
            yield Difference("constraint-tightened", "narrowed", "", _place(other), text, None, _written(other))

    def _is_same_condition(self, one: Condition, other: Condition) -> bool:
        if one.keyword != other.keyword or one.bounds != other.bounds or one.schemas.keys() != other.schemas.keys():
            return False
        return all(self._is_equal(one.schemas[name], other.schemas[name]) for name in one.schemas)

    def _is_equal(self, old: Parts, new: Parts) -> bool:
        return all(each.way == "same" for each in self.between(old, new))

    def _condition_way(self, one: Condition, other: Condition) -> Way:
        if one.schemas.keys() != other.schemas.keys():
            return "changed"
        if one.bounds != other.bounds:
            return self._contains_way(one, other)
        if one.keyword == "if" and not self._is_equal(one.schemas["if"], other.schemas["if"]):
            return "changed"
        ways = {way for key in one.schemas for way in _ways(self.between(one.schemas[key], other.schemas[key]))}
        if len(ways) != 1 or "changed" in ways:
            return "changed"
        return "narrowed" if (ways == {"narrowed"}) != (one.keyword == "not") else "widened"

    def _contains_way(self, one: Condition, other: Condition) -> Way:
        """Return how the number of items that an array must contain differs."""
        (least, most), (new_least, new_most) = one.bounds, other.bounds
        if not self._is_equal(one.schemas["contains"], other.schemas["contains"]):
            return "changed"
        if new_least >= least and new_most <= most:
            return "narrowed"
        return "widened" if new_least <= least and new_most >= most else "changed"

    def _objects(self, edge: Edge, old: Atom, new: Atom) -> Found:
        found: list[Difference] = []
        edges: list[Edge] = []
        for name in {**old.properties, **new.properties}:
            if name in old.properties and name in new.properties:
                edges.append(Edge((name,), old.properties[name], new.properties[name]))
                found += required_differences(name, old, new)
            elif name in new.properties and name not in old.server_set:
                found.append(added_difference(name, old, new))
                found += required_differences(name, old, new, only="property-optional")
                if former := undeclared(old, name):
                    edges.append(Edge((name,), former, new.properties[name]))
            elif name in old.properties and name not in new.server_set:
                found.append(removed_difference(name, old, new, is_rejected=self._is_rejected(name, old, new)))
                found += required_differences(name, old, new, only="property-required")
        for name in sorted((old.required ^ new.required) - old.properties.keys() - new.properties.keys()):
            found += required_differences(name, old, new)
        found += server_set_differences(old, new)
        found += closed_differences(edge, old, new)
        if not (old.is_closed or new.is_closed) and (old.additional or new.additional):
            edges.append(
                Edge((ANYTHING,), old.additional or anything_in(edge.old), new.additional or anything_in(edge.new))
            )
        more, below = pattern_differences(edge, old, new)
        found += more
        edges += below
        found += self._dependents(edge, old, new)
        return found, edges

    def _is_rejected(self, name: str, old: Atom, new: Atom) -> bool:
        """Return whether a property that was removed is now rejected."""
        further = undeclared(new, name)
        if not further:
            return new.is_closed
        return not _ways(self.between(old.properties[name], further)) <= {"widened"}

    def _dependents(self, edge: Edge, old: Atom, new: Atom) -> Iterator[Difference]:
        for name in sorted({*old.dependents, *new.dependents}):
            left, right = old.dependents.get(name), new.dependents.get(name)
            if left is not None and right is not None:
                ways = _ways(self.between(left, right))
                if not ways:
                    continue
                way: Way = ways.pop() if len(ways) == 1 else "changed"
            else:
                way = "widened" if right is None else "narrowed"
            kind = {"narrowed": "constraint-tightened", "widened": "constraint-loosened"}.get(way, "constraint-changed")
            text = f"The condition on objects with the property {name} has changed."
            where = (left[0].pointer if left else "", right[0].pointer if right else "")
            yield Difference(kind, way, *where, text, written(left), written(right))

    def _are_alike(self, old: Parts, new: Parts) -> bool:
        """Return whether two lists of alternatives are the same, but for what is further down."""
        left = list(new)
        for one in old:
            other = next((each for each in left if not _ways(self._local(Edge((), (one,), (each,)))[0])), None)
            if other is None:
                return False
            left.remove(other)
        return not left

    def _unions(self, edge: Edge, old: Shape, new: Shape) -> Iterator[Difference]:
        left = [(part,) for union in old.unions for part in union]
        right = [(part,) for union in new.unions for part in union]
        for one in list(left):
            other = next((each for each in right if self._is_equal(one, each)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
        for one in left:
            yield Difference(
                "alternative-removed", "narrowed", one[0].pointer, "", "An alternative was removed.", written(one)
            )
        for one in right:
            yield Difference(
                "alternative-added", "widened", "", one[0].pointer, "An alternative was added.", None, written(one)
            )


def _ways(differences: Iterable[Difference]) -> set[Way]:
    return {each.way for each in differences if each.way != "same"}


def _key(parts: Parts) -> tuple[str, ...]:
    return tuple(part.pointer for part in parts)


def _place(condition: Condition) -> str:
    return next(iter(condition.schemas.values()))[0].pointer


def _written(condition: Condition) -> Any:
    return {keyword: written(parts) for keyword, parts in condition.schemas.items()}
