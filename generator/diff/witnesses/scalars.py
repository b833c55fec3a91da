"""Texts and numbers at the limits of two schemas."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from ...build.scalars import candidates, limits
from ...document.document import Node
from ...document.patterns import matching
from .places import Shape, values_of

_LONGEST = 20_000
"""The length of the longest text. Limits beyond it are not tested."""

_ROUNDINGS = (math.floor, math.ceil)

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

_TEXTS = (
    "text",
    "",
    "a",
    "A b_c-1.",
    "é\N{SNOWMAN}",
    "1",
    " ",
    "2026-11-05T16:00:00Z",
    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
)


_CHARACTERS = "bcdefxyz0129ABZ_-."


def texts(own: Shape, others: Shape) -> Iterator[str]:
    """Return texts around the limits of some schemas, starting with those that others may reject.

    Args:
        own: The schemas that should accept the text.
        others: The schemas of the other version.
    """
    usual = [value for value in candidates("string", _nodes(own)) if isinstance(value, str)]
    unusual = [*_lengths(own, others), *_patterned(own, others)]
    yield from dict.fromkeys([*unusual, *usual, *_TEXTS] if others else [*usual, *unusual, *_TEXTS])


def _lengths(own: Shape, others: Shape) -> Iterator[str]:
    bounds = [*values_of((*others, *own), "maxLength"), *values_of((*others, *own), "minLength")]
    for length in (int(bound) + step for bound in bounds for step in (1, -1, 0)):
        if 0 <= length <= _LONGEST:
            yield ("text" * (length // 4 + 1))[:length]
            yield from (character * length for character in "1aA")
            yield from (text for pattern in values_of(own, "pattern") if (text := _filled(pattern, length)))


def _filled(pattern: str, length: int) -> str | None:
    """Return a text of a length that matches a pattern, if it is of a simple form."""
    fixed = matching(pattern, 0) or ""
    for repeated in (length, length - len(fixed), length - len(fixed) + 1, length - 1):
        text = matching(pattern, repeated) if repeated >= 0 else None
        if text is not None and len(text) == length:
            return text
    return None


def _patterned(own: Shape, others: Shape) -> Iterator[str]:
    for pattern in values_of((*own, *others), "pattern"):
        for repeated in (1, 0, 2, 3, 8, 36):
            if (text := matching(pattern, repeated)) is not None:
                yield from (text, text.upper(), f"{text} ", f"{text}-", f"{text}a", f"{text}1", text[1:])
                yield from (char + text[1:] for char in _CHARACTERS)
                yield from (text[:-1] + char for char in _CHARACTERS)


def numbers(own: Shape, others: Shape, *, whole: bool) -> Iterator[float]:
    """Return numbers around the limits of some schemas, starting with those that others may reject.

    Args:
        own: The schemas that should accept the number.
        others: The schemas of the other version.
        whole: Whether to return only integers.
    """
    usual, unusual = list(candidates("number", _nodes(own))), list(_around(own, others))
    found = [*unusual, *usual] if others else [*usual, *unusual]
    steps = [step for step in values_of(own, "multipleOf") if step]
    multiples = [rounded(number / step) * step for number, step, rounded in product(found, steps, _ROUNDINGS)]
    for number in dict.fromkeys([*multiples, *found]):
        if not whole:
            yield number
        elif float(number).is_integer():
            yield int(number)


def _around(own: Shape, others: Shape) -> Iterator[float]:
    for step in values_of(others, "multipleOf"):
        yield from (step / 2, step + 1, step * 1.5, step)
    for bound in (bound for keyword in _BOUNDS for bound in values_of((*others, *own), keyword)):
        yield from (bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5)
    yield from (1.5, 0, 1, -1, 7, 2**31, 2**53, 1e300)


def _nodes(shape: Iterable[Any]) -> Sequence[Node]:
    return limits([place.node for place in shape])
