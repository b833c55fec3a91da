# Generated from openapi.yaml by python -m generator. Do not edit.
"""Redirects that are the success of an operation: the query of the location says what happened."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from ._call import BodyReader, location
from ._codec import DecodeError, Decoder

T = TypeVar("T")


def redirect(decoder: Callable[[], Decoder[T]], kinds: Mapping[str, str]) -> BodyReader[T]:
    """Return the reader of a redirect, which is not followed.

    Args:
        decoder: Returns the decoder of an object: the parameters in the query of the location, and `location` itself.
            It is called for each response, so that models are imported on first use.
        kinds: The parameters that are not text: `boolean`, `integer` or `number`, each perhaps followed by `?` if it
            can be null.
    """

    def read(content: bytes, headers: Mapping[str, str]) -> T:
        found = location(content, headers)
        try:
            values: dict[str, object] = {
                name: _value(name, text, kinds.get(name, "string")) for name, text in _query(found)
            }
            return decoder()({**values, "location": found})
        except DecodeError as error:
            raise _LocationError(error.problem, error.pointer) from None

    return read


class _LocationError(DecodeError):
    def __str__(self) -> str:
        where = f"the parameter {self.pointer[1:]} of " if self.pointer else ""
        return f"{where}the Location header {self.problem}"


def _query(location: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(location).query, keep_blank_values=True)
    except ValueError:
        raise DecodeError("is not a URL") from None


def _value(name: str, text: str, kind: str) -> object:
    """Return the JSON value that a text in a query stands for."""
    if kind.endswith("?") and text in {"", "null"}:
        return None
    match kind.removesuffix("?"):
        case "boolean" if text in {"true", "false"}:
            return text == "true"
        case "integer" if _INTEGER.fullmatch(text):
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return float(text)
        case "string":
            return text
        case expected:
            raise DecodeError(f"is not {'an' if expected[0] in 'aeio' else 'a'} {expected}").under(name)


# Short enough for Python to convert in any version.
_INTEGER = re.compile("-?[0-9]{1,40}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")
