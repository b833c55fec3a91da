"""Operations of the API, and calls of them. A call is a request that lacks only the server and the credentials.

This module does no I/O. The functions in `operations` create calls, and `_transport` sends them.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar, cast
from urllib.parse import quote
from uuid import UUID

from attrs import field, frozen

from ._codec import OMITTED, DecodeError, Decoder, encode
from ._json import TOO_DEEP, json_bytes, parse_json
from ._options import header_fault
from ._secret import Secret

T = TypeVar("T")
W = TypeVar("W")

BodyReader = Callable[[bytes, Mapping[str, str]], T]
"""Reads a response from its body and its headers. Raises `DecodeError` if it does not match the contract."""

Content: TypeAlias = tuple[bytes, str]
"""The body of a request and its Content-Type."""

BodyWriter: TypeAlias = Callable[[object], Content | None]
"""Writes the body of a request. The value is `OMITTED` if the caller gave none."""


@frozen(kw_only=True)
class Call(Generic[T]):
    """A request for an operation, ready to be sent to any server.

    Attributes:
        operation: The operation.
        path: The path, percent-encoded.
        query: The query string, percent-encoded, without the question mark.
        headers: The header parameters of the operation.
        cookies: The cookie parameters of the operation, as the value of a Cookie header.
        content: The body, or None.
        content_type: The media type of the body, or None.
    """

    operation: "Operation[T]"
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cookies: str = ""
    content: bytes | None = field(default=None, repr=False)
    content_type: str | None = None


@frozen(kw_only=True)
class Operation(Generic[T]):
    """An operation of the contract.

    Attributes:
        id: The operationId.
        method: The HTTP method, in capitals.
        path: The path template, as the contract writes it.
        command: Whether the operation can change something.
        idempotent: Whether a request that may have been processed can safely be retried.
        responses: The reader of each success, by status: "200", "2XX" or "default". A redirect that is a success is
            listed too: "302" or "3XX".
        body: The writer of the request body, or None if the operation has no body.
        accept: The media types of the successes, as the value of an Accept header. None if no success has a body.
        server: The base URL of the only server that offers the operation. None if every server does.
        security: The alternative sets of credentials that the operation accepts, each as arguments of the client.
            Empty if it requires none.
        empty: The meaning of each error whose response has no body, by status.
        arguments: The arguments that are sent under another name, by location (`path`, `query`,
            `header`, `cookie` or `body`) and that name. Errors name the argument.
        path_types: The types of each parameter in the path that is not an id. Ids are a str or a UUID.
    """

    id: str
    method: str
    path: str
    command: bool
    idempotent: bool
    responses: Mapping[str, BodyReader[T]]
    body: BodyWriter | None = None
    accept: str | None = None
    server: str | None = None
    security: tuple[tuple[str, ...], ...] = ()
    empty: Mapping[str, str] = field(factory=dict[str, str])
    arguments: Mapping[tuple[str, str], str] = field(factory=dict[tuple[str, str], str])
    path_types: Mapping[str, tuple[type, ...]] = field(factory=dict[str, tuple[type, ...]])

    def call(
        self,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
        cookies: Mapping[str, object] | None = None,
        members: Mapping[str, object] | None = None,
        optional: Mapping[str, object] | None = None,
        extra: Mapping[str, object] | None = None,
        body: object = OMITTED,
    ) -> Call[T]:
        """Return a call of this operation. All names are those of the contract.

        Args:
            path: The parameters in the path.
            query: The parameters in the query. None is not sent, and a sequence is sent as several parameters.
            headers: The parameters in headers. None is not sent, and a sequence is sent as several headers.
            cookies: The parameters in cookies. None is not sent.
            members: The properties of the body that are always written, unless they are `OMITTED`.
            optional: The properties of the body that are written unless they are None.
            extra: Further properties of the body. The named properties take precedence.
            body: The whole body, if it is not an object with named properties.

        Raises:
            TypeError: A value in the path or in the body has the wrong type.
            ValueError: A value in the path is empty, "." or "..", a number is not finite, or a value cannot be sent
                in a header.
        """
        written = None
        if self.body is not None and body is not OMITTED:
            written = self.body(body)
        elif self.body is not None:
            written = self._written("body", _properties(members, optional, extra), self.body)
        content, content_type = written or (None, None)
        return Call(
            operation=self,
            path=self._path(path or {}),
            query="&".join(self._written("query", query, _pairs)) if query else "",
            headers=self._written("header", headers, _headers) if headers else (),
            cookies="; ".join(self._written("cookie", cookies, _cookies)) if cookies else "",
            content=content,
            content_type=content_type,
        )

    def _path(self, parameters: Mapping[str, object]) -> str:
        def segment(match: re.Match[str]) -> str:
            value = parameters[match[1]]
            name = self._argument("path", match[1])
            kinds = self.path_types.get(match[1], _OF_IDS)
            # A str or an int can be sent for every type. A bool is an int in Python, but not in the path.
            if not isinstance(value, (*kinds, str, int, Styled)) or (isinstance(value, bool) and bool not in kinds):
                raise TypeError(f"{name} must be {_listed(kinds)}, not {type(value).__name__}.")
            text, encoded = self._written("path", {match[1]: value}, _segment)
            if text in {"", ".", ".."}:
                raise ValueError(f"{name} must not be {text!r}, because that would change the path {self.path}.")
            return encoded

        return _PARAMETER.sub(segment, self.path)

    def _argument(self, location: str, name: str) -> str:
        return self.arguments.get((location, name), name)

    def _written(self, location: str, values: Any, write: Callable[[Any], W]) -> W:
        """Write the values of a location. An error names the argument that it is about."""
        try:
            return write(values)
        except (TypeError, ValueError):
            single: Mapping[str, object] = cast("Any", values) if isinstance(values, Mapping) else {}
            for name, value in single.items():
                try:
                    write({name: value})
                except (TypeError, ValueError) as error:
                    # UnicodeEncodeError, a ValueError, cannot be raised with another text.
                    kind = TypeError if isinstance(error, TypeError) else ValueError
                    where = f"{self._argument(location, name)} cannot be sent in the {location}"
                    raise kind(f"{where}: {error}") from None
            raise

    def is_success(self, status_code: int) -> bool:
        """Return whether a response of this status is a success: any 2xx, or a redirect that the contract declares."""
        if 300 <= status_code < 400:
            return str(status_code) in self.responses or "3XX" in self.responses
        return 200 <= status_code < 300

    def read(self, status_code: int, content: bytes, headers: Mapping[str, str]) -> T:
        """Return the value of a successful response.

        A status that the contract does not declare is read like the first success that it does declare. If the body is
        empty, it is read like a success that is declared without a body, if there is one.

        Raises:
            DecodeError: The response does not match the contract.
        """
        responses = self.responses
        status = str(status_code)
        reader = responses.get(status) or responses.get(f"{status[0]}XX") or responses.get("default")
        if reader is None:
            readers = responses.values()
            reader = next(iter(readers))
            if not content:
                reader = next((each for each in readers if each is empty_body), reader)
        return reader(content, headers)


_PARAMETER = re.compile(r"\{([^}]+)\}")
_OF_IDS = (str, UUID)


def _listed(kinds: tuple[type, ...]) -> str:
    return " or ".join(f"{'an' if kind is int else 'a'} {kind.__name__}" for kind in kinds)


def _segment(parameter: Mapping[str, object]) -> tuple[str, str]:
    """Return the value of a parameter in the path, as it is and percent-encoded."""
    (value,) = parameter.values()
    if isinstance(value, Styled):
        encoded = value.text(_quoted)
        return encoded, encoded
    text = as_text(value)
    return text, quote(text, safe="")


class Styled:
    """The value of a parameter in a style of OpenAPI, as the functions of `_styles` return it.

    Attributes:
        pairs: Returns what the value adds to a query, percent-encoded, given the encoded name of the parameter.
        text: Returns the value as it stands in a path, a header or a cookie, given a function that encodes each part.
    """

    __slots__ = ("pairs", "text")

    def __init__(self, pairs: Callable[[str], Sequence[str]], text: Callable[[Callable[[str], str]], str]) -> None:
        self.pairs = pairs
        self.text = text


def pairs(parameters: Mapping[str, object]) -> Iterator[str]:
    """Return the parameters of a query, each as `name=value`, percent-encoded.

    Raises:
        ValueError: A number is not finite.
    """
    for name, value in parameters.items():
        encoded = quote(name, safe="")
        if isinstance(value, Styled):
            yield from value.pairs(encoded)
        else:
            for item in _items(value):
                yield f"{encoded}={quote(as_text(item), safe='')}"


def _pairs(parameters: Mapping[str, object]) -> list[str]:
    return list(pairs(parameters))


def _items(value: object) -> Iterator[object]:
    """Return the values that a parameter repeats."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        return iter(() if value is None else (value,))
    return (item for item in cast("Sequence[object]", value) if item is not None)


def _headers(parameters: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name, value in parameters.items():
        for item in _items(value):
            text = item.text(str) if isinstance(item, Styled) else as_text(item)
            if fault := header_fault(text):
                raise ValueError(f"{fault}.")
            found.append((name, text))
    return tuple(found)


def _cookies(parameters: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    for name, value in parameters.items():
        for item in _items(value):
            text = item.text(_cookie) if isinstance(item, Styled) else _cookie(as_text(item))
            found.append(f"{name}={text}")
    return found


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _cookie(text: str) -> str:
    # Servers read cookies as they are: only what would end a cookie, and the percent sign itself, is encoded.
    return quote(text, safe="!#$&'()*+-./:<=>?@[]^_`{|}~")


def as_text(value: object) -> str:
    """Return a value as it stands in a path, a query or a header.

    Raises:
        ValueError: The value is None, or a number that is not finite.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Secret):
        return value.reveal()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"A parameter must not be {value}.")
    # str.__str__ returns the text itself: an enum of strings would return its own name.
    return str.__str__(value) if isinstance(value, str) else str(encode(value))


def _properties(
    members: Mapping[str, object] | None, optional: Mapping[str, object] | None, extra: Mapping[str, object] | None
) -> object:
    """Return the properties of a body, or `OMITTED` if there are none."""
    found = {**extra} if extra else {}
    if members:
        found |= {name: value for name, value in members.items() if value is not OMITTED}
    if optional:
        found |= {name: value for name, value in optional.items() if value is not None}
    return found or OMITTED


def body_writer(encode_body: Callable[[object], Content], *, required: bool) -> BodyWriter:
    """Return the writer of a body.

    Args:
        encode_body: Encodes a value.
        required: Whether the request requires a body. If so, the body is an empty object unless the caller gives one.
    """

    def write(value: object) -> Content | None:
        if value is OMITTED:
            return encode_body({}) if required else None
        return encode_body(value)

    return write


def json_request(media_type: str, *, required: bool) -> BodyWriter:
    """Return the writer of a JSON body.

    Args:
        media_type: The Content-Type.
        required: Whether the request requires a body.
    """
    return body_writer(lambda value: (json_bytes(encode(value)), media_type), required=required)


def json_body(decoder: Callable[[], Decoder[T]], outcome: Mapping[str, bool] | None = None) -> BodyReader[T]:
    """Return the reader of a JSON body.

    Args:
        decoder: Returns the decoder. It is called for each response, so that models are imported on first use.
        outcome: The properties that the status of the response adds to an object.
    """

    def read(content: bytes, headers: Mapping[str, str]) -> T:
        value: object = parse_json(content)
        if outcome is not None and isinstance(value, dict):
            value = {**cast("dict[str, object]", value), **outcome}
        try:
            return decoder()(value)
        except RecursionError:  # the value of a recursive schema, whose depth the contract does not limit
            raise DecodeError(TOO_DEEP) from None

    return read


def text_body(content: bytes, headers: Mapping[str, str]) -> str:
    """Return a body of text."""
    return content.decode("utf-8", "replace")


def bytes_body(content: bytes, headers: Mapping[str, str]) -> bytes:
    """Return the body as it is."""
    return content


def empty_body(content: bytes, headers: Mapping[str, str]) -> None:
    """Return None and ignore the body."""


def location(content: bytes, headers: Mapping[str, str]) -> str:
    """Return the URL that a redirect names, as the service wrote it.

    Raises:
        DecodeError: There is no Location header.
    """
    found = headers.get("location")
    if found is None:
        raise _NoLocationError("the response has no Location header")
    return found


class _NoLocationError(DecodeError):
    def __str__(self) -> str:
        return self.problem
