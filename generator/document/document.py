"""An OpenAPI document that was read and checked, with its most common lookups."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from .problem import pointer

Node = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# Under these keys stand values of the API, not parts of the document; their keys mean nothing to us.
VALUES = frozenset({"const", "default", "enum", "example", "examples", "value"})

# The keys of these objects are names that the author chose, or statuses.
NAMES = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "dependentSchemas",
        "encoding",
        "headers",
        "links",
        "mapping",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "scopes",
        "securitySchemes",
        "variables",
        "webhooks",
    }
)


@frozen
class Part:
    """An object that is a part of the document.

    Attributes:
        pointer: Where it stands.
        keyword: The keyword under which it stands: `parameters` for each parameter, empty for the document.
        node: The object.
    """

    pointer: str
    keyword: str
    node: Node


@frozen
class PathOperation:
    """An operation and where it stands in the document."""

    path: str
    method: str
    node: Node
    item: Node

    @property
    def pointer(self) -> str:
        """The JSON pointer of the operation."""
        return pointer("paths", self.path, self.method)


@frozen
class Document:
    """An OpenAPI 3.1 document.

    Attributes:
        file: Its name, for messages.
        root: Its content.
    """

    file: str
    root: Node

    def parts(self) -> Iterator[Part]:
        """Every object of the document that is a part of it, rather than a value or a table of names."""
        return _parts(self.root, "", "", names=False)

    def operations(self) -> Iterator[PathOperation]:
        """The operations, in the order of the document."""
        for path, item in self.root.get("paths", {}).items():
            if path.startswith("/"):
                item = self.deref(item)
                for method in item:
                    if method in METHODS:
                        yield PathOperation(path, method, item[method], item)

    def webhooks(self) -> Iterator[tuple[str, Node]]:
        """The operations of the webhooks, each with the name of its webhook."""
        for name, item in self.root.get("webhooks", {}).items():
            item = self.deref(item)
            for method in item:
                if method in METHODS:
                    yield name, item[method]

    def lookup(self, ref: str) -> Any:
        """What a reference within the document leads to.

        Raises:
            LookupError: It leads nowhere, or out of the document.
        """
        if not ref.startswith("#/"):
            raise LookupError(ref)
        node: Any = self.root
        for token in unquote(ref[1:]).split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdecimal():
                node = node[int(key)]
            elif isinstance(node, dict):
                node = node[key]
            else:
                raise LookupError(ref)
        return node

    def deref(self, node: Node) -> Node:
        """The object itself, where `node` may be a reference to it."""
        while "$ref" in node:
            node = self.lookup(node["$ref"])
        return node

    def parameters(self, operation: PathOperation) -> list[Node]:
        """The parameters of an operation, those of its path included; its own win."""
        nodes = [*operation.item.get("parameters", []), *operation.node.get("parameters", [])]
        by_key = {(node["name"], node["in"]): node for node in map(self.deref, nodes)}
        return list(by_key.values())

    def responses(self, operation: Node) -> dict[str, Node]:
        """The responses of an operation by status."""
        responses = operation.get("responses", {})
        return {status: self.deref(node) for status, node in responses.items() if not status.startswith("x-")}

    def error_formats(self, operation: Node) -> dict[str, str]:
        """The error formats of an operation by status, those of the document included; its own win."""
        return {**self.root.get("x-error-format", {}), **operation.get("x-error-format", {})}

    def request_body(self, operation: Node) -> Node | None:
        """The request body of an operation."""
        body = operation.get("requestBody")
        return None if body is None else self.deref(body)

    def schemas(self) -> Node:
        """The schemas that have a name."""
        schemas: Node = self.root.get("components", {}).get("schemas", {})
        return schemas

    def security_schemes(self) -> dict[str, Node]:
        """The security schemes by name."""
        schemes = self.root.get("components", {}).get("securitySchemes", {})
        return {name: self.deref(node) for name, node in schemes.items()}


def _parts(node: Any, where: str, keyword: str, *, names: bool) -> Iterator[Part]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _parts(item, f"{where}/{index}", keyword, names=False)
    elif isinstance(node, dict):
        if not names:
            yield Part(where, keyword, node)
        for key, value in node.items():
            if names:
                yield from _parts(value, where + pointer(key), keyword, names=False)
            elif key not in VALUES:
                yield from _parts(value, where + pointer(key), key, names=key in NAMES)


def json_media(content: Node) -> Node | None:
    """The media type object of the JSON form of a body."""
    for media_type, node in content.items():
        essence = media_type.partition(";")[0].strip().lower()
        if essence == "application/json" or essence.endswith("+json"):
            return dict(node)
    return None
