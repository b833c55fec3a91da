"""Schemas in normal form: the values that they accept, by JSON type."""

import json
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ...document.located import LocatedSchema
from .limits import Limits

Parts = tuple[LocatedSchema, ...]
"""Schemas that must all hold. Empty if every value is accepted."""

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@frozen
class Condition:
    """A condition that has no normal form: `not`, `if`, `contains` and their like.

    Attributes:
        keyword: Its keyword.
        schemas: Its schemas, by keyword.
        bounds: The values of minContains and maxContains.
    """

    keyword: str
    schemas: Mapping[str, Parts]
    bounds: tuple[float, float] = (0, 0)


@frozen
class Atom:
    """Values of one JSON type.

    Attributes:
        type: The type. All whole numbers are `integer`, others `number`, which includes them.
        sources: The schemas that it is made of.
        values: The only values, as JSON, or None for all within the limits.
        limits: The limits.
        prefix: The first items of arrays.
        items: All further items, unless `limits` say that there are none.
        properties: The properties of objects.
        required: The names of the required properties.
        server_set: The names of the properties that clients must not send.
        patterns: Properties whose names match a pattern.
        additional: All further properties.
        is_closed: Whether there are no further properties.
        dependents: The schemas that also apply to an object that has a property.
        conditions: Further conditions.
    """

    type: str
    sources: Parts
    values: frozenset[str] | None = None
    limits: Limits = field(factory=dict[str, Any])
    prefix: tuple[Parts, ...] = ()
    items: Parts = ()
    properties: Mapping[str, Parts] = field(factory=dict[str, Parts])
    required: frozenset[str] = frozenset()
    server_set: frozenset[str] = frozenset()
    patterns: Mapping[str, Parts] = field(factory=dict[str, Parts])
    additional: Parts = ()
    is_closed: bool = False
    dependents: Mapping[str, Parts] = field(factory=dict[str, Parts])
    conditions: tuple[Condition, ...] = ()


@frozen
class Shape:
    """The values that schemas accept: those of any of its atoms.

    Attributes:
        atoms: The atoms.
        base: The schemas that hold for every value.
        overlapping: Alternatives of which exactly one must match, although some have values in common.
        unions: Unions with too many alternatives to multiply out.
        tags: The values of discriminators, by property.
    """

    atoms: tuple[Atom, ...]
    base: Parts
    overlapping: Parts = ()
    unions: tuple[Parts, ...] = ()
    tags: Mapping[str, frozenset[str]] = field(factory=dict[str, frozenset[str]])

    @property
    def types(self) -> frozenset[str]:
        """The JSON types of the values."""
        return frozenset(atom.type for atom in self.atoms)


def canonical(value: Any) -> str:
    """Return a JSON value as a text that is the same for equal values."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Return a value in which whole floats are integers, such as 1 for 1.0."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def type_of(value: Any) -> str:
    """Return the JSON type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
