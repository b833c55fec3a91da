"""Brings the schemas of a document into normal form.

References and `allOf` are followed, and alternatives are multiplied out. The result is a list of atoms, each for one
JSON type. Equivalent schemas have atoms that accept the same values, however they are written.
"""

from collections.abc import Iterator
from itertools import combinations, product
from math import inf
from typing import Any

from attrs import evolve

from ...build.acceptance import Acceptance
from ...document.document import Document
from ...document.located import LocatedSchema
from .atoms import allowed_types, finite, is_whole, merged, single
from .containers import additional_parts, array, dependents, patterns, property_parts
from .following import Flat, ImpossibleError, accepts_all, followed
from .limits import are_apart, is_empty, limits
from .shapes import TYPES, Atom, Condition, Parts, Shape, canonical

_DEPTH = 3
"""The maximum depth of the search for a property that tells two alternatives apart."""


class Normal:
    """The schemas of a document in normal form.

    Args:
        document: The document.
        is_sent: Whether clients send the values. They do not send properties that are read-only, and do not receive
            those that are write-only.
    """

    def __init__(self, document: Document, *, is_sent: bool) -> None:
        self.document = document
        self.is_sent = is_sent
        self._left_out = "readOnly" if is_sent else "writeOnly"
        self._acceptance = Acceptance(document)
        self._shapes: dict[tuple[str, ...], Shape] = {}
        self._bases: dict[tuple[str, ...], Parts | None] = {}

    def shape(self, parts: Parts) -> Shape:
        """Return the values that schemas accept together."""
        key = tuple(part.pointer for part in parts)
        if key not in self._shapes:
            self._shapes[key] = Shape((), ())  # while it is made, for schemas of names that refer to themselves
            self._shapes[key] = self._shape(parts)
        return self._shapes[key]

    def accepts(self, parts: Parts, value: Any) -> bool:
        """Return whether schemas accept a value."""
        return self._acceptance([part.schema for part in parts], value)

    def _shape(self, parts: Parts) -> Shape:
        flat = Flat(self.document)
        try:
            base = flat.of(parts)
        except ImpossibleError:
            return Shape((), ())
        atoms: list[Atom] = []
        for alternative in flat.alternatives(base):
            atoms += self._atoms(alternative)
        overlap = tuple(each for group in flat.exclusive if self._overlap(group, base.schemas) for each in group)
        return Shape(merged(atoms), base.schemas, overlap, tuple(flat.unions), flat.tags)

    def _overlap(self, group: list[LocatedSchema], base: Parts) -> bool:
        shapes = [self._alternative_atoms(each, base) for each in group]
        return any(
            not self._are_apart(one, other, _DEPTH)
            for left, right in combinations(shapes, 2)
            for one, other in product(left, right)
        )

    def _alternative_atoms(self, located: LocatedSchema, base: Parts) -> list[Atom]:
        flat = Flat(self.document)
        try:
            return [atom for each in flat.alternatives(flat.of((located,))) for atom in self._atoms((*base, *each))]
        except ImpossibleError:
            return []

    def _are_apart(self, one: Atom, other: Atom, depth: int) -> bool:
        """Return whether two atoms certainly have no value in common."""
        if one.type != other.type and {one.type, other.type} != {"integer", "number"}:
            return True
        if one.values is not None and other.values is not None:
            return not one.values & other.values
        if are_apart(one.limits, other.limits):
            return True
        if one.type != "object" or depth == 0:
            return False
        return any(self._tells_apart(one, other, name, depth) for name in one.required & other.required) or any(
            name not in atom.properties
            for wanted, atom in ((one, other), (other, one))
            if atom.is_closed and not atom.patterns
            for name in wanted.required
        )

    def _tells_apart(self, one: Atom, other: Atom, name: str, depth: int) -> bool:
        left, right = (self._property_atoms(atom, name) for atom in (one, other))
        return all(self._are_apart(each, another, depth - 1) for each, another in product(left, right))

    def _property_atoms(self, atom: Atom, name: str) -> list[Atom]:
        flat = Flat(self.document)
        try:
            base = flat.of(atom.properties.get(name, atom.additional))
        except ImpossibleError:
            return []
        return [each for alternative in flat.alternatives(base) for each in self._atoms(alternative)]

    def _atoms(self, schemas: Parts) -> Iterator[Atom]:
        types = allowed_types([each.schema for each in schemas])
        values = self._values(schemas)
        if values is not None:
            yield from finite(schemas, values, types)
            return
        for kind in TYPES:
            if kind in types:
                try:
                    atom = self._atom(kind, schemas)
                except ImpossibleError:
                    continue
                if not is_empty(atom.limits):
                    yield atom

    def _values(self, schemas: Parts) -> list[Any] | None:
        lists = [
            [each.schema["const"]] if keyword == "const" else each.schema["enum"]
            for each in schemas
            for keyword in ("const", "enum")
            if keyword in each.schema
        ]
        if not lists:
            return None
        texts = [{canonical(value) for value in values} for values in lists]
        conditions = [each.schema for each in schemas]
        return [
            value
            for value in lists[0]
            if all(canonical(value) in known for known in texts) and self._acceptance(conditions, value)
        ]

    def _atom(self, kind: str, schemas: Parts) -> Atom:
        found = limits(kind, [each.schema for each in schemas])
        if kind == "number" and "multipleOf" in found and found["multipleOf"].denominator == 1:
            kind, found = "integer", limits("integer", [each.schema for each in schemas])
        if kind == "integer" and "minimum" in found and found["minimum"] == found.get("maximum"):
            return single(schemas, found)
        atom = Atom(kind, schemas, limits=found, conditions=tuple(self._conditions(kind, schemas)))
        match kind:
            case "array":
                return array(atom, schemas)
            case "object":
                return self._object(atom, schemas)
            case _:
                return atom

    def _conditions(self, kind: str, schemas: Parts) -> Iterator[Condition]:
        for each in schemas:
            schema = each.schema
            if "not" in schema and not _is_said_by_type(schema["not"], kind):
                yield Condition("not", {"not": (each.child("", "not"),)})
            if "if" in schema and schema.keys() & {"then", "else"}:
                parts = {key: (each.child("", key),) for key in ("if", "then", "else") if key in schema}
                yield Condition("if", parts)
            for keyword in _CONDITIONS.get(kind, ()):
                if keyword in schema and not accepts_all(schema[keyword]):
                    yield Condition(keyword, {keyword: (each.child("", keyword),)})
            if kind == "object" and "propertyNames" in schema:
                names = (each.child("", "propertyNames"),)
                if not any(atom.type == "string" and is_whole(atom) for atom in self.shape(names).atoms):
                    yield Condition("propertyNames", {"propertyNames": names})
            if kind == "array" and "contains" in schema and schema.get("minContains", 1) != 0:
                bounds = (schema.get("minContains", 1), schema.get("maxContains", inf))
                yield Condition("contains", {"contains": (each.child("", "contains"),)}, bounds)

    def _object(self, atom: Atom, schemas: Parts) -> Atom:
        names = dict.fromkeys(name for each in schemas for name in each.schema.get("properties", {}))
        properties = {name: tuple(part for each in schemas for part in property_parts(each, name)) for name in names}
        required = {name for each in schemas for name in each.schema.get("required", ())}
        server_set = frozenset(name for name in names if self._has(properties[name], "x-server-set"))
        if not self.is_sent:
            server_set = frozenset()
        hidden = {name for name in names if self._has(properties[name], self._left_out)} | server_set
        properties = {name: parts for name, parts in properties.items() if name not in hidden}
        required -= hidden
        if any(self._is_impossible(properties.get(name, ())) for name in required):
            raise ImpossibleError
        further = [part for each in schemas for part in additional_parts(each)]
        additional = tuple(each for each in further if not accepts_all(followed(self.document, each.schema)))
        is_closed = self._is_impossible(additional)
        if is_closed:
            properties = {name: parts for name, parts in properties.items() if not self._is_impossible(parts)}
        found = dict(atom.limits)
        if found.get("minProperties", 0) <= len(required):
            found.pop("minProperties", None)
        return evolve(
            atom,
            limits=found,
            properties=properties,
            required=frozenset(required),
            server_set=server_set,
            patterns=patterns(schemas),
            additional=() if is_closed else additional,
            is_closed=is_closed,
            dependents=dependents(schemas),
        )

    def _has(self, parts: Parts, keyword: str) -> bool:
        return any(each.schema.get(keyword) is True for each in self._flat(parts) or ())

    def _is_impossible(self, parts: Parts) -> bool:
        return self._flat(parts) is None

    def _flat(self, parts: Parts) -> Parts | None:
        """Return the schemas that must hold for every value, or None if no value is accepted."""
        key = tuple(part.pointer for part in parts)
        if key not in self._bases:
            try:
                self._bases[key] = Flat(self.document).of(parts).schemas
            except ImpossibleError:
                self._bases[key] = None
        return self._bases[key]


_CONDITIONS = {
    "array": ("unevaluatedItems",),
    "string": ("contentSchema",),
}


def _is_said_by_type(denied: Any, kind: str) -> bool:
    """Return whether a negation concerns only types, none of them this one, or nothing at all."""
    if denied is False:
        return True
    if not isinstance(denied, dict) or denied.keys() != {"type"}:
        return False
    named = [denied["type"]] if isinstance(denied["type"], str) else denied["type"]
    return kind != "number" or "integer" not in named
