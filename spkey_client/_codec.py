"""Between JSON values and Python values, in both directions.

A decoder is a function from a decoded JSON value to a typed Python value. Decoders are made of decoders:
`array(nullable(string))`. A value that does not fit raises `DecodeError`, which collects the JSON pointer on its way
out, so that a value that does fit costs nothing for it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

T = TypeVar("T")

Decoder = Callable[[object], T]


class DecodeError(ValueError):
    """A JSON value is not what the contract says.

    Attributes:
        pointer: Where the value is, as a JSON pointer; empty for the whole document.
        problem: What is wrong with it.
    """

    def __init__(self, problem: str, pointer: str = "") -> None:
        super().__init__(problem, pointer)
        self.problem = problem
        self.pointer = pointer

    def __str__(self) -> str:
        return f"{self.pointer or 'the body'} {self.problem}"

    def under(self, member: str | int) -> "DecodeError":
        """The same error, seen from one level further out."""
        token = str(member).replace("~", "~0").replace("/", "~1")
        return DecodeError(self.problem, f"/{token}{self.pointer}")


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


def no_constant(name: str) -> object:
    """Refuses NaN and the infinities, which Python reads and JSON does not have; for `parse_constant` of `json`."""
    raise ValueError(f"{name} is not JSON")


def string(value: object) -> str:
    """A JSON string."""
    if type(value) is str:
        return value
    raise _mismatch("a string", value)


def integer(value: object) -> int:
    """A JSON number without a fraction; `3.0` is one, as in JSON Schema."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise _mismatch("an integer", value)


def number(value: object) -> float:
    """A JSON number: an `int` where it is written as one, else a `float`."""
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return value
    raise _mismatch("a number", value)


def boolean(value: object) -> bool:
    """A JSON boolean."""
    if type(value) is bool:
        return value
    raise _mismatch("a boolean", value)


def null(value: object) -> None:
    """JSON null."""
    if value is not None:
        raise _mismatch("null", value)


def anything(value: object) -> Any:
    """Any JSON value, as it is."""
    return value


def array(decode: Decoder[T]) -> Decoder[tuple[T, ...]]:
    """A JSON array, each item decoded alike."""

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
    """A JSON object without members of its own, each value decoded alike."""

    def decode_mapping(value: object) -> dict[str, T]:
        return Reader(value).rest(decode)

    return decode_mapping


def nullable(decode: Decoder[T]) -> Decoder[T | None]:
    """What `decode` takes, or null."""

    def decode_nullable(value: object) -> T | None:
        return None if value is None else decode(value)

    return decode_nullable


def union(*decoders: Decoder[Any]) -> Decoder[Any]:
    """What the first decoder takes that takes it."""

    def decode_union(value: object) -> Any:
        errors: list[DecodeError] = []
        for decode in decoders:
            try:
                return decode(value)
            except DecodeError as error:
                errors.append(error)
        raise DecodeError("fits none of the alternatives: " + "; ".join(map(str, errors)))

    return decode_union


def tagged(tag: str, decoders: Mapping[str, Decoder[Any]]) -> Decoder[Any]:
    """An object that says in its member `tag` which of the decoders takes it."""

    def decode_tagged(value: object) -> Any:
        name = Reader(value).required(tag, string)
        decode = decoders.get(name)
        if decode is None:
            known = ", ".join(decoders)
            raise DecodeError(f"should be one of {known} but is not").under(tag)
        return decode(value)

    return decode_tagged


class Reader:
    """Reads a JSON object member by member and keeps what was not asked for.

    Raises:
        DecodeError: The value is not an object.
    """

    __slots__ = ("_members",)

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _mismatch("an object", value)
        self._members = cast("dict[str, object]", value).copy()

    def required(self, name: str, decode: Decoder[T]) -> T:
        """The member `name`, which must be there."""
        try:
            value = self._members.pop(name)
        except KeyError:
            raise DecodeError("is missing").under(name) from None
        try:
            return decode(value)
        except DecodeError as error:
            raise error.under(name) from None

    def optional(self, name: str, decode: Decoder[T]) -> T | None:
        """The member `name`, or None where it is absent or null."""
        value = self._members.pop(name, None)
        if value is None:
            return None
        try:
            return decode(value)
        except DecodeError as error:
            raise error.under(name) from None

    def rest(self, decode: Decoder[T]) -> dict[str, T]:
        """The members that were not asked for."""
        rest: dict[str, T] = {}
        for name, value in self._members.items():
            try:
                rest[name] = decode(value)
            except DecodeError as error:
                raise error.under(name) from None
        return rest


class _Omitted:
    def __repr__(self) -> str:
        return "<left out>"


OMITTED: Any = _Omitted()
"""The default of an optional argument that may be null: since None means null there, it cannot be the default."""


def members(
    required: Mapping[str, object],
    optional: Mapping[str, object] | None = None,
    extra: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """The JSON object with these members.

    Args:
        required: Members that are always written, except where they are `OMITTED`.
        optional: Members that are left out where they are None.
        extra: Members that the contract does not know; all others win over them.
    """
    given = {name: value for name, value in required.items() if value is not OMITTED}
    given |= {name: value for name, value in (optional or {}).items() if value is not None}
    return {name: encode(value) for name, value in {**(extra or {}), **given}.items()}


def encode(value: Any) -> Any:
    """The JSON value of a Python value: models become objects, sequences arrays."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {name: encode(member) for name, member in cast("Mapping[str, object]", value).items()}
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [encode(item) for item in cast("Sequence[object]", value)]
    raise TypeError(f"A value of type {type(value).__name__} cannot be written as JSON.")
