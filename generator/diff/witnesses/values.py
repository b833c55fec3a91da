"""JSON values for schemas: one as ordinary as possible, and many that one version accepts and another may reject.

Everything is bounded and deterministic: the depth of values, the number of alternatives, and the number of values that
a caller takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any, Final

from ...document.patterns import matching
from . import scalars
from .places import (
    Place,
    Shape,
    first_items,
    further_places,
    inner,
    item_places,
    property_places,
    shapes,
    types,
    values_of,
)

NOTHING: Final = object()
"""Stands for a value that does not exist, or for a property or parameter that is not sent."""

_KINDS = ("string", "integer", "number", "boolean", "null", "array", "object")

_DEEPEST = 4
"""The number of arrays and objects within one another whose values are varied."""

_NESTED = 40
"""The number of arrays and objects within one another in a value."""

_TRIED = 200
"""The number of values that are tried before a schema counts as one without values."""

_AT_LIMITS = 30
"""The number of values at the limits of a schema that come before ordinary ones."""

_PAIRED = 4
"""The number of alternatives of which values are looked for that match two at once."""

_LONGEST = 1000
"""The number of items or properties of the largest value."""

_LARGEST = 50_000
"""The size of the largest value."""

_COUNTS = ("minItems", "maxItems", "minContains", "maxContains")

_FURTHER = ("additional", "another", "X-Other 1", "42")
"""The names of properties that schemas do not know."""


class Values:
    """Finds values, and caches them by schema."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[list[Place], Any]] = {}
        self._open: set[tuple[int, ...]] = set()
        self._cut_short = 0

    def ordinary(self, places: Iterable[Place]) -> Any:
        """Return a value that all schemas accept: an example or else a small value. `NOTHING` if none is found."""
        wanted = list(places)
        key = tuple(id(place.node) for place in wanted)
        if key in self._known:
            return self._known[key][1]
        if key in self._open or len(self._open) > _NESTED:
            self._cut_short += 1
            return NOTHING
        cut_short = self._cut_short
        self._open.add(key)
        tried = islice(self._ordinary(wanted), _TRIED)
        found = next((value for value in tried if all(place.accepts(value) for place in wanted)), NOTHING)
        self._open.discard(key)
        # Within a schema that contains itself, there may be no value although there is one elsewhere.
        if found is not NOTHING or cut_short == self._cut_short:
            self._known[key] = (wanted, found)
        return found

    def at(
        self, own: Sequence[Place], others: Sequence[Place], path: Sequence[str], first: Sequence[Any] = ()
    ) -> Iterator[Any]:
        """Return values that differ from an ordinary one in one place.

        Args:
            own: The schemas that should accept the values. Not every value matches them.
            others: The schemas of the other version, which may reject the values.
            path: The way to the place: names of properties, and `*` for items and further properties.
            first: Values to begin with in this place.
        """
        if path:
            yield from _in_turn([self._within(shape, others, path, first) for shape in shapes(own)])
        else:
            yield from first
            yield from self.varied(own, others)

    def _within(
        self, shape: Shape, others: Sequence[Place], path: Sequence[str], first: Sequence[Any]
    ) -> Iterator[Any]:
        # Each shape of the other version may have schemas for the place.
        beyond = _named(_united(others), path[0])
        for whole, places, put in self._steps(shape, others, path[0]):
            if len(path) == 1 and isinstance(whole, dict):
                yield from self._without(shape, whole, path[0])
            for value in self.at(places, beyond, path[1:], first):
                yield put(value)

    def _without(self, shape: Shape, whole: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
        """Return an object without a property, and with another one in its place."""
        left = {each: value for each, value in whole.items() if each != name}
        yield left
        other = self.ordinary(further_places(shape))
        if other is not NOTHING:
            yield {**left, _FURTHER[0]: other}

    def _steps(self, shape: Shape, others: Sequence[Place], step: str) -> Iterator[tuple[Any, list[Place], Any]]:
        """Return the values around a place, each with its schemas and a function that puts a value there."""
        kinds = _kinds(shape)
        if step == "*" and "array" in kinds:
            for index in range(first_items(shape) + 1):
                yield [], item_places(shape, index), lambda value, index=index: self._array(shape, index, value)
        for whole in self._wholes(shape, others) if "object" in kinds else ():
            names = [*_names(shape), *_names(_united(others))]
            for name in dict.fromkeys(names) if step == "*" else [step]:
                yield whole, property_places(shape, name), lambda value, whole=whole, name=name: {**whole, name: value}

    def _wholes(self, shape: Shape, others: Sequence[Place]) -> Iterator[Any]:
        """Return an ordinary object of a shape, preferably one that the other version accepts too."""
        for places in ([*shape, *others], shape):
            whole = self.ordinary(places)
            if isinstance(whole, dict):
                yield whole
                return
        yield from islice(self._objects(shape), 1)

    def _array(self, shape: Shape, index: int, value: Any) -> list[Any]:
        """Return an array with a value at an index, and as few other items as possible."""
        least = max([index + 1, *map(int, values_of(shape, "minItems"))])
        items = self._items(shape, least) or [None] * (index + 1)
        return [*items[:index], value, *items[index + 1 :]]

    def _items(self, shape: Shape, count: int) -> list[Any] | None:
        """Return a number of items, or None if there are none or they are too large."""
        if not 0 <= count <= _LONGEST:
            return None
        items = [self.ordinary(item_places(shape, index)) for index in range(count)]
        distinct = {id(item): item for item in items}
        if NOTHING in items or sum(map(_size, distinct.values())) * count > _LARGEST * len(distinct):
            return None
        return items

    def _ordinary(self, places: Sequence[Place]) -> Iterator[Any]:
        for shape in shapes(places):
            yield from _listed(shape)
        for shape in shapes(places):
            for kind in _kinds(shape):
                yield from islice(self._plain(kind, shape), 40)

    def _plain(self, kind: str, shape: Shape) -> Iterator[Any]:
        match kind:
            case "string":
                yield from scalars.texts(shape, ())
            case "integer" | "number":
                yield from scalars.numbers(shape, (), whole=kind == "integer")
            case "boolean":
                yield from (True, False)
            case "null":
                yield None
            case "array":
                yield from self._arrays(shape, (), 0)
            case _:
                yield from self._objects(shape)

    def _arrays(self, shape: Shape, others: Shape, depth: int) -> Iterator[list[Any]]:
        bounds = [bound for keyword in _COUNTS for bound in values_of((*others, *shape), keyword)]
        counts = [first_items(shape), 1, 0, 2, *(int(bound) + step for bound in bounds for step in (0, 1, -1))]
        contained = [self.ordinary([*item_places(shape, 0), node]) for node in inner((*others, *shape), "contains")]
        for count in dict.fromkeys(counts):
            items = self._items(shape, count)
            if items is not None:
                yield items
                yield from ([value] * count for value in contained if value is not NOTHING)
                if depth < _DEEPEST:
                    yield self._distinct(shape, count)

    def _distinct(self, shape: Shape, count: int) -> list[Any]:
        """Return as many different items as possible, up to a number of them."""
        found: list[Any] = []
        for value in islice(self.varied(item_places(shape, first_items(shape)), (), _DEEPEST), 4 * count + 20):
            fits = all(place.accepts(value) for place in item_places(shape, len(found)))
            if fits and len(found) < count and value not in found:
                found.append(value)
        return found

    def _objects(self, shape: Shape) -> Iterator[dict[str, Any]]:
        required = dict.fromkeys(name for names in values_of(shape, "required") for name in names)
        declared = dict.fromkeys(name for names in values_of(shape, "properties") for name in names)
        least: dict[str, Any] = {name: self.ordinary(property_places(shape, name)) for name in required}
        if NOTHING in least.values():
            return
        yield least
        most = {**least, **{name: self.ordinary(property_places(shape, name)) for name in declared}}
        most = {name: value for name, value in most.items() if value is not NOTHING}
        count = max(map(int, values_of(shape, "minProperties")), default=0)
        missing = [name for name in [*most, *_names(shape, count)] if name not in least][: max(count - len(least), 0)]
        further = self.ordinary(further_places(shape)) if missing else NOTHING
        yield {**least, **{name: most.get(name, further) for name in missing if most.get(name, further) is not NOTHING}}
        yield most

    def varied(self, own: Sequence[Place], others: Sequence[Place], depth: int = 0) -> Iterator[Any]:
        """Return many values that some schemas should accept and others may reject."""
        other = _united(others)
        yield from _in_turn([self._of_shape(shape, other, others, depth) for shape in shapes(own)])

    def _of_shape(self, shape: Shape, other: Shape, others: Sequence[Place], depth: int) -> Iterator[Any]:
        known = types(other)
        kinds = sorted(_kinds(shape), key=lambda kind: kind in known)
        found = _in_turn([self._of_kind(kind, shape, other, others, depth) for kind in kinds])
        yield from _listed(shape)
        if depth < _DEEPEST:
            yield from self._conditional(shape, other, depth)
        yield from islice(found, _AT_LIMITS)
        # One value that the other version may know, and one that is of this shape alone.
        both, alone = self.ordinary([*shape, *others]), self.ordinary(shape)
        yield from (value for value in (both, alone) if value is not NOTHING)
        yield from found

    def _conditional(self, own: Shape, other: Shape, depth: int) -> Iterator[Any]:
        """Return values that the other version excludes, or to which it attaches a condition."""
        for place in other:
            excluded = [(each,) for keyword in ("not", "if") for each in inner([place], keyword)]
            # Only one of the alternatives may match.
            alternatives = [place.beside(node) for node in place.node.get("oneOf", [])[:_PAIRED]]
            for places in (*excluded, *combinations(alternatives, 2)):
                value = self.ordinary([*own, *places])
                yield from () if value is NOTHING else (value,)
            for condition, then in zip(inner([place], "if"), inner([place], "then"), strict=False):
                yield from islice(self.varied([*own, condition], [then], depth + 1), _AT_LIMITS)

    def _of_kind(self, kind: str, own: Shape, other: Shape, others: Sequence[Place], depth: int) -> Iterator[Any]:
        match kind:
            case "string":
                yield from scalars.texts(own, other)
            case "integer" | "number":
                yield from scalars.numbers(own, other, whole=kind == "integer")
            case "array":
                yield from self._arrays(own, other, depth)
                if depth < _DEEPEST:
                    yield from self._with_items(own, other, depth)
            case "object":
                yield from self._objects(own)
                if depth < _DEEPEST:
                    yield from self._with_properties(own, other, others, depth)
            case _:
                yield from self._plain(kind, own)

    def _with_items(self, own: Shape, other: Shape, depth: int) -> Iterator[list[Any]]:
        for index in range(first_items(own) + 1):
            for value in self.varied(item_places(own, index), item_places(other, index), depth + 1):
                yield self._array(own, index, value)

    def _with_properties(
        self, own: Shape, other: Shape, others: Sequence[Place], depth: int
    ) -> Iterator[dict[str, Any]]:
        """Return objects that differ from an ordinary one in one property, or in their number of properties."""
        for whole in self._wholes(own, others):
            declared = dict.fromkeys(name for names in values_of((*own, *other), "properties") for name in names)
            yield from ({name: value for name, value in whole.items() if name != left_out} for left_out in whole)
            yield from self._counted(own, other, whole)
            yield from _in_turn(
                [
                    self._with_property(whole, name, property_places(own, name), property_places(other, name), depth)
                    for name in [*declared, *_names(own), *_names(other), *_named_by(own, other), *_FURTHER]
                ]
            )

    def _with_property(
        self, whole: dict[str, Any], name: str, own: list[Place], other: list[Place], depth: int
    ) -> Iterator[dict[str, Any]]:
        for value in self.varied(own, other, depth + 1):
            yield {**whole, name: value}

    def _counted(self, own: Shape, other: Shape, whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Return objects with as many properties as the limits allow, and with one more or one less."""
        bounds = [*values_of((*own, *other), "minProperties"), *values_of((*own, *other), "maxProperties")]
        known = [name for names in values_of(own, "properties") for name in names if name not in whole]
        for count in dict.fromkeys(int(bound) + step for bound in bounds for step in (0, 1, -1)):
            if 0 <= count <= _LONGEST:
                names = [*whole, *known, *_names(own, count)][:count]
                found = {
                    name: whole[name] if name in whole else self.ordinary(property_places(own, name)) for name in names
                }
                yield {name: value for name, value in found.items() if value is not NOTHING}


def _kinds(shape: Shape) -> list[str]:
    allowed = types(shape)
    order = [kind for kinds in values_of(shape, "type") if isinstance(kinds, list) for kind in kinds]
    implied = "object" if values_of(shape, "required") or values_of(shape, "properties") else ""
    known = sorted(_KINDS, key=lambda kind: (kind != implied, order.index(kind) if kind in order else len(order)))
    # Null is the least telling value of any type, so it comes last.
    kinds = [kind for kind in known if not allowed or kind in allowed or (kind == "integer" and "number" in allowed)]
    return sorted(kinds, key=lambda kind: kind == "null")


def _listed(shape: Shape) -> list[Any]:
    """Return the values that a shape names."""
    found = [value for values in values_of(shape, "examples") if isinstance(values, list) for value in values]
    found += [*values_of(shape, "example"), *values_of(shape, "const"), *values_of(shape, "default")]
    return found + [value for values in values_of(shape, "enum") for value in values]


def _size(value: Any) -> int:
    match value:
        case list():
            return 1 + sum(map(_size, value))
        case dict():
            return 1 + sum(map(_size, value.values()))
        case str():
            return 1 + len(value) // 10
        case _:
            return 1


def _united(places: Sequence[Place]) -> Shape:
    """Return the schemas of every shape, as hints at the values that they may reject."""
    found: dict[int, Place] = {id(place.node): place for shape in shapes(places) for place in shape}
    return tuple(found.values())


def _named(shape: Shape, step: str) -> list[Place]:
    """Return the schemas of a shape for the place that a step of a path leads to."""
    if step != "*":
        return property_places(shape, step)
    items = [place for index in range(first_items(shape) + 1) for place in item_places(shape, index)]
    return [*items, *further_places(shape)]


def _names(shape: Shape, count: int = 1) -> list[str]:
    """Return names of properties that a shape does not name, among them one for each pattern."""
    patterns = [pattern for patterns in values_of(shape, "patternProperties") for pattern in patterns]
    found = [name for pattern in patterns if (name := matching(pattern))]
    found += [
        name for name in _named_by(shape, ()) if all(each.accepts(name) for each in inner(shape, "propertyNames"))
    ]
    return [*found, *(f"property{number}" for number in range(1, count + 1))]


def _named_by(own: Shape, other: Shape) -> list[str]:
    """Return names around the limits of `propertyNames`."""
    before, after = (_united(inner(shape, "propertyNames")) for shape in (own, other))
    listed = [value for shape in (before, after) for value in _listed(shape) if isinstance(value, str)]
    return [*listed, *islice(scalars.texts(before, after), _AT_LIMITS)] if before or after else []


def _in_turn(iterators: Iterable[Iterator[Any]]) -> Iterator[Any]:
    """Return the values of several iterators, one of each in turn."""
    pending = list(iterators)
    while pending:
        left: list[Iterator[Any]] = []
        for iterator in pending:
            for value in islice(iterator, 1):
                yield value
                left.append(iterator)
        pending = left
