"""Values on the wire: JSON, path segments, query strings, and numbers as JavaScript reads them."""

import json
import re
from codecs import BOM_UTF8
from urllib.parse import parse_qsl, unquote_to_bytes

_SAFE_DIGITS = 15
"""Integers of up to this many digits are exact in JavaScript."""

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?Infinity", re.ASCII | re.IGNORECASE)
_RADIX = re.compile(r"0(?:x[0-9a-f]+|o[0-7]+|b[01]+)", re.ASCII | re.IGNORECASE)


def _integer(digits: str) -> int | float:
    # Python rejects integers of thousands of digits. A double, JavaScript's only number type, accepts any length.
    return int(digits) if len(digits) <= _SAFE_DIGITS else float(digits)


def _constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON value")


_decode = json.JSONDecoder(parse_int=_integer, parse_constant=_constant).decode
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_encode_ascii = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def read_json(data: bytes) -> object:
    """Parse JSON in UTF-8, with or without a byte order mark. Of duplicate properties, the last one wins.

    Raises:
        ValueError: The data is not UTF-8, not JSON, or nested too deeply.
    """
    try:
        return _decode(data.removeprefix(BOM_UTF8).decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None


def write_json(value: object) -> bytes:
    """Return a value as compact JSON in UTF-8. Lone surrogates, which UTF-8 cannot encode, are escaped."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        return _encode_ascii(value).encode()


def read_segment(segment: bytes) -> str:
    """Return the decoded text of one path segment. Invalid escapes, and escapes that are not UTF-8, are unchanged."""
    try:
        return (unquote_to_bytes(segment) if b"%" in segment else segment).decode()
    except UnicodeDecodeError:
        return segment.decode("latin-1")


def read_query(query: bytes) -> dict[str, list[str]]:
    """Return the values of each parameter of a query string in order, including empty ones."""
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True):
        values.setdefault(name, []).append(value)
    return values


def read_number(text: str) -> float | None:
    """Parse a text as JavaScript's `Number` does. Return None if the result is not a number."""
    text = text.strip()
    if _RADIX.fullmatch(text):
        try:
            return float(int(text, 0))
        except OverflowError:
            return float("inf")
    return float(text) if _DECIMAL.fullmatch(text) else None
