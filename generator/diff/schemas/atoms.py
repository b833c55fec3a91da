"""Atoms: the JSON types that schemas allow, single values, and duplicates."""

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve

from ...document.document import Node
from .following import ANNOTATIONS, ImpossibleError
from .limits import Limits
from .shapes import Atom, Parts, canonical, type_of


def allowed_types(schemas: Iterable[Node]) -> set[str]:
    """Return the JSON types that schemas allow."""
    found = {"null", "boolean", "number", "string", "array", "object"}
    for schema in schemas:
        if "type" in schema:
            named = schema["type"]
            found = _common(found, {named} if isinstance(named, str) else set(named))
        denied = schema.get("not")
        if isinstance(denied, dict) and denied.keys() == {"type"}:
            named = denied["type"]
            found -= {named} if isinstance(named, str) else set(named)
    return found


def _common(one: set[str], other: set[str]) -> set[str]:
    found = one & other
    if "integer" in one | other and ("number" in one or "integer" in one) and ("number" in other or "integer" in other):
        found |= {"number"} if "number" in one and "number" in other else {"integer"}
    return found


def finite(schemas: Parts, values: list[Any], types: set[str]) -> Iterator[Atom]:
    """Return the atoms of single values, one for each JSON type."""
    groups: dict[str, set[str]] = {}
    for value in values:
        kind = type_of(value)
        kind = "number" if kind == "integer" else kind
        groups.setdefault(kind, set()).add(canonical(value))
    for kind, texts in groups.items():
        if kind == "number" and not any("." in text or "e" in text for text in texts):
            kind = "integer"
        yield Atom(kind, schemas, _enough(kind, frozenset(texts)))


def single(schemas: Parts, found: Limits) -> Atom:
    """Return the atom of an integer that is both the minimum and the maximum."""
    number = found["minimum"][0]
    if (number / found.get("multipleOf", 1)).denominator != 1:
        raise ImpossibleError
    return Atom("integer", schemas, frozenset({str(number.numerator)}))


def _enough(kind: str, values: frozenset[str] | None) -> frozenset[str] | None:
    """Return the values, or None if they are all values of their type."""
    return None if kind == "null" or (kind == "boolean" and len(values or ()) == 2) else values


def merged(atoms: list[Atom]) -> tuple[Atom, ...]:
    """Return atoms without duplicates, with all single values of a type in one atom."""
    found: list[Atom] = []
    seen: set[tuple[str, str]] = set()
    for atom in atoms:
        finite = next((index for index, each in enumerate(found) if _have_values(each, atom)), None)
        if finite is not None:
            known = found[finite]
            values = _enough(atom.type, (known.values or frozenset()) | (atom.values or frozenset()))
            found[finite] = evolve(known, values=values, sources=_union(known.sources, atom.sources))
            continue
        key = (atom.type, "" if is_whole(atom) else _text(atom))
        if key not in seen:
            seen.add(key)
            found.append(atom)
    whole = {atom.type for atom in found if is_whole(atom)}
    return tuple(atom for atom in found if not _is_in(atom.type, whole) or _is_widest(atom, whole))


def _is_in(kind: str, types: set[str]) -> bool:
    return kind in types or (kind == "integer" and "number" in types)


def _is_widest(atom: Atom, types: set[str]) -> bool:
    return is_whole(atom) and not (atom.type == "integer" and "number" in types)


def is_whole(atom: Atom) -> bool:
    """Return whether an atom accepts all values of its type."""
    return atom == Atom(atom.type, atom.sources)


def _have_values(one: Atom, other: Atom) -> bool:
    return one.type == other.type and one.values is not None and other.values is not None


def _union(one: Parts, other: Parts) -> Parts:
    return tuple({part.pointer: part for part in (*one, *other)}.values())


def _text(atom: Atom) -> str:
    schemas = [{key: value for key, value in each.schema.items() if key not in ANNOTATIONS} for each in atom.sources]
    return canonical([schema for schema in schemas if schema])
