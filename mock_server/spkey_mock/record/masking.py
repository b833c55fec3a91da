"""Masking: hides credentials from whatever reads the journal."""

import re
from urllib.parse import unquote_plus

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


def _masked_header(name: str, value: bytes) -> tuple[str, str]:
    if name in SECRET_HEADERS:
        return name, MASK
    return name, (_masked_url(value) if name in _URLS else value).decode("latin-1")


def _masked(parameter: bytes) -> bytes:
    for found in _NAME.finditer(parameter):
        name = unquote_plus(found[1].decode("latin-1")).lower()
        if _SECRET.search(_PUNCTUATION.sub("", name)):
            return parameter[: found.end()] + _MASK
    return parameter


def _masked_url(url: bytes) -> bytes:
    found = _QUERY.search(url)
    start = len(url) if found is None else found.end()
    return _USER.sub(_MASK + b"@", url[:start]) + masked_query(url[start:])
