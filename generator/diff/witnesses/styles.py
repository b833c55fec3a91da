"""Serialises and parses parameters in the styles of OpenAPI."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...document.document import Node, style_of
from ...document.json_types import json_type

Given = Mapping[str, Sequence[str]]
"""The texts of a query, of the headers, of the cookies or of a path, by name."""

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


def write(parameter: Node, value: Any) -> list[tuple[str, str]]:
    """Return the names and texts that a value is sent as. Those outside a query have one text."""
    name = parameter["name"]
    if "content" in parameter:
        return [(name, json.dumps(value, ensure_ascii=False))]
    style, explode = style_of(parameter)
    prefix, delimiter = _marks(parameter)
    repeated = explode and parameter["in"] in {"query", "cookie"}
    match value:
        case list() if repeated:
            return [(name, _text(item)) for item in value]
        case list():
            return [(name, prefix + delimiter.join(map(_text, value)))]
        case dict() if style == "deepObject":
            return [(f"{name}[{key}]", _text(item)) for key, item in value.items()]
        case dict() if repeated:
            return [(key, _text(item)) for key, item in value.items()]
        case dict():
            between = "=" if explode else delimiter
            return [(name, prefix + delimiter.join(f"{key}{between}{_text(item)}" for key, item in value.items()))]
        case _:
            return [(name, prefix + _text(value))]


def read(parameter: Node, given: Given, types: set[str], names: Sequence[str] = ()) -> list[Any]:
    """Return the values that a parameter may have, likely ones first, or None if it is not sent.

    Args:
        parameter: The parameter.
        given: The texts that are sent in its location.
        types: The JSON types that its schema allows. Empty if it allows any.
        names: The properties that its schema declares.
    """
    _, explode = style_of(parameter)
    prefix, delimiter = _marks(parameter)
    texts = [text[len(prefix) :] for text in given.get(parameter["name"], ()) if text.startswith(prefix)]
    if "content" in parameter:
        return [_json(text) for text in texts]
    found: list[Any] = []
    if "object" in types:
        found += _objects(parameter, given, texts, names)
    if texts and "array" in types:
        repeated = explode and parameter["in"] in {"query", "cookie"}
        found += _lists(texts if repeated else texts[0].split(delimiter))
    if len(texts) == 1 and types != {"object"}:
        found += [value for value in _scalars(texts[0]) if not types or _is(value, types)] or ([] if found else texts)
    elif texts and not found:
        found.append(list(texts))
    return found


def is_repeatable(parameter: Node, types: set[str]) -> bool:
    """Return whether a parameter may be sent several times.

    Args:
        parameter: The parameter.
        types: The JSON types that its schema allows. Empty if it allows any.
    """
    return "content" not in parameter and style_of(parameter)[1] and (not types or "array" in types)


def _marks(parameter: Node) -> tuple[str, str]:
    """Return the prefix of a value, and the separator of its parts."""
    match style_of(parameter):
        case "label", explode:
            return ".", "." if explode else ","
        case "matrix", explode:
            prefix = f";{parameter['name']}="
            return prefix, prefix if explode else ","
        case style, _:
            return "", _DELIMITERS.get(style, ",")


def _objects(parameter: Node, given: Given, texts: Sequence[str], names: Sequence[str]) -> list[Any]:
    name = parameter["name"]
    style, explode = style_of(parameter)
    delimiter = _marks(parameter)[1]
    if style == "deepObject":
        pairs = [(key[len(name) + 1 : -1], values[0]) for key, values in given.items() if key.startswith(f"{name}[")]
    elif explode and parameter["in"] in {"query", "cookie"}:
        pairs = [(key, given[key][0]) for key in names if key in given]
    elif explode:
        pairs = [(key, value) for text in texts[:1] for key, _, value in _parted(text.split(delimiter))]
    else:
        parts = texts[0].split(delimiter) if texts else []
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
    return [{key: each(text) for key, text in pairs} for each in (_guess, str)] if pairs else []


def _parted(parts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return (part.partition("=") for part in parts)


def _lists(texts: Sequence[str]) -> list[Any]:
    return [[each(text) for text in texts] for each in (_guess, str)]


def _guess(text: str) -> Any:
    return next(_scalars(text))


def _scalars(text: str) -> Iterator[Any]:
    """Return the values that a text may stand for. The text itself comes last."""
    if _NUMBER.fullmatch(text):
        yield json.loads(text)
    if text in {"true", "false", "null"}:
        yield json.loads(text)
    yield text


def _is(value: Any, types: set[str]) -> bool:
    found = json_type(value)
    return found in types or ("integer" in types and found == "number") or ("number" in types and found == "integer")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
