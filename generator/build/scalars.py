"""Texts and numbers within the limits of a schema."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..document.document import Node
from ..document.patterns import matching

LIMITS = frozenset(
    {
        *("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"),
        *("format", "maxLength", "minLength", "pattern"),
    }
)
"""The keywords that limit texts and numbers."""

_FORMATS = {
    "byte": "AP8=",
    "date": "2026-11-05",
    "date-time": "2026-11-05T16:00:00Z",
    "duration": "PT1H",
    "email": "ada@example.com",
    "hostname": "service.example",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "16:00:00Z",
    "uri": "https://service.example/",
    "uri-reference": "https://service.example/",
    "url": "https://service.example/",
    "uuid": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
}

_TEXT = "text"


def limits(schemas: Iterable[Node]) -> list[Node]:
    """Return the limits of schemas, without their other keywords."""
    return [{name: schema[name] for name in schema.keys() & LIMITS} for schema in schemas]


def candidates(kind: str, schemas: Sequence[Node]) -> Iterator[Any]:
    """Return values of a type, of which at least the last one may lie outside the limits of the schemas.

    Args:
        kind: The JSON type: `string`, `integer` or `number`.
        schemas: The schemas.
    """
    if kind == "string":
        return _texts(schemas)
    numbers = _numbers(schemas)
    return (math.floor(number) for number in numbers) if kind == "integer" else numbers


def _texts(schemas: Sequence[Node]) -> Iterator[str]:
    least = max(_values(schemas, "minLength"), default=0)
    most = min(_values(schemas, "maxLength"), default=max(least, len(_TEXT)))
    yield from (_FORMATS[name] for name in _values(schemas, "format") if name in _FORMATS)
    for pattern in _values(schemas, "pattern"):
        for repeated in (1, 0, least, most, 36):
            if found := matching(pattern, int(repeated)):
                yield found
    yield (_TEXT * (int(least) // len(_TEXT) + 1))[: int(min(max(least, len(_TEXT)), most))]


def _numbers(schemas: Sequence[Node]) -> Iterator[float]:
    lows = [*_values(schemas, "minimum"), *_values(schemas, "exclusiveMinimum")]
    highs = [*_values(schemas, "maximum"), *_values(schemas, "exclusiveMaximum")]
    low = max(lows, default=min(highs, default=0) - 1 if highs else 0)
    high = min(highs, default=low + 2)
    for step in _values(schemas, "multipleOf"):
        yield from (step * (low // step + count) for count in (0, 1, 2))
    yield from (1, 0, low, low + 1, high, high - 1)
    yield (low + high) / 2


def _values(schemas: Sequence[Node], name: str) -> list[Any]:
    return [schema[name] for schema in schemas if name in schema]
