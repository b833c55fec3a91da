"""An operation of the API as a value, and a call of it: everything about a request but where it goes and who asks.

Nothing here does any I/O. The generated `operations` module makes calls; `_transport` sends them.
"""

import json
import math
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast
from urllib.parse import quote, urlencode

from attrs import field, frozen

from ._codec import OMITTED, DecodeError, Decoder, encode, members, no_constant
from ._options import header_fault

T = TypeVar("T")

Body = Callable[[bytes], T]
"""Reads the body of an answer; raises `DecodeError` where it does not fit."""


@frozen(kw_only=True)
class Call(Generic[T]):
    """One request for an operation, ready to be sent to any server.

    Attributes:
        operation: Which operation.
        path: The path, percent-encoded.
        query: The query string, percent-encoded, without the question mark.
        headers: The header parameters of the operation.
        content: The body, or None.
    """

    operation: "Operation[T]"
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Operation(Generic[T]):
    """What the contract says about one operation.

    Attributes:
        id: The operationId.
        method: The HTTP method, in capitals.
        path: The path template, as the contract writes it.
        command: Whether the operation can change something.
        idempotent: Whether a request that might have been processed may be sent again.
        body_required: Whether a request without a body is wrong.
        answers: How to read the body of a success, by status: "200", "2XX" or "default".
    """

    id: str
    method: str
    path: str
    command: bool
    idempotent: bool
    body_required: bool
    answers: Mapping[str, Body[T]]

    def call(
        self,
        *,
        path: Mapping[str, str | int] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
        members: Mapping[str, object] | None = None,
        optional: Mapping[str, object] | None = None,
        body: object = OMITTED,
    ) -> Call[T]:
        """A call of this operation. All names are those of the contract.

        Args:
            path: The parameters in the path.
            query: The parameters in the query; one that is None is left out, and a sequence is repeated.
            headers: The parameters in headers, likewise. Line breaks and characters beyond ASCII cannot be sent.
            members: The members of the body that are always written.
            optional: The members of the body that are left out where they are None.
            body: The whole body, where it has no members.

        Raises:
            TypeError: A part of the path is neither a string nor an integer.
            ValueError: A part of the path is empty, "." or "..", a number is not finite, or a header cannot be sent.
        """
        return Call(
            operation=self,
            path=self._path(path or {}),
            query=urlencode(list(_flat(query)), quote_via=quote) if query else "",
            headers=tuple(_headers(headers)) if headers else (),
            content=self._content(members, optional, body),
        )

    def _path(self, parameters: Mapping[str, str | int]) -> str:
        def segment(match: re.Match[str]) -> str:
            name = match[1]
            value = parameters[name]
            if isinstance(value, bool) or not isinstance(value, (str, int)):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"{name} in {self.path} must be a string or an integer, not {type(value).__name__}.")
            if value in {"", ".", ".."}:
                raise ValueError(f"{name} must not be {value!r}, which would change the path {self.path}.")
            return quote(as_text(value), safe="")

        return _PARAMETER.sub(segment, self.path)

    def _content(
        self, always: Mapping[str, object] | None, optional: Mapping[str, object] | None, body: object
    ) -> bytes | None:
        if body is not OMITTED:
            return _json(encode(body))
        written = members(always or {}, optional)
        return _json(written) if written or self.body_required else None

    def read(self, status_code: int, content: bytes) -> T:
        """Reads the body of a success.

        A status that the contract does not declare is read like the first that it does: what matters is whether the
        body fits.

        Raises:
            DecodeError: The body is not what the contract says.
        """
        answers = self.answers
        body = answers.get(str(status_code)) or answers.get("2XX") or answers.get("default")
        return (body or next(iter(answers.values())))(content)


_PARAMETER = re.compile(r"\{([^}]+)\}")


# Made once: json.dumps makes an encoder for each call, and json.loads guesses the encoding of bytes.
_encode_json = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_decode_json = json.JSONDecoder(parse_constant=no_constant).decode


def _json(value: Any) -> bytes:
    return _encode_json(value).encode()


def _flat(parameters: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in parameters.items():
        for item in _items(value):
            if item is not None:
                yield name, as_text(item)


def _items(value: object) -> Sequence[object]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        return (value,)
    return cast("Sequence[object]", value)


def _headers(parameters: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in _flat(parameters):
        if fault := header_fault(value):
            raise ValueError(f"{name} cannot be sent in a header: {fault}.")
        yield name, value


def as_text(value: object) -> str:
    """A value as it stands in a path, a query or a header.

    Raises:
        ValueError: It is None, or a number that is not finite.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"A parameter must not be {value}.")
    # The text itself, also where its class, such as an enum, would show another.
    return str.__str__(value) if isinstance(value, str) else str(value)


def json_body(decoder: Callable[[], Decoder[T]]) -> Body[T]:
    """A JSON body, and what gives its decoder when one is read: until then no model need be imported."""

    def read(content: bytes) -> T:
        try:
            value: object = _decode_json(content.removeprefix(BOM_UTF8).decode())
        except (ValueError, RecursionError):
            raise DecodeError("is not JSON") from None
        return decoder()(value)

    return read


def text_body(content: bytes) -> str:
    """A body of text."""
    return content.decode("utf-8", "replace")


def bytes_body(content: bytes) -> bytes:
    """A body of any kind, as it is."""
    return content


def empty_body(content: bytes) -> None:
    """A body that says nothing, or none."""
