"""The differences of limits, and the items of arrays."""

from collections.abc import Iterator
from fractions import Fraction
from math import inf
from typing import Any

from .difference import ANYTHING, Difference, Edge, anything_in
from .limits import Way, relation, shown
from .places import at_keyword
from .shapes import TYPES, Atom


def limit_differences(edge: Edge, old: Atom, new: Atom) -> Iterator[Difference]:
    """Compare the limits of values."""
    for name in sorted({*old.limits, *new.limits}):
        before, after = old.limits.get(name), new.limits.get(name)
        if before == after or (way := _way(name, old, new)) is None:
            continue
        kind = {"narrowed": "constraint-tightened", "widened": "constraint-loosened"}.get(way, "constraint-changed")
        left, right = shown(name, before), shown(name, after)
        where = at_keyword((name, f"exclusive{name.capitalize()}", "items", "type"), old, new)
        yield Difference(kind, way, *where, _limit_text(left, right), left, right)


def _way(name: str, old: Atom, new: Atom) -> Way | None:
    """Return how a limit differs, if nothing else implies the difference."""
    before, after = old.limits.get(name), new.limits.get(name)
    if name == "minProperties":  # at least this many are required anyway
        before, after = max(before or 0, len(old.required)), max(after or 0, len(new.required))
    elif name == "multipleOf" and old.type != new.type:  # an integer is a multiple of 1
        before, after = (before or (old.type == "integer" or None), after or (new.type == "integer" or None))
        way = relation(name, Fraction(before) if before else None, Fraction(after) if after else None)
        return None if way == ("widened" if old.type == "integer" else "narrowed") else way
    return None if before == after else relation(name, before, after)


def _limit_text(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    if before is None and after is not None:
        return " ".join(f"{keyword} {quoted(value)} was added." for keyword, value in after.items())
    if after is None and before is not None:
        return " ".join(f"{keyword} {quoted(value)} was removed." for keyword, value in before.items())
    (keyword, value), (former, was) = next(iter((after or {}).items())), next(iter((before or {}).items()))
    return f"{keyword} is {quoted(value)} instead of {'' if keyword == former else former + ' '}{quoted(was)}."


def item_pairs(old: Atom, new: Atom) -> Iterator[Edge]:
    """Return the pairs of the items that two arrays can both have."""
    if old.type != "array" or new.type != "array" or old.values is not None or new.values is not None:
        return
    most = min(old.limits.get("maxItems", inf), new.limits.get("maxItems", inf))
    first = max(len(old.prefix), len(new.prefix))
    for index in range(int(min(first, most))):
        left = old.prefix[index] if index < len(old.prefix) else old.items or anything_in(old.sources)
        right = new.prefix[index] if index < len(new.prefix) else new.items or anything_in(new.sources)
        yield Edge((ANYTHING,), left, right)
    if most > first and (old.items or new.items):
        yield Edge((ANYTHING,), old.items or anything_in(old.sources), new.items or anything_in(new.sources))


def listed(names: list[str]) -> str:
    """Return names for a sentence."""
    if not names:
        return "nothing"
    if len(names) == len(TYPES) or set(names) == set(TYPES) - {"integer"}:
        return "any type"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def short_list(names: list[str]) -> Any:
    """Return a list, or its only element."""
    return names[0] if len(names) == 1 else names


def quoted(value: Any) -> str:
    """Return a value for a sentence."""
    return f"“{value}”" if isinstance(value, str) else str(value)
