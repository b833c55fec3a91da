"""Checks of the arguments of Python callers, who may have no type checker."""

from collections.abc import Iterable
from types import UnionType
from typing import Any, cast


def is_a(value: object, kind: type | UnionType) -> bool:
    """Return whether a value is of the type that it should have. True and False do not count as numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def several(name: str, values: object, example: str, kind: type = object) -> tuple[Any, ...]:
    """Return the items of an argument that must be a collection. A string is rejected: its items would be its letters.

    Raises:
        ValueError: It is a single value, or an item is not of type `kind`.
    """
    is_collection = isinstance(values, Iterable) and not isinstance(values, str)
    items = tuple(cast("Iterable[Any]", values)) if is_collection else None
    if items is None or not all(isinstance(item, kind) for item in items):
        raise ValueError(f"{name} must be a list, such as {example}, not {values!r:.100}.")
    return items


def check_texts(**values: object) -> None:
    """Check that arguments are strings or None.

    Raises:
        ValueError: One of them has the wrong type.
    """
    for name, value in values.items():
        if not (value is None or isinstance(value, str)):
            raise ValueError(f"{name} must be a string, not {value!r:.100}.")


def check_count(name: str, value: object) -> None:
    """Check that an argument is a valid count.

    Raises:
        ValueError: It is not a whole number, or it is negative.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{name} must be a whole number, 0 or more, not {value!r:.100}.")
