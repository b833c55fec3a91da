"""The credentials that a document requires, as arguments of the client."""

import re

from attrs import field, frozen

from ..document.document import Document, Node, PathOperation
from ..ir import names
from ..ir.service import Credential
from .unsupported import UnsupportedError

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIX = "Use a bearer token, basic authentication, or an API key in a header, a query or a cookie."


def is_header_name(name: str) -> bool:
    """Return whether HTTP allows a header of this name."""
    return _HEADER_NAME.fullmatch(name) is not None


def requirements(document: Document, operation: PathOperation) -> list[Node]:
    """Return the alternatives of security schemes for an operation. One without schemes makes the others optional."""
    holder = operation.node if "security" in operation.node else document.root
    alternatives: list[Node] = holder.get("security", [])
    return alternatives


@frozen
class Security:
    """The security schemes that operations use.

    Attributes:
        credentials: The credential of each scheme that can be sent, by the name of the scheme.
    """

    document: Document
    credentials: dict[str, Credential] = field(factory=dict[str, Credential])

    @classmethod
    def of(cls, document: Document) -> "Security":
        """Return the security schemes of a document, named in the order of their use."""
        found = cls(document)
        used = (
            name
            for operation in document.operations()
            for requirement in requirements(document, operation)
            for name in requirement
        )
        for name in dict.fromkeys(used):
            if (credential := found._credential(name)) is not None:
                found.credentials[name] = credential
        return found

    def arguments(self, operation: PathOperation) -> tuple[tuple[str, ...], ...]:
        """Return the alternative sets of credentials for an operation, as the names of arguments of the client.

        Raises:
            UnsupportedError: None of the alternatives can be sent.
        """
        needed = requirements(self.document, operation)
        sendable = [
            tuple(sorted({self.credentials[name].name for name in requirement}))
            for requirement in needed
            if requirement.keys() <= self.credentials.keys()
        ]
        if needed and not sendable:
            raise UnsupportedError(*self._obstacle(needed))
        return tuple(dict.fromkeys(sendable))

    def _obstacle(self, needed: list[Node]) -> tuple[str, str]:
        declared = self.document.security_schemes()
        undeclared = [name for requirement in needed for name in requirement if name not in declared]
        if undeclared:
            return f"its security scheme {undeclared[0]} is not declared", "Declare it in components/securitySchemes."
        return "none of its security schemes can be sent", _FIX

    def _credential(self, name: str) -> Credential | None:
        scheme = self.document.security_schemes().get(name, {})
        description = scheme.get("description", "")
        match scheme:
            case {"type": "oauth2" | "openIdConnect"}:
                return Credential(name="token", kind="bearer", wire="Authorization", description=description)
            case {"type": "http", "scheme": str(kind)} if kind.lower() == "bearer":
                return Credential(name="token", kind="bearer", wire="Authorization", description=description)
            case {"type": "http", "scheme": str(kind)} if kind.lower() == "basic":
                return Credential(name="username", kind="basic", wire="Authorization", description=description)
            case {"type": "apiKey", "in": "header" | "query" | "cookie" as kind, "name": str(wire)}:
                if kind == "query" or is_header_name(wire):
                    argument = self._key_argument(name, kind, wire)
                    return Credential(name=argument, kind=kind, wire=wire, description=description)
        return None

    def _key_argument(self, scheme: str, kind: str, wire: str) -> str:
        """Return the argument of an API key. The first key is `api_key`; others are named after their scheme."""
        for known in self.credentials.values():
            if known.kind == kind and known.wire.lower() == wire.lower():
                return known.name
        taken = {known.name for known in self.credentials.values()}
        if "api_key" not in taken:
            return "api_key"
        return names.unique([*taken, names.identifier(scheme, names.CLIENT_RESERVED)])[-1]

    def distinct(self) -> tuple[Credential, ...]:
        """Return each credential once, because several schemes can use the same. API keys come first."""
        once: dict[str, Credential] = {}
        for credential in self.credentials.values():
            once.setdefault(credential.name, credential)
        return tuple(sorted(once.values(), key=lambda each: each.kind in {"bearer", "basic"}))
