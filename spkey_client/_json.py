"""JSON documents and their limit on nesting.

Python's own limits differ between its versions, and depend on the recursion limit and on the depth of the caller's
stack. A value within `MAX_DEPTH` can be read, copied, pickled and written everywhere.
"""

import json
from collections.abc import Iterable
from itertools import chain
from typing import Any

from ._secret import Secret

MAX_DEPTH = 64
"""The maximum number of arrays and objects nested in each other."""

TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"


class DecodeError(ValueError):
    """A JSON value does not match the contract.

    Attributes:
        pointer: The location of the value, as a JSON pointer. Empty for the whole document.
        problem: The problem with the value. It does not quote the value, which may be personal.
    """

    def __init__(self, problem: str, pointer: str = "") -> None:
        super().__init__(problem, pointer)
        self.problem = problem
        self.pointer = pointer

    def __str__(self) -> str:
        return f"{self.pointer or 'the body'} {self.problem}"

    def under(self, key: str | int) -> "DecodeError":
        """Return the same error for the value that contains this one under a key."""
        token = str(key).replace("~", "~0").replace("/", "~1")
        return DecodeError(self.problem, f"/{token}{self.pointer}")


def read_json(content: bytes | bytearray | str) -> Any:
    """Return the value of a JSON document of any form.

    Raises:
        DecodeError: The content is not JSON, or is nested more than `MAX_DEPTH` levels deep.
    """
    value = parse_json(content)
    if is_too_deep(value):
        raise DecodeError(TOO_DEEP)
    return value


def parse_json(content: bytes | bytearray | str) -> Any:
    """Return the value of a JSON document whose depth is checked later, when its unknown properties are decoded.

    Bytes are UTF-8, with or without a byte order mark.

    Raises:
        DecodeError: The content is not JSON, or is nested too deeply for Python.
    """
    if not content:
        raise DecodeError("is not JSON because it is empty")
    try:
        text = content if isinstance(content, str) else content.decode()
        return _decode(text.removeprefix("\ufeff"))
    except RecursionError:
        raise DecodeError(TOO_DEEP) from None
    except ValueError:
        raise DecodeError("is not JSON") from None


def json_bytes(value: Any) -> bytes:
    """Return a JSON value as compact JSON.

    Raises:
        ValueError: A number is not finite.
    """
    return _encode(value).encode()


def is_too_deep(value: object) -> bool:
    """Return whether a JSON value is nested more than `MAX_DEPTH` levels deep."""
    level = _containers([value])
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = _containers(chain.from_iterable(each.values() if isinstance(each, dict) else each for each in level))
    return bool(level)


def _containers(values: Iterable[Any]) -> list[dict[str, Any] | list[Any]]:
    return [value for value in values if isinstance(value, (dict, list))]


def no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _revealed(value: object) -> str:
    # Not before: no local variable of an error that the encoder raises shows the text.
    if isinstance(value, Secret):
        return value.reveal()
    raise TypeError(f"A value of type {type(value).__name__} cannot be written as JSON.")


# Created once: json.dumps creates an encoder for each call, and json.loads guesses the encoding of bytes. Python would
# read and write NaN and the infinities, which JSON does not have.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_revealed).encode
_decode = json.JSONDecoder(parse_constant=no_constant).decode
