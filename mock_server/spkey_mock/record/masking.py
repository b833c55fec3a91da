"""Masking: hides credentials and other secrets from readers of the journal."""

import re
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import unquote_plus

from ..service.contract import Places
from ..service.decoding import read_json, write_json
from ..service.message import Headers

MASK = "***"

SECRET_HEADERS = frozenset(
    {"authorization", "x-api-key", "cookie", "set-cookie", "proxy-authorization", "x-mock-token"}
)
"""Headers whose values are always masked, in lower case."""

_SECRET = re.compile(
    "token|secret|passw|passphrase|passcode|pwd|credential|signature|session|cookie|bearer|jwt|oauth|authori[sz]ation"
    "|(access|account|api|auth|client|private|shared|subscription)key"
    "|^(assertion|auth|code|key|otp|pass|pin|sid|sig|ticket)$"
)
"""The names of credentials, in lower case and without punctuation."""

_PUNCTUATION = re.compile("[^a-z0-9]")
_SEPARATOR = re.compile(rb"([&#])")
_NAME = re.compile(rb"([^=;?]+)=")
_QUERY = re.compile(rb"[?#]")
_USER = re.compile(rb"(?<=//)[^/@]*@")
_MASK = MASK.encode()

_URLS = frozenset({"content-location", "link", "location", "referer"})
"""The headers whose values are URLs."""


def masked_query(query: bytes) -> bytes:
    """Return a query or fragment, with the values of parameters masked whose names are those of credentials."""
    return b"".join(map(_masked, _SEPARATOR.split(query)))


def masked_headers(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return headers as text, with names in lower case and credentials masked."""
    return tuple(_masked_header(name.decode("latin-1").lower(), value) for name, value in headers)


def masked_body(body: bytes, places: Places) -> bytes:
    """Return the JSON body of an operation with secrets masked.

    These are the values at the places, and those that their names give away. A body that is not a JSON object is masked
    as a whole.
    """
    if not body or not places:
        return body
    value = _object(body)
    if value is None:
        return _MASK
    for place in places:
        _mask_at(value, place)
    _mask_named(value)
    return write_json(value)


def masked_unknown(body: bytes) -> bytes:
    """Return the body of a request for no operation, with secrets masked that their names give away."""
    value = _object(body)
    return write_json(value) if value is not None and _mask_named(value) else body


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        value = read_json(body)
    except ValueError:
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _mask_at(value: Any, place: tuple[str, ...]) -> None:
    """Mask the values at a place, and whatever stands on the way to it and cannot contain them."""
    step, *rest = place
    for key in list(_keys(value)):
        if step not in ("*", key) or value[key] is None:
            continue
        if rest and isinstance(value[key], dict | list):
            _mask_at(value[key], tuple(rest))
        else:
            value[key] = MASK


def _mask_named(value: Any) -> int:
    """Mask the values whose names are those of secrets. Return their number."""
    count = 0
    for key in list(_keys(value)):
        if isinstance(key, str) and _is_secret(key) and value[key] is not None:
            value[key] = MASK
            count += 1
        else:
            count += _mask_named(value[key])
    return count


def _keys(value: Any) -> Iterable[Any]:
    if isinstance(value, list):
        return range(len(cast("Any", value)))
    return cast("dict[str, Any]", value) if isinstance(value, dict) else ()


def _is_secret(name: str) -> bool:
    return _SECRET.search(_PUNCTUATION.sub("", name.lower())) is not None


def _masked_header(name: str, value: bytes) -> tuple[str, str]:
    if name in SECRET_HEADERS:
        return name, MASK
    return name, (_masked_url(value) if name in _URLS else value).decode("latin-1")


def _masked(parameter: bytes) -> bytes:
    for found in _NAME.finditer(parameter):
        if _is_secret(unquote_plus(found[1].decode("latin-1"))):
            return parameter[: found.end()] + _MASK
    return parameter


def _masked_url(url: bytes) -> bytes:
    found = _QUERY.search(url)
    start = len(url) if found is None else found.end()
    return _USER.sub(_MASK + b"@", url[:start]) + masked_query(url[start:])
