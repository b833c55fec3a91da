"""Decoders: functions from a JSON value to a typed Python value.

Decoders compose: `array(nullable(string))`. A value that does not fit raises `DecodeError`. The error collects its JSON
pointer as it propagates, so that values that fit do not pay for it.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from ._json import TOO_DEEP, is_too_deep
from ._json import DecodeError as DecodeError

T = TypeVar("T")

Decoder = Callable[[object], T]


def _mismatch(expected: str, value: object) -> DecodeError:
    # The type is named and the value is not: it may be personal, or long.
    return DecodeError(f"should be {expected} but is {_JSON_TYPES.get(type(value), 'something else')}")


_JSON_TYPES: Mapping[type, str] = {
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    dict: "an object",
    list: "an array",
    type(None): "null",
}


def string(value: object) -> str:
    """Read a JSON string."""
    if type(value) is str:
        return value
    raise _mismatch("a string", value)


def integer(value: object) -> int:
    """Read a JSON number without a fraction. `3.0` is one, as in JSON Schema."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise _mismatch("an integer", value)


def number(value: object) -> float:
    """Read a JSON number, as an `int` if it is written as one, else as a `float`."""
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value
    raise _mismatch("a number", value)


def boolean(value: object) -> bool:
    """Read a JSON boolean."""
    if type(value) is bool:
        return value
    raise _mismatch("a boolean", value)


def null(value: object) -> None:
    """Read JSON null."""
    if value is not None:
        raise _mismatch("null", value)


def anything(value: object) -> Any:
    """Return any JSON value as it is, unless it is nested too deeply."""
    if type(value) in {dict, list} and is_too_deep(value):
        raise DecodeError(TOO_DEEP)
    return value


def array(decode: Decoder[T]) -> Decoder[tuple[T, ...]]:
    """Return the decoder of an array of such items."""

    def decode_array(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _mismatch("an array", value)
        items: list[T] = []
        try:
            for item in cast("list[object]", value):
                items.append(decode(item))
        except DecodeError as error:
            raise error.under(len(items)) from None
        return tuple(items)

    return decode_array


def mapping(decode: Decoder[T]) -> Decoder[dict[str, T]]:
    """Return the decoder of an object with such values under any names."""

    def decode_mapping(value: object) -> dict[str, T]:
        return Reader(value).rest(decode)

    return decode_mapping


def nullable(decode: Decoder[T]) -> Decoder[T | None]:
    """Return the decoder of such a value or null."""

    def decode_nullable(value: object) -> T | None:
        return None if value is None else decode(value)

    return decode_nullable


class _Omitted:
    def __repr__(self) -> str:
        return "<omitted>"


OMITTED: Any = _Omitted()
"""The default of an argument or attribute for which None means null."""


class Reader:
    """Reads a JSON object property by property and keeps the rest.

    Raises:
        DecodeError: The value is not an object.
    """

    __slots__ = ("_values",)

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _mismatch("an object", value)
        self._values = cast("dict[str, object]", value).copy()

    def required(self, name: str, decode: Decoder[T]) -> T:
        """Read a required property."""
        try:
            value = self._values.pop(name)
        except KeyError:
            raise DecodeError("is missing").under(name) from None
        try:
            return decode(value)
        except DecodeError as error:
            raise error.under(name) from None

    def optional(self, name: str, decode: Decoder[T]) -> T | None:
        """Read a property. Return None if it is absent or null."""
        value = self._values.pop(name, None)
        if value is None:
            return None
        try:
            return decode(value)
        except DecodeError as error:
            raise error.under(name) from None

    def nullable(self, name: str, decode: Decoder[T]) -> T | None:
        """Read a property. Return None if it is null, and `OMITTED` if it is absent."""
        if name not in self._values:
            return cast("None", OMITTED)
        return self.optional(name, decode)

    def rest(self, decode: Decoder[T]) -> dict[str, T]:
        """Read the properties that have not been read yet."""
        rest: dict[str, T] = {}
        for name, value in self._values.items():
            try:
                rest[name] = decode(value)
            except DecodeError as error:
                raise error.under(name) from None
        return rest
