"""JSON values that tell the schemas of the cases apart."""

from string import ascii_lowercase
from typing import Any

__all__ = ["VALUES"]

_TEXTS = ["", *"abcdxyzB19", "x-a", "user", "admin", "long", "2026-01-01", "2026-01-01T00:00:00Z", "a@b.co"]
_TEXTS += [ascii_lowercase[:length] for length in (2, 4, 5, 6, 8, 9, 10, 11, 15, 20, 21)]
_NUMBERS = [0, 1, 2, 3, 5, 6, 7, 9, 10, 12, 15, 20, 30, 50, 51, 100, 101, -1, 0.25, 0.5, 0.75, 1.0, 1.5, 2**40]
_SCALARS: list[Any] = [None, True, False, *_NUMBERS, *_TEXTS]
_SOME: list[Any] = [None, True, 1, 0, -1, "a", "x", ascii_lowercase[:12], [], {}, {"b": "x"}, {"b": 1}]
_NAMES = ["a", "b", "c", "n_1", "x-1", "id", "A", "size", "name", "label", "detail", "required", ascii_lowercase[:12]]

_ARRAYS: list[Any] = [
    [],
    *([each] for each in _SCALARS),
    *([first, second] for first in _SOME for second in _SOME),
    *([each] * 3 for each in (1, "a")),
    *(list(ascii_lowercase[:length]) for length in (4, 11, 21)),
    *([{name: value}] for name in ("a", "b", "id") for value in ("x", 1)),
    [["a"]],
    [[ascii_lowercase[:12]]],
]
_OBJECTS: list[Any] = [
    *({name: value} for name in _NAMES for value in _SOME),
    *({"a": first, "b": second} for first in _SOME for second in _SOME),
    {"a": "x", "b": "y", "c": "z"},
    {"a": {"b": {"c": "x"}}},
    {"description": ascii_lowercase[:9]},
    *({f"k{index}": 1 for index in range(count)} for count in (1, 2, 3, 11, 21)),
    *({"kind": kind, **more} for kind in ("Cat", "Dog", "Fish", "bird") for more in ({}, {"lives": 9}, {"name": "n"})),
    *({"kind": kind, name: "s"} for kind in "xy" for name in "ab"),
    {"kind": "Fish", "fins": 2},
    {"name": "x", "children": [{"name": "y", "children": []}]},
    {"children": [{"name": 1}]},
]

VALUES: list[Any] = [*_SCALARS, *_ARRAYS, *_OBJECTS]
"""Values of every type, around the limits that the cases have."""
