"""The places of a body that a change is about."""

from collections.abc import Sequence
from typing import Any

from ...document.problem import tokens
from ..changes import Change, Use

_ABOUT_PROPERTY = {"property-optional", "property-required"}
"""The kinds of changes of an object that are about one of its properties."""


def way(change: Change, use: Use) -> tuple[str, ...]:
    """Return the way to what has changed in a use, up to the property where the object has changed because of one."""
    steps = tokens(change.pointer)
    if change.kind in _ABOUT_PROPERTY and steps[-2:-1] == ["properties"] and use.path[-1:] != (steps[-1],):
        return (*use.path, steps[-1])
    return use.path


def removed(change: Change) -> list[Any]:
    """Return the value that a change is about, if it is about one."""
    return [change.old] if change.kind == "value-removed" else []


def is_about(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether a problem at a place of a value may be due to a change at another, around it or within it.

    Args:
        path: The names and indexes that lead to the problem.
        wanted: The way to the change, with `*` for items and further properties.
    """
    return all(step in {"*", name} for name, step in zip(path, wanted, strict=False))


def holds(value: Any, path: Sequence[str]) -> bool:
    """Return whether a value has the place that a path without `*` leads to, or any that one with `*` leads to."""
    if not path:
        return True
    if path[0] == "*":
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        return any(holds(each, path[1:]) for each in inner)
    return isinstance(value, dict) and path[0] in value and holds(value[path[0]], path[1:])
