"""The credentials that a contract requires, and whether the SDK can send them."""

import re

from ..document.document import Document, Node, PathOperation

SUPPORTED = "a bearer token, or an API key in a header that is the same for all operations"

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def requirements(document: Document, operation: PathOperation) -> list[Node]:
    """The alternatives of credentials for an operation; empty where none is needed."""
    holder = operation.node if "security" in operation.node else document.root
    alternatives: list[Node] = holder.get("security", [])
    return [] if {} in alternatives else alternatives


def api_key_header(document: Document) -> str | None:
    """The header in which an API key is sent: that of the first such scheme that an operation names."""
    schemes = document.security_schemes()
    for operation in document.operations():
        for requirement in requirements(document, operation):
            for name in requirement:
                scheme = schemes.get(name, {})
                if scheme.get("type") == "apiKey" and scheme.get("in") == "header" and is_header_name(scheme["name"]):
                    return str(scheme["name"])
    return None


def can_authenticate(document: Document, operation: PathOperation, header: str | None) -> bool:
    """Whether the SDK can send the credentials of one of the alternatives, with API keys in this header."""
    alternatives = requirements(document, operation)
    schemes = document.security_schemes()
    return not alternatives or any(
        all(_is_sendable(schemes.get(name, {}), header) for name in requirement) for requirement in alternatives
    )


def is_header_name(name: str) -> bool:
    """Whether HTTP allows a header of this name."""
    return _HEADER_NAME.fullmatch(name) is not None


def _is_sendable(scheme: Node, header: str | None) -> bool:
    match scheme.get("type"):
        case "oauth2" | "openIdConnect":
            return True
        case "http":
            return str(scheme.get("scheme", "")).lower() == "bearer"
        case "apiKey":
            name = str(scheme.get("name"))
            return scheme.get("in") == "header" and header is not None and name.lower() == header.lower()
        case _:
            return False
