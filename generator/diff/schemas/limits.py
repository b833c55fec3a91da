"""The limits of values: numbers, lengths, patterns and formats, in one form however a schema writes them."""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Any, Literal

from ...document.document import Node

Way = Literal["narrowed", "widened", "changed"]
"""How the accepted values change: fewer, more, or some gained and others lost."""

_UP = ("minimum", "minLength", "minItems", "minProperties")
_DOWN = ("maximum", "maxLength", "maxItems", "maxProperties")
_SETS = ("pattern", "format", "contentEncoding", "contentMediaType")

_NUMBER = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
_KEYWORDS: dict[str, tuple[str, ...]] = {
    "integer": (*_NUMBER, "format"),
    "number": (*_NUMBER, "format"),
    "string": ("minLength", "maxLength", *_SETS),
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
}

_NUMBERS = ("integer", "number")
_TEXT_FORMATS = (
    *("date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
    *("uri", "uri-reference", "uri-template", "iri", "iri-reference", "uuid", "json-pointer", "relative-json-pointer"),
    *("regex", "password", "byte", "binary"),
)
_NARROWER_FORMATS = {"int8": "int16", "int16": "int32", "int32": "int64", "float": "double"}

Limits = dict[str, Any]
"""Limits by keyword. A bound of numbers is a pair: the number, and whether the number itself is excluded."""


def limits(kind: str, schemas: Iterable[Node]) -> Limits:
    """Return the limits that schemas together set for values of a JSON type, without those that exclude no value."""
    found: Limits = {}
    for schema in schemas:
        for keyword in _KEYWORDS.get(kind, ()):
            if keyword in schema and not (kind in _NUMBERS and schema[keyword] in _TEXT_FORMATS):
                name, value = _normal(keyword, schema[keyword])
                found[name] = _both(name, found[name], value) if name in found else value
    if kind == "integer":
        _make_whole(found)
    return {name: value for name, value in found.items() if not _is_idle(name, value)}


def _normal(keyword: str, value: Any) -> tuple[str, Any]:
    match keyword:
        case "exclusiveMinimum" | "exclusiveMaximum":
            return keyword[len("exclusive") :].lower(), (Fraction(str(value)), True)
        case "minimum" | "maximum":
            return keyword, (Fraction(str(value)), False)
        case "multipleOf":
            return keyword, Fraction(str(value))
        case _ if keyword in _SETS:
            return keyword, frozenset({value})
        case _:
            return keyword, value


def _both(name: str, one: Any, other: Any) -> Any:
    if name in _SETS:
        return one | other
    if name == "multipleOf":
        return Fraction(lcm(one.numerator, other.numerator), gcd(one.denominator, other.denominator))
    return max(one, other, key=lambda value: _strictness(name, value))


def _make_whole(found: Limits) -> None:
    if "minimum" in found:
        value, excluded = found["minimum"]
        found["minimum"] = (Fraction(floor(value) + 1 if excluded else ceil(value)), False)
    if "maximum" in found:
        value, excluded = found["maximum"]
        found["maximum"] = (Fraction(ceil(value) - 1 if excluded else floor(value)), False)
    if "multipleOf" in found:
        found["multipleOf"] = _both("multipleOf", found["multipleOf"], Fraction(1))
        if found["multipleOf"] == 1:
            del found["multipleOf"]


def _is_idle(name: str, value: Any) -> bool:
    if name == "pattern":
        return bool(value <= EVERYTHING)
    return (name in _UP and name != "minimum" and value <= 0) or (name == "uniqueItems" and value is False)


def _strictness(name: str, value: Any) -> Any:
    """Return a number that is greater for a stricter limit."""
    match name:
        case "maximum":
            return (-value[0], value[1])
        case _ if name in _DOWN:
            return -value
        case _:
            return value


def relation(name: str, old: Any, new: Any) -> Way:
    """Return how a limit differs from another, unequal one. Either may be None."""
    if old is None or new is None:
        return "narrowed" if old is None else "widened"
    if name == "format" and len(old) == len(new) == 1:
        return _format_relation(*old, *new)
    if name in _SETS:
        return "narrowed" if new > old else "widened" if new < old else "changed"
    if name == "multipleOf":
        return "narrowed" if (new / old).denominator == 1 else "widened" if (old / new).denominator == 1 else "changed"
    return "narrowed" if _strictness(name, new) > _strictness(name, old) else "widened"


def _format_relation(old: str, new: str) -> Way:
    if new in _wider_formats(old):
        return "widened"
    return "narrowed" if old in _wider_formats(new) else "changed"


def _wider_formats(name: str) -> Iterable[str]:
    while name in _NARROWER_FORMATS:
        name = _NARROWER_FORMATS[name]
        yield name


EVERYTHING = frozenset({"", "^", "$", ".*", "^.*", ".*$", "^.*$", "^[\\s\\S]*$"})
"""Patterns that every text matches, but for line breaks."""


def is_empty(found: Limits) -> bool:
    """Return whether no value is within these limits."""
    if "minimum" in found and "maximum" in found:
        (low, _), (high, _) = found["minimum"], found["maximum"]
        if low > high or (low == high and (found["minimum"][1] or found["maximum"][1])):
            return True
    pairs = (("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"))
    return any(found.get(low, 0) > found[high] for low, high in pairs if high in found)


def are_apart(one: Limits, other: Limits) -> bool:
    """Return whether no value is within both limits."""
    both = {name: _both(name, one[name], other[name]) for name in one.keys() & other.keys()}
    return is_empty({**one, **other, **both})


def shown(name: str, value: Any) -> Node | None:
    """Return a limit as a schema writes it, or None if there is none."""
    if value is None:
        return None
    if name in ("minimum", "maximum"):
        number, excluded = value
        return {f"exclusive{name.capitalize()}" if excluded else name: _number(number)}
    if isinstance(value, Fraction):
        return {name: _number(value)}
    if isinstance(value, frozenset):
        return {name: sorted(value) if len(value) > 1 else next(iter(value))}
    return {name: value}


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
