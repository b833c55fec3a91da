"""The alternatives of two unions: the pairs that belong together, and the differences of the others."""

from collections.abc import Callable, Iterator
from typing import Any

from ...document.located import LocatedSchema
from .difference import Difference, Edge
from .places import ends, place_of
from .shapes import Atom, Parts, Shape


def exclusive_differences(edge: Edge, old: Shape, new: Shape) -> Iterator[Difference]:
    """Compare whether a value that matches two alternatives is accepted."""
    if old.overlapping and not new.overlapping:
        text = "A value that matches several alternatives is now allowed."
        yield Difference("constraint-loosened", "widened", *ends(edge), text, "oneOf", "anyOf")
    elif new.overlapping and not old.overlapping:
        text = "A value that matches several alternatives is no longer allowed."
        yield Difference("constraint-tightened", "narrowed", *ends(edge), text, "anyOf", "oneOf")


def overlap_difference(edge: Edge) -> Difference:
    """Return the difference of overlapping alternatives. Tightening one may make the union accept more values."""
    text = "The alternatives overlap, and a value must match exactly one of them. The accepted values have changed."
    return Difference("constraint-changed", "changed", *ends(edge), text)


def discriminator_differences(edge: Edge, old: Shape, new: Shape) -> Iterator[Difference]:
    """Compare the values that tell alternatives apart."""
    if old.tags == new.tags or not (old.tags and new.tags):
        return
    where = place_of("discriminator", edge, old.base, new.base)
    before, after = ({name: sorted(values) for name, values in shape.tags.items()} for shape in (old, new))
    if old.tags.keys() != new.tags.keys():
        text = "A different property now tells the alternatives apart."
        yield Difference("constraint-changed", "changed", *where, text, before, after)
        return
    for name in old.tags:
        for value in sorted(old.tags[name] - new.tags[name]):
            text = f"{name} can no longer be {value}."
            yield Difference("value-removed", "narrowed", *where, text, value, None)
        for value in sorted(new.tags[name] - old.tags[name]):
            yield Difference("value-added", "widened", *where, f"{name} can now be {value}.", None, value)


def removed_alternatives(edge: Edge, atoms: list[Atom]) -> Iterator[Difference]:
    """Return the removal of alternatives."""
    for atom in atoms:
        where = _branch(atom, edge.old)
        yield Difference(
            "alternative-removed",
            "narrowed",
            where.pointer,
            "",
            f"The alternative {_name(atom, edge.old)} was removed.",
            where.schema,
        )


def added_alternatives(edge: Edge, atoms: list[Atom], *, was_union: bool) -> Iterator[Difference]:
    """Return the addition of alternatives.

    Args:
        edge: The schemas.
        atoms: The alternatives.
        was_union: Whether there were alternatives before. If not, readers expect none.
    """
    for atom in atoms:
        where = _branch(atom, edge.new)
        yield Difference(
            "alternative-added" if was_union else "type-added",
            "widened",
            "",
            where.pointer,
            f"The alternative {_name(atom, edge.new)} was added.",
            None,
            where.schema,
        )


def _branch(atom: Atom, parts: Parts) -> LocatedSchema:
    """Return the schema of an alternative itself, not one that holds for the whole union."""
    own = beyond(atom.sources, parts)
    return next(
        (part for part in own if part.schema), atom.sources[-1] if atom.sources else LocatedSchema(True, "", "")
    )


def _name(atom: Atom, parts: Parts) -> str:
    return _branch(atom, parts).pointer.rpartition("/")[2] or atom.type


def beyond(sources: Parts, base: Parts) -> Parts:
    """Return the schemas of an alternative that do not hold for the whole union."""
    known = {part.pointer for part in base}
    return tuple(part for part in sources if part.pointer not in known)


def have_one_tag(one: Atom, other: Atom) -> bool:
    """Return whether two alternatives have the same properties with a single value, and at least one."""
    left, right = _tag(one), _tag(other)
    return bool(left) and left == right


def _tag(atom: Atom) -> frozenset[tuple[str, str]]:
    """Return the properties that have one value only."""
    return frozenset(
        (name, repr(value))
        for name, parts in atom.properties.items()
        for part in parts
        if isinstance(part.schema, dict)
        for value in ([part.schema["const"]] if "const" in part.schema else _single(part.schema.get("enum")))
    )


def _single(values: Any) -> list[Any]:
    return values if isinstance(values, list) and len(values) == 1 else []


def have_one_name(old: list[Atom], new: list[Atom]) -> Callable[[Atom, Atom], bool]:
    """Return a function that tells whether two alternatives are made of components of the same name.

    Args:
        old: The alternatives before. A component that all of them are made of does not count.
        new: The alternatives after.
    """
    shared = [
        frozenset[str].intersection(*map(_names, atoms)) if len(atoms) > 1 else frozenset() for atoms in (old, new)
    ]
    return lambda one, other: bool((_names(one) - shared[0]) & (_names(other) - shared[1]))


def _names(atom: Atom) -> frozenset[str]:
    return frozenset(part.pointer for part in atom.sources if part.pointer.count("/") == 3)
