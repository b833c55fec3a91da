"""Shapes a contract for the engine: only what decides about types is left, in the forms that the engine reads well.

Nothing of the contract is changed here but a copy of it. What cannot be generated is left out and said in a problem.
"""

import re
from collections.abc import Iterator

from attrs import frozen

from ..ir import names
from ..document.document import Document, Node, PathOperation, json_media
from ..document.json_types import leaves, own_kinds
from ..document.problem import Problem, pointer
from .engine_schemas import Schemas
from .security import SUPPORTED, api_key_header, can_authenticate, is_header_name


@frozen(kw_only=True)
class EngineParameter:
    """A parameter of an operation.

    Attributes:
        title: What it should be called in Python, as any text.
        wire: The name it is sent by.
        location: Where it is sent: path, query or header.
        description: What the contract says of it.
    """

    title: str
    wire: str
    location: str
    description: str


@frozen(kw_only=True)
class EngineSuccess:
    """How one success is read: the status pattern, and the reader of its body in `_call`."""

    status: str
    body: str


@frozen(kw_only=True)
class EngineOperation:
    """An operation as an object for the engine, of which these are the members.

    Attributes:
        source: The operation in the contract.
        function: Its identifier.
        parameters: Its parameters, those of the path in the order of the path, by neutral name.
        successes: Its successes, by neutral name. Only those that are JSON are members for the engine.
    """

    source: PathOperation
    function: str
    parameters: dict[str, EngineParameter]
    successes: dict[str, EngineSuccess]


@frozen(kw_only=True)
class EngineDocument:
    """The document for the engine.

    Attributes:
        root: The document. It has schemas only.
        operations: The operations, by the neutral name of their schema.
        schemas: The schemas that they use.
        left_out: What could not be taken over.
    """

    root: Node
    operations: dict[str, EngineOperation]
    schemas: Schemas
    left_out: list[Problem]


BODY = "body"
"""The member of an operation's schema that is the body of its request."""


def engine_document(document: Document) -> EngineDocument:
    """The contract as the engine is to see it."""
    builder = _Builder(document)
    kept = [operation for operation in document.operations() if builder.is_supported(operation)]
    functions = names.unique(names.identifier(operation_id(operation), names.FUNCTION_RESERVED) for operation in kept)
    operations: dict[str, EngineOperation] = {}
    schemas: Node = {}
    for index, (source, function) in enumerate(zip(kept, functions, strict=True), start=1):
        name = f"Operation{index}"
        operations[name], schemas[name] = builder.operation(source, function)
    root = {
        "openapi": "3.1.0",
        "info": {"title": "API", "version": "1"},
        "paths": {},
        "components": {"schemas": builder.schemas.shaped | schemas},
    }
    left_out = [*builder.left_out, *builder.schemas.problems]
    return EngineDocument(root=root, operations=operations, schemas=builder.schemas, left_out=left_out)


def operation_id(operation: PathOperation) -> str:
    """The operationId, or one made of method and path."""
    return str(operation.node.get("operationId") or f"{operation.method}_{operation.path}".replace("/", "_"))


def tag(operation: PathOperation) -> str:
    """The tag that names the resource."""
    return str((operation.node.get("tags") or ["default"])[0])


class _Builder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas = Schemas(document)
        self.api_key_header = api_key_header(document)
        self.left_out: list[Problem] = []

    def is_supported(self, operation: PathOperation) -> bool:
        """Whether a right request for the operation can be generated."""
        for reason, fix in self._obstacles(operation):
            self.left_out.append(Problem(operation.pointer, f"The operation is left out: {reason}.", fix))
            return False
        return True

    def _obstacles(self, operation: PathOperation) -> Iterator[tuple[str, str]]:
        body = self.document.request_body(operation.node)
        if body is not None and body.get("required", False) and json_media(body["content"]) is None:
            yield "its body has no JSON form", "Add application/json to its content."
        if not operation.path.isprintable() or set(operation.path) & {"?", "#"}:
            yield "its path holds more than a path", "Declare parameters instead."
        sent = [node for node in self.document.parameters(operation) if not _is_not_sent(node)]
        declared = {node["name"] for node in sent if node["in"] == "path"}
        if declared != set(_path_names(operation.path)):
            yield "its path parameters are not those of its path", "Declare each {name} of the path in parameters."
        for node in sent:
            if node.get("required") and (reason := self._obstacle(node)):
                yield f"the parameter {node['name']} {reason}", "Use a simple parameter."
        if not can_authenticate(self.document, operation, self.api_key_header):
            yield "none of its security schemes can be sent", f"Use {SUPPORTED}."

    def _obstacle(self, parameter: Node) -> str | None:
        """Why a parameter cannot be sent."""
        location = parameter["in"]
        if location == "cookie":
            return "is a cookie"
        if location == "header" and not is_header_name(parameter["name"]):
            return "is no header that HTTP allows"
        if "schema" not in parameter:
            return "has no schema"
        usual = "form" if location == "query" else "simple"
        if parameter.get("style", usual) != usual:
            return f"has the style {parameter['style']}"
        if not self._is_flat(parameter["schema"], arrays=location == "query" and parameter.get("explode", True)):
            return "is an object or array of a form that is not supported"
        return None

    def _is_flat(self, schema: object, *, arrays: bool) -> bool:
        """Whether all values are simple, or else arrays of simple values."""
        for leaf in leaves(self.document, schema):
            kinds = own_kinds(leaf)
            if "object" in kinds or ("array" in kinds and not arrays):
                return False
            inner = [leaf.get("items", {}), *leaf.get("prefixItems", [])]
            if "array" in kinds and not all(self._is_flat(item, arrays=False) for item in inner):
                return False
        return True

    def operation(self, source: PathOperation, function: str) -> tuple[EngineOperation, Node]:
        """The operation, and its schema for the engine."""
        schema: Node = {"type": "object", "properties": {}, "required": []}
        parameters: dict[str, EngineParameter] = {}
        for node in self._sent(source):
            neutral = f"parameter{len(parameters) + 1}"
            parameters[neutral], schema["properties"][neutral] = self._parameter(source, node)
            schema["required"] += [neutral] if node.get("required") else []
        self._add_body(source, schema)
        successes: dict[str, EngineSuccess] = {}
        for status, response in self._successes(source).items():
            neutral = f"answer{len(successes) + 1}"
            successes[neutral] = EngineSuccess(status=status, body=_reader(source, response))
            if successes[neutral].body == "json_body":
                several = len(self._successes(source)) > 1
                schema["properties"][neutral] = self._answer(source, status, response, several=several)
                schema["required"].append(neutral)
        operation = EngineOperation(source=source, function=function, parameters=parameters, successes=successes)
        return operation, schema

    def _sent(self, operation: PathOperation) -> Iterator[Node]:
        """The parameters that are sent, those of the path first and in its order."""
        nodes = [node for node in self.document.parameters(operation) if not _is_not_sent(node)]
        order = _path_names(operation.path)
        nodes.sort(key=lambda node: order.index(node["name"]) if node["in"] == "path" else len(order))
        for node in nodes:
            if reason := self._obstacle(node):
                message = f"The parameter {node['name']} {reason} and is left out."
                self.left_out.append(Problem(operation.pointer, message, "Use a simple parameter."))
            else:
                yield node

    def _parameter(self, operation: PathOperation, node: Node) -> tuple[EngineParameter, Node]:
        name, location = node["name"], node["in"]
        title = names.path_parameter(name, operation.path) if location == "path" else name
        where = operation.pointer + pointer("parameters", location, name, "schema")
        schema = self.schemas.shape(node["schema"], where, f"{operation_id(operation)} {name}")
        description = node.get("description", "")
        return EngineParameter(title=title, wire=name, location=location, description=description), schema

    def _add_body(self, operation: PathOperation, schema: Node) -> None:
        body = self.document.request_body(operation.node)
        if body is None:
            return
        media = json_media(body["content"])
        if media is None:
            message = "The optional body has no JSON form and is left out."
            self.left_out.append(Problem(operation.pointer, message, "Add application/json to its content."))
            return
        where = operation.pointer + pointer("requestBody", "schema")
        title = f"{operation_id(operation)} body"
        schema["properties"][BODY] = self.schemas.shape(media.get("schema", {}), where, title)
        schema["required"] += [BODY] if body.get("required") else []

    def _successes(self, operation: PathOperation) -> dict[str, Node]:
        responses = self.document.responses(operation.node)
        return (
            {status: response for status, response in sorted(responses.items()) if status.startswith("2")}
            or {status: response for status, response in responses.items() if status == "default"}
            or {"2XX": {}}
        )

    def _answer(self, operation: PathOperation, status: str, response: Node, *, several: bool) -> Node:
        media = json_media(response["content"]) or {}
        where = operation.pointer + pointer("responses", status, "schema")
        title = f"{operation_id(operation)} result" + (f" {status}" if several else "")
        return self.schemas.shape(media.get("schema", {}), where, title)


def _reader(operation: PathOperation, response: Node) -> str:
    """The function of `_call` that reads the body."""
    content = response.get("content", {})
    if operation.method == "head" or not content:
        return "empty_body"
    if json_media(content) is not None:
        return "json_body"
    return "text_body" if all(media_type.startswith("text/") for media_type in content) else "bytes_body"


def _path_names(path: str) -> list[str]:
    return re.findall(r"\{([^}]+)\}", path)


def _is_not_sent(parameter: Node) -> bool:
    if parameter.get("x-server-set"):
        return True
    # OpenAPI says to ignore parameters of these names: content types and security schemes set them.
    return parameter["in"] == "header" and parameter["name"].lower() in {"accept", "content-type", "authorization"}
