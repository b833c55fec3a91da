"""Writers of request bodies that are not JSON: forms, multipart forms, bytes and text.

A property that is None is not sent, because these forms have no null. As OpenAPI says, objects in a form are sent as
JSON, and the items of an array are sent one by one.
"""

import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast
from urllib.parse import quote_plus

from spkey_client._call import BodyWriter, Content, Styled, as_text, body_writer
from spkey_client._codec import encode
from spkey_client._json import json_bytes


def form_request(media_type: str, *, required: bool) -> BodyWriter:
    """Return the writer of a form: `a=1&b=2`.

    Args:
        media_type: The Content-Type.
        required: Whether the request requires a body.
    """

    def write(value: object) -> Content:
        return "&".join(_fields(_object(value))).encode("ascii"), media_type

    return body_writer(write, required=required)


def multipart_request(media_type: str, *, required: bool) -> BodyWriter:
    """Return the writer of a multipart form.

    A file is given as bytes, or as a tuple of its name and its bytes.

    Args:
        media_type: The Content-Type, to which the boundary is added.
        required: Whether the request requires a body.
    """

    def write(value: object) -> Content:
        boundary = secrets.token_hex(16)
        parts = [part.encode(boundary) for part in _parts(_object(value))]
        return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"{media_type}; boundary={boundary}"

    return body_writer(write, required=required)


def binary_request(media_type: str, *, required: bool) -> BodyWriter:
    """Return the writer of a body that is sent as it is.

    Args:
        media_type: The Content-Type.
        required: Whether the request requires a body.
    """

    def write(value: object) -> Content:
        if not isinstance(value, bytes):
            raise TypeError(f"body must be bytes, not {type(value).__name__}.")
        return value, media_type

    return body_writer(write, required=required)


def text_request(media_type: str, *, required: bool) -> BodyWriter:
    """Return the writer of a body of text, in UTF-8.

    Args:
        media_type: The Content-Type.
        required: Whether the request requires a body.
    """
    return body_writer(lambda value: (as_text(value).encode(), media_type), required=required)


class _Part(NamedTuple):
    name: str
    content: bytes
    filename: str | None = None
    media_type: str | None = None

    def encode(self, boundary: str) -> bytes:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_escaped(self.name)}"'
        if self.filename is not None:
            head += f'; filename="{_escaped(self.filename)}"'
        if self.media_type is not None:
            head += f"\r\nContent-Type: {self.media_type}"
        return b"%s\r\n\r\n%s\r\n" % (head.encode(), self.content)


def _object(value: object) -> Mapping[str, object]:
    if hasattr(value, "to_dict"):
        value = encode(value)
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value)
    raise TypeError(f"The body must be an object, not {type(value).__name__}.")


def _fields(properties: Mapping[str, object]) -> Iterator[str]:
    for name, value in properties.items():
        encoded = quote_plus(name)
        if isinstance(value, Styled):
            yield from value.pairs(encoded)
        else:
            for item in _items(value):
                yield f"{encoded}={quote_plus(_text(encode(item)))}"


def _parts(properties: Mapping[str, object]) -> Iterator[_Part]:
    for name, value in properties.items():
        for item in [value] if _is_file(value) else _items(value):
            yield _file(name, item) if _is_file(item) else _field(name, encode(item))


def _items(value: object) -> Iterator[object]:
    """Return the values that a property repeats."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        return iter(() if value is None else (value,))
    return (item for item in cast("Sequence[object]", value) if item is not None)


def _is_file(value: object) -> bool:
    if isinstance(value, tuple):
        given = cast("tuple[object, ...]", value)
        return len(given) == 2 and isinstance(given[0], str) and isinstance(given[1], bytes)
    return isinstance(value, bytes)


def _file(name: str, value: Any) -> _Part:
    # Servers tell a file from text by its file name.
    filename, content = (name, value) if isinstance(value, bytes) else value
    return _Part(name, content, filename, mimetypes.guess_type(filename)[0] or "application/octet-stream")


def _field(name: str, value: Any) -> _Part:
    media_type = "application/json" if isinstance(value, (dict, list)) else None
    return _Part(name, _text(value).encode(), media_type=media_type)


def _text(value: Any) -> str:
    return json_bytes(value).decode() if isinstance(value, (dict, list)) else as_text(value)


_UNSAFE = re.compile(r'["\r\n]')


def _escaped(text: str) -> str:
    # As browsers do it.
    return _UNSAFE.sub(lambda char: f"%{ord(char[0]):02X}", text)
