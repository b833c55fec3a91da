"""Parameters in the styles of OpenAPI: arrays in one text, and objects.

Each function takes the argument of an operation and returns what `Operation.call` sends for it. None is not sent.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote

from spkey_client._call import Styled, as_text
from spkey_client._codec import encode
from spkey_client._json import json_bytes


def comma_separated(value: object) -> Styled | None:
    """Write an array as one text with commas: `fields=a,b%2Cc`."""
    return _joined(value, ",")


def space_separated(value: object) -> Styled | None:
    """Write an array as one text with spaces: `fields=a%20b`."""
    return _joined(value, "%20")


def pipe_separated(value: object) -> Styled | None:
    """Write an array as one text with vertical bars: `fields=a%7Cb`."""
    return _joined(value, "%7C")


def object_list(value: object) -> Styled | None:
    """Write an object as one text of names and values in turn: `filter=category,books,size,3`."""
    if value is None:
        return None
    return _joined([part for pair in _properties(value) for part in pair], ",")


def exploded_object(value: object) -> Styled | None:
    """Write each property as a parameter of its own: `category=books&size=3`, or `category=books,size=3` in a path."""
    if value is None:
        return None
    found = list(_properties(value))
    return Styled(
        pairs=lambda _: [f"{_quoted(name)}={_quoted(text)}" for name, text in found],
        text=lambda encoded: ",".join(f"{encoded(name)}={encoded(text)}" for name, text in found),
    )


object_pairs = exploded_object
"""Write an object as one text of pairs, for a path or a header: `category=books,size=3`."""


def deep_object(value: object) -> Styled | None:
    """Write each property under the parameter's name: `created[gt]=1`. Arrays have indexes: `created[in][0]=1`."""
    if value is None:
        return None
    found = encode(value)
    return Styled(pairs=lambda name: list(_deep(name, found)), text=_only_in_a_query)


def json_text(value: object) -> Styled | None:
    """Write a value as JSON: `filter=%7B%22size%22%3A3%7D`."""
    if value is None:
        return None
    text = json_bytes(encode(value)).decode()
    return Styled(pairs=lambda name: [f"{name}={_quoted(text)}"], text=lambda encoded: encoded(text))


def _joined(value: object, delimiter: str) -> Styled | None:
    if value is None:
        return None
    texts = [as_text(item) for item in _items(encode(value)) if item is not None]

    def text(encoded: Callable[[str], str]) -> str:
        return delimiter.join(map(encoded, texts))

    return Styled(pairs=lambda name: [f"{name}={text(_quoted)}"] if texts else [], text=text)


def _items(value: Any) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _properties(value: object) -> Iterator[tuple[str, str]]:
    """Return the names and texts of an object's properties. An array is one text with commas."""
    for name, item in _object(encode(value)).items():
        if item is not None:
            yield name, ",".join(as_text(each) for each in _items(item) if each is not None)


def _object(value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value)
    raise TypeError(f"A parameter must be an object, not {type(value).__name__}.")


def _deep(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from _deep(f"{name}[{_quoted(key)}]", item)
    elif isinstance(value, list):
        for index, item in enumerate(each for each in cast("list[object]", value) if each is not None):
            yield from _deep(f"{name}[{index}]", item)
    elif value is not None:
        yield f"{name}={_quoted(as_text(value))}"


def _only_in_a_query(encoded: Callable[[str], str]) -> str:
    raise TypeError("A parameter of the style deepObject can be sent only in a query.")


def _quoted(text: str) -> str:
    return quote(text, safe="")
