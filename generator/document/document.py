"""An OpenAPI document and its most common lookups."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from attrs import evolve, frozen

from .problem import ContractError, Problem, pointer, tokens
from .structure import METHODS, OBJECTS, OTHERS, REFERABLE, Field

__all__ = ["METHODS", "NAMES", "VALUES", "Document", "Node", "Part", "PathOperation", "is_command", "json_media"]

Node = dict[str, Any]

VALUES = frozenset({"const", "default", "enum", "example", "examples", "value"})
"""The keywords of values of the API, in which nothing is a part of the document."""

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
"""The keywords of tables, whose keys are names that the author chose, or statuses."""


@frozen
class Part:
    """An object that is a part of the document.

    Attributes:
        pointer: Its JSON pointer.
        keyword: The keyword under which it stands: `parameters` for each parameter, empty for the document.
        kind: Which object of OpenAPI it is: a key of `OBJECTS`.
        node: The object.
    """

    pointer: str
    keyword: str
    kind: str
    node: Node

    @property
    def ref(self) -> str | None:
        """What it refers to, if it is a reference."""
        ref = self.node.get("$ref")
        return ref if isinstance(ref, str) and self.kind in REFERABLE else None

    @property
    def is_sent(self) -> bool:
        """Whether requests may depend on it, which is not so for what the service sends by itself."""
        return not self.pointer.startswith("/webhooks/") and "/callbacks/" not in self.pointer


@frozen
class PathOperation:
    """An operation with its path, its method and the path item that it belongs to."""

    path: str
    method: str
    node: Node
    item: Node

    @property
    def pointer(self) -> str:
        """Its JSON pointer."""
        return pointer("paths", self.path, self.method)


@frozen
class Document:
    """An OpenAPI 3.1 document.

    Attributes:
        file: The name of its root file, for messages.
        root: Its content.
        notes: What was wrong with it but harmless. It is no longer in `root`.
    """

    file: str
    root: Node
    notes: tuple[Problem, ...] = ()
    _find_origin: Callable[[str], tuple[str, str]] | None = None

    def origin(self, where: str) -> tuple[str, str]:
        """Return the file that a part comes from, and its pointer there.

        Args:
            where: The JSON pointer of the part in this document.
        """
        return self._find_origin(where) if self._find_origin else (self.file, where)

    def located(self, problem: Problem) -> Problem:
        """Return a problem of this document as one of the file that it is in."""
        if problem.file:
            return problem
        file, where = self.origin(problem.pointer)
        return evolve(problem, file=file, pointer=where)

    def error(self, problems: Iterable[Problem]) -> ContractError:
        """Return the error that reports these problems of the document."""
        return ContractError(self.file, [self.located(problem) for problem in problems])

    def parts(self) -> Iterator[Part]:
        """Return every object that is a part of the document, in its order.

        Values of the API are no parts, such as examples and defaults. Neither are tables of names and the content of
        extensions. Last come parts that only references lead to, wherever they stand.
        """
        return _Walk(self).parts()

    def operations(self) -> Iterator[PathOperation]:
        """Return the operations, in the order of the document."""
        for path, item in self.root.get("paths", {}).items():
            if path.startswith("/"):
                item = self.deref(item)
                for method in item:
                    if method in METHODS:
                        yield PathOperation(path, method, item[method], item)

    def webhooks(self) -> Iterator[tuple[str, Node]]:
        """Return the operations of the webhooks, each with the name of its webhook."""
        for name, item in self.root.get("webhooks", {}).items():
            item = self.deref(item)
            for method in item:
                if method in METHODS:
                    yield name, item[method]

    def lookup(self, ref: str) -> Any:
        """Return what a reference within the document leads to.

        Raises:
            LookupError: The reference leads nowhere, or out of the document.
        """
        if not ref.startswith("#/"):
            raise LookupError(ref)
        node: Any = self.root
        for key in tokens(canonical(ref)):
            if isinstance(node, list) and key.isdecimal():
                node = node[int(key)]
            elif isinstance(node, dict):
                node = node[key]
            else:
                raise LookupError(ref)
        return node

    def deref(self, node: Node) -> Node:
        """Return the object itself, where `node` may be a reference to it."""
        while "$ref" in node:
            node = self.lookup(node["$ref"])
        return node

    def parameters(self, operation: PathOperation) -> list[Node]:
        """Return the parameters of an operation, those of its path included. Its own win."""
        nodes = [*operation.item.get("parameters", []), *operation.node.get("parameters", [])]
        by_key = {(node["name"], node["in"]): node for node in map(self.deref, nodes)}
        return list(by_key.values())

    def responses(self, operation: Node) -> dict[str, Node]:
        """Return the responses of an operation by status."""
        responses = operation.get("responses", {})
        return {status: self.deref(node) for status, node in responses.items() if not status.startswith("x-")}

    def error_formats(self, operation: Node) -> dict[str, str]:
        """Return the error formats of an operation by status, those of the document included. Its own win."""
        return {**self.root.get("x-error-format", {}), **operation.get("x-error-format", {})}

    def error_format(self, operation: Node, status: str) -> str | None:
        """Return the error format of a response. None if the document does not say."""
        formats = self.error_formats(operation)
        return formats.get(status, formats.get("default"))

    def request_body(self, operation: Node) -> Node | None:
        """Return the request body of an operation."""
        body = operation.get("requestBody")
        return None if body is None else self.deref(body)

    def schemas(self) -> Node:
        """Return the schemas that are components, by name."""
        schemas: Node = self.root.get("components", {}).get("schemas", {})
        return schemas

    def security_schemes(self) -> dict[str, Node]:
        """Return the security schemes by name."""
        schemes = self.root.get("components", {}).get("securitySchemes", {})
        return {name: self.deref(node) for name, node in schemes.items()}


class _Walk:
    """Finds the parts of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: set[str] = set()

    def parts(self) -> Iterator[Part]:
        referred: dict[str, str] = {}
        pending = [("", "", "document", self._document.root)]
        while pending:
            for part in self._below(*pending.pop()):
                if part.ref is not None:
                    referred.setdefault(part.ref, part.kind)
                yield part
            if not pending:
                pending = list(self._elsewhere(referred))
                referred = {}

    def _below(self, where: str, keyword: str, kind: str, node: Any) -> Iterator[Part]:
        pending = [(where, keyword, kind, node)]
        while pending:
            where, keyword, kind, node = pending.pop()
            if isinstance(node, dict) and where not in self._found:
                self._found.add(where)
                part = Part(where, keyword, kind, node)
                yield part
                if part.ref is None or kind == "schema":
                    pending += reversed(list(_children(part)))

    def _elsewhere(self, referred: dict[str, str]) -> Iterator[tuple[str, str, str, Any]]:
        """Return what references lead to that was not found yet, such as a schema in an extension."""
        for ref, kind in referred.items():
            try:
                node = self._document.lookup(ref)
            except LookupError:
                continue
            where = canonical(ref)
            if where not in self._found:
                yield where, "", kind, node


# The fields of each kind of object that hold objects.
_HOLDING = {
    kind: {name: field for name, field in fields.items() if field.kind in OBJECTS} for kind, fields in OBJECTS.items()
}


def _children(part: Part) -> Iterator[tuple[str, str, str, Any]]:
    """Return the objects in an object, each with its pointer, keyword and kind."""
    fields = _HOLDING[part.kind]
    others = fields.get(OTHERS)
    for key, value in part.node.items():
        field = fields.get(key, others if not key.startswith("x-") else None)
        if field is not None:
            keyword = part.keyword if field is others else key
            for where, node in _values(part.pointer + pointer(key), field, value):
                yield where, keyword, field.kind, node


def _values(where: str, field: Field, value: Any) -> Iterator[tuple[str, Any]]:
    match field.collection, value:
        case "", _:
            yield where, value
        case "list", list():
            for index, item in enumerate(value):
                yield f"{where}/{index}", item
        case "table", dict():
            for name, item in value.items():
                yield where + pointer(name), item


def is_command(operation: PathOperation) -> bool:
    """Return whether an operation can change something: by its method, or because the contract says so."""
    return operation.method not in {"get", "head", "options", "trace"} or operation.node.get("x-writes") is True


def path_names(path: str) -> list[str]:
    """Return the names in the braces of a path."""
    return re.findall(r"\{([^}]+)\}", path)


def style_of(parameter: Node) -> tuple[str, bool]:
    """Return the style of a parameter, and whether it is exploded."""
    style = parameter.get("style", _STYLES[parameter["in"]])
    return style, bool(parameter.get("explode", style == "form"))


_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def canonical(ref: str) -> str:
    """Return the JSON pointer of a reference within the document, in the form of all pointers here."""
    return unquote(ref[1:])


def json_media(content: Node) -> Node | None:
    """Return the media type object of the JSON form of a body."""
    for media_type, node in content.items():
        if is_json(media_type):
            return dict(node)
    return None


def is_json(media_type: str) -> bool:
    """Return whether bodies of a media type are JSON."""
    essence = essence_of(media_type).lower()
    return essence == "application/json" or essence.endswith("+json")


def essence_of(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip()
