"""The locations of keywords in schemas."""

from typing import Any

from ...document.problem import pointer as joined
from .difference import Edge
from .following import ANNOTATIONS
from .shapes import Atom, Parts, canonical


def place_of(keyword: str, edge: Edge, old: Parts, new: Parts) -> tuple[str, str]:
    """Return the location of a keyword on both sides, or of the schema that could contain it."""
    left = next((part.pointer + joined(keyword) for part in reversed(old) if keyword in part.schema), "")
    right = next((part.pointer + joined(keyword) for part in reversed(new) if keyword in part.schema), "")
    old_end, new_end = ends(edge)
    return left or old_end, right or new_end


def ends(edge: Edge) -> tuple[str, str]:
    """Return the pointers of a pair of schemas."""
    return (edge.old[0].pointer if edge.old else "", edge.new[0].pointer if edge.new else "")


def at_keyword(keywords: tuple[str, ...], old: Atom, new: Atom) -> tuple[str, str]:
    """Return the location of the first of these keywords on both sides, or of the schema that could contain it."""
    return (source(keywords, old), source(keywords, new))


def source(keywords: tuple[str, ...], atom: Atom) -> str:
    """Return the location of the first of these keywords in an atom, or of the schema that could contain it."""
    for keyword in keywords:
        for part in reversed(atom.sources):
            if keyword in part.schema:
                return part.pointer + joined(keyword)
    found = next((part.pointer for part in atom.sources if part.schema.keys() - ANNOTATIONS), None)
    return found or (atom.sources[0].pointer if atom.sources else "")


def property_at(atom: Atom, name: str) -> str:
    """Return the location at which a property is declared, or else required."""
    for part in reversed(atom.sources):
        if name in part.schema.get("properties", {}):
            return part.pointer.removesuffix("#") + joined("properties", name)
    return source(("required", "properties"), atom)


def texts_of(keyword: str, parts: Parts) -> list[str]:
    """Return the values of a keyword as texts, of which each value has another one, unlike true and 1 in Python."""
    return sorted({canonical(part.schema[keyword]) for part in parts if keyword in part.schema})


def value_of(keyword: str, parts: Parts) -> Any:
    """Return the value of a keyword, or a list if schemas have several, in an order that does not depend on theirs."""
    found = {canonical(part.schema[keyword]): part.schema[keyword] for part in parts if keyword in part.schema}
    return next(iter(found.values()), None) if len(found) < 2 else [found[text] for text in sorted(found)]


def written(parts: Parts | None) -> Any:
    """Return schemas as a document writes them."""
    if not parts:
        return None
    return parts[0].schema if len(parts) == 1 else {"allOf": [part.schema for part in parts]}
