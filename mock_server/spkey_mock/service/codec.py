"""Codecs, which convert frozen attrs classes, such as events and states, to JSON objects and back.

Each attribute becomes a property in camelCase. Attributes that are None or computed by the class are omitted. The
conversion is lossless.
"""

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs
from attrs import Attribute, frozen

from .keyed import Keyed
from .numbered import Numbered

T = TypeVar("T")


def present(**properties: object) -> dict[str, Any]:
    """Return the properties that have a value. JSON objects lack the others."""
    return {name: value for name, value in properties.items() if value is not None}


_Convert = Callable[[Any], Any]


class DecodeError(ValueError):
    """A JSON value that a codec cannot decode.

    Attributes:
        message: The problem.
        place: The location of the problem in the value.
    """

    def __init__(self, message: str, place: tuple[str | int, ...] = ()) -> None:
        super().__init__(f"{'/'.join(map(str, place))}: {message}" if place else message)
        self.message = message
        self.place = place


@frozen
class _Property:
    name: str
    wire: str
    required: bool
    encode: _Convert
    decode: _Convert


class Codec(Generic[T]):
    """Encodes and decodes the instances of one class.

    Args:
        cls: A frozen attrs class.
        names: The property names of attributes that do not follow the camelCase convention.
    """

    def __init__(self, cls: type[T], names: Mapping[str, str] | None = None) -> None:
        self._class = cls
        hints = get_type_hints(cls)
        fields = cast("tuple[Attribute[Any], ...]", attrs.fields(cast("Any", cls)))
        self._properties = [_property(field, hints[field.name], names or {}) for field in fields if field.init]

    def encode(self, value: T) -> dict[str, Any]:
        """Return the JSON object of a value."""
        data: dict[str, Any] = {}
        for item in self._properties:
            attribute = getattr(value, item.name)
            if attribute is not None:
                data[item.wire] = attribute if item.encode is _same else item.encode(attribute)
        return data

    def decode(self, data: object) -> T:
        """Return the instance that a JSON object represents. Unknown properties are ignored.

        Raises:
            DecodeError: The object does not represent an instance of the class.
        """
        if not isinstance(data, dict | Mapping):  # checking for dict first is faster
            raise DecodeError("The value must be an object.")
        properties = cast("Mapping[str, Any]", data)
        values: dict[str, Any] = {}
        for item in self._properties:
            found = properties.get(item.wire)
            if found is not None:
                try:
                    values[item.name] = item.decode(found)
                except DecodeError as error:
                    raise DecodeError(error.message, (item.wire, *error.place)) from None
            elif item.required:
                raise DecodeError("The value is missing.", (item.wire,))
        try:
            return self._class(**values)
        except ValueError as error:
            raise DecodeError(str(error)) from None


@cache
def codec(cls: type[T]) -> Codec[T]:
    """Return the codec of a class."""
    return Codec(cls)


def _property(field: "Attribute[Any]", hint: Any, names: Mapping[str, str]) -> _Property:
    head, *words = field.name.split("_")
    wire = names.get(field.name) or "".join([head, *(word.capitalize() for word in words)])
    encode, decode = _converters(hint)
    return _Property(field.name, wire, field.default is attrs.NOTHING, encode, decode)


def _converters(hint: Any) -> tuple[_Convert, _Convert]:
    """Return the functions that encode and decode values of a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        return _converters(inner)
    if origin is Literal:
        return _same, _one_of(arguments)
    if origin is tuple:
        return _list(*_converters(arguments[0]))
    if origin is Numbered:
        return _numbered(*_converters(arguments[0]))
    if origin is Keyed:
        return _keyed(*_converters(arguments[0]))
    if origin is frozenset:
        return _set(*_converters(arguments[0]))
    if isinstance(hint, type) and attrs.has(hint):
        # Created on first use, because a class may refer to itself.
        return lambda value: codec(hint).encode(value), lambda value: codec(hint).decode(value)
    return _same, _SCALARS[origin or hint]


def _same(value: Any) -> Any:
    return value


def _one_of(values: tuple[Any, ...]) -> _Convert:
    def decode(value: Any) -> Any:
        if value in values:
            return value
        raise DecodeError(f"The value must be one of {', '.join(map(str, values))}.")

    return decode


def _list(encode: _Convert, decode: _Convert) -> tuple[_Convert, _Convert]:
    def decode_items(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise DecodeError("The value must be an array.")
        return tuple(_decode_item(decode, item, index) for index, item in enumerate(cast("list[Any]", value)))

    return lambda value: [encode(item) for item in value], decode_items


def _numbered(encode: _Convert, decode: _Convert) -> tuple[_Convert, _Convert]:
    encode_items, decode_items = _list(encode, decode)

    def decode_numbered(value: Any) -> Numbered[Any]:
        items = decode_items(value)
        try:
            numbered = Numbered((item.number, item) for item in items)
        except ValueError as error:
            raise DecodeError(str(error)) from None
        if len(numbered) < len(items):
            raise DecodeError("Two values have the same number; a number must be unique.")
        return numbered

    return encode_items, decode_numbered


def _keyed(encode: _Convert, decode: _Convert) -> tuple[_Convert, _Convert]:
    """Return the functions for a map, whose JSON is an array of pairs because some databases sort properties."""

    def decode_pair(pair: Any) -> tuple[str, Any]:
        match pair:
            case [str() as key, value]:
                return key, _decode_item(decode, value, 1)
            case _:
                raise DecodeError("The value must be an array of a string and a value.")

    _, decode_pairs = _list(_same, decode_pair)

    def decode_keyed(value: Any) -> Keyed[Any]:
        pairs = decode_pairs(value)
        keyed: Keyed[Any] = Keyed(pairs)
        if len(keyed) < len(pairs):
            raise DecodeError("Two values have the same key. Keys must be unique.")
        return keyed

    return lambda value: [[key, encode(item)] for key, item in value.items()], decode_keyed


def _set(encode: _Convert, decode: _Convert) -> tuple[_Convert, _Convert]:
    encode_items, decode_items = _list(encode, decode)
    return lambda value: encode_items(sorted(value)), lambda value: frozenset(decode_items(value))


def _decode_item(decode: _Convert, item: Any, index: int) -> Any:
    try:
        return decode(item)
    except DecodeError as error:
        raise DecodeError(error.message, (index, *error.place)) from None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise DecodeError("The value must be a string.")


def _whole(value: Any) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53 and value == int(value):
        return int(value)
    raise DecodeError("The value must be a whole number below 2^53.")


def _number(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise DecodeError("The value must be a number.")


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise DecodeError("The value must be true or false.")


def _object(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value)
    raise DecodeError("The value must be an object.")


_SCALARS: Mapping[Any, _Convert] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _boolean,
    dict: _object,
    Mapping: _object,
}
