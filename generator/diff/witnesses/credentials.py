"""The credentials that security schemes require, as requests carry them."""

import re
from collections.abc import Mapping
from typing import Any

from ...build.security import requirements
from ...document.document import Document, Node, PathOperation

_VALUES = {"bearer": "Bearer token", "basic": "Basic dXNlcjpwYXNzd29yZA=="}


def alternatives(document: Document, operation: PathOperation) -> list[Node]:
    """Return the sets of schemes of which an operation requires one, each with the scopes by scheme."""
    return requirements(document, operation) or [{}]


def carrying(document: Document, requirement: Node, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request with the credentials that a set of schemes requires."""
    found = {**request, "headers": dict(request["headers"]), "query": dict(request["query"])}
    scopes = sorted({scope for scopes in requirement.values() for scope in scopes})
    for name in requirement:
        match document.security_schemes().get(name, {}):
            case {"type": "apiKey", "in": "query", "name": str(wire)}:
                found["query"][wire] = "key"
            case {"type": "apiKey", "in": "cookie", "name": str(wire)}:
                others = found["headers"].get("Cookie")
                found["headers"]["Cookie"] = f"{others}; {wire}=key" if others else f"{wire}=key"
            case {"type": "apiKey", "name": str(wire)}:
                found["headers"][wire] = "key"
            case scheme:
                kind = _http_scheme(scheme)
                found["headers"]["Authorization"] = _VALUES.get(kind, f"{kind} credentials".capitalize())
    return {**found, "scopes": scopes} if scopes else found


def rejected(document: Document, operation: PathOperation, request: Mapping[str, Any]) -> str | None:
    """Return the reason why the credentials of a request do not suffice, as a sentence, or None if they do."""
    wanted = alternatives(document, operation)
    if any(all(_is_met(document, name, scopes, request) for name, scopes in each.items()) for each in wanted):
        return None
    return (
        f"Its credentials do not suffice: {' or '.join(' with '.join(map(_shown, each.items())) for each in wanted)}."
    )


def _shown(requirement: tuple[str, list[str]]) -> str:
    name, scopes = requirement
    return f"{name} ({', '.join(scopes)})" if scopes else name


def _is_met(document: Document, name: str, scopes: list[str], request: Mapping[str, Any]) -> bool:
    headers = {key.lower(): str(value) for key, value in request["headers"].items()}
    if not set(scopes) <= set(request.get("scopes", ())):
        return False
    match document.security_schemes().get(name, {}):
        case {"type": "apiKey", "in": "query", "name": str(wire)}:
            return wire in request["query"]
        case {"type": "apiKey", "in": "cookie", "name": str(wire)}:
            return re.search(rf"(^|;\s*){re.escape(wire)}=", headers.get("cookie", "")) is not None
        case {"type": "apiKey", "name": str(wire)}:
            return wire.lower() in headers
        case {"type": "mutualTLS"}:
            return False
        case scheme:
            return headers.get("authorization", "").lower().startswith(f"{_http_scheme(scheme)} ")


def _http_scheme(scheme: Node) -> str:
    """Return the scheme of the Authorization header. Tokens of OAuth and OpenID Connect are bearer tokens."""
    return str(scheme.get("scheme", "bearer")).lower()
