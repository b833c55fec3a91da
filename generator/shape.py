"""Shapes a contract for the engine: only what decides about code is left, in the forms that the engine reads well.

Nothing of the contract is changed here but a copy of it. What cannot be generated is left out and said in a problem.
"""

from typing import Any

from attrs import frozen

from . import names
from .document import Document, Node, PathOperation, json_media
from .problem import Problem

# The keywords of a schema that decide about types. All others are limits and remarks.
_SCHEMA_KEYS = ("type", "properties", "required", "items", "prefixItems", "additionalProperties", "enum", "const")
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")

SUPPORTED_SCHEMES = "HTTP bearer, OAuth 2, OpenID Connect, and an API key in a header"


@frozen
class Shaped:
    """The document for the engine.

    Attributes:
        root: The document.
        operations: The operations in it, by the operationId that they have there.
        left_out: What could not be taken over.
    """

    root: Node
    operations: dict[str, PathOperation]
    left_out: list[Problem]


def shape(document: Document) -> Shaped:
    """The contract as the engine is to see it."""
    shaper = _Shaper(document)
    paths: Node = {}
    operations: dict[str, PathOperation] = {}
    kept = [operation for operation in document.operations() if shaper.is_supported(operation)]
    ids = names.unique(names.identifier(operation_id(operation), names.FUNCTION_RESERVED) for operation in kept)
    for identifier, operation in zip(ids, kept, strict=True):
        path, node = shaper.operation(operation, identifier)
        paths.setdefault(path, {})[operation.method] = node
        operations[identifier] = operation
    root = {
        "openapi": "3.1.0",
        "info": {"title": "API", "version": "1"},
        "paths": paths,
        "components": {"schemas": shaper.reachable_schemas(paths)},
    }
    return Shaped(root, operations, shaper.left_out)


def operation_id(operation: PathOperation) -> str:
    """The operationId, or one made of method and path."""
    return str(operation.node.get("operationId") or f"{operation.method}_{operation.path}".replace("/", "_"))


def tag(operation: PathOperation) -> str:
    """The tag that names the resource."""
    return str((operation.node.get("tags") or ["default"])[0])


class _Shaper:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.left_out: list[Problem] = []

    def _leave_out(self, operation: PathOperation, reason: str, fix: str) -> None:
        self.left_out.append(Problem(operation.pointer, f"The operation is left out: {reason}.", fix))

    def is_supported(self, operation: PathOperation) -> bool:
        """Whether a right request for the operation can be generated."""
        body = self.document.request_body(operation.node)
        if body is not None and body.get("required", False) and json_media(body.get("content", {})) is None:
            self._leave_out(operation, "its body has no JSON form", "Add application/json to its content.")
            return False
        for parameter in self.document.parameters(operation):
            if reason := _unsupported(parameter):
                self._leave_out(operation, f"the parameter {parameter['name']} {reason}", "Use a simple parameter.")
                return False
        if not self._can_authenticate(operation):
            self._leave_out(operation, "none of its security schemes can be sent", f"Use {SUPPORTED_SCHEMES}.")
            return False
        return True

    def _can_authenticate(self, operation: PathOperation) -> bool:
        requirements = security(self.document, operation)
        schemes = self.document.root.get("components", {}).get("securitySchemes", {})
        return not requirements or any(
            all(name in schemes and is_sendable(self.document.deref(schemes[name])) for name in requirement)
            for requirement in requirements
        )

    def operation(self, operation: PathOperation, identifier: str) -> tuple[str, Node]:
        """The operation and the path under which the engine is to find it."""
        path = operation.path
        parameters: list[Node] = []
        for parameter in self.document.parameters(operation):
            if parameter.get("x-server-set") or _is_fixed_header(parameter) or parameter["in"] == "cookie":
                continue
            name = parameter["name"]
            if parameter["in"] == "path":
                name = names.path_parameter(name, operation.path)
                path = path.replace(f"{{{parameter['name']}}}", f"{{{name}}}")
            parameters.append(
                {
                    "name": name,
                    "in": parameter["in"],
                    "required": parameter.get("required", False),
                    "schema": self.schema(parameter["schema"]),
                }
            )
        node: Node = {
            "operationId": identifier,
            "tags": [tag(operation)],
            "parameters": parameters,
            "responses": self._successes(operation),
        }
        body = self.document.request_body(operation.node)
        media = None if body is None else json_media(body.get("content", {}))
        if body is not None and media is not None:
            content = {"application/json": {"schema": self.schema(media.get("schema", {}))}}
            node["requestBody"] = {"required": body.get("required", False), "content": content}
        return path, node

    def _successes(self, operation: PathOperation) -> Node:
        responses = self.document.responses(operation.node)
        statuses = [status for status in responses if status.startswith("2")] or [
            status for status in responses if status == "default"
        ]
        shaped: Node = {}
        for status in statuses:
            content = responses[status].get("content", {})
            media = json_media(content)
            if media is not None and "schema" in media:
                shaped_content = {"application/json": {"schema": self.schema(media["schema"])}}
            elif content and next(iter(content)).startswith("text/"):
                shaped_content = {"text/plain": {"schema": {"type": "string"}}}
            elif content:
                shaped_content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
            else:
                shaped_content = {}
            shaped[status.upper() if status != "default" else status] = {"description": "", "content": shaped_content}
        return shaped or {"2XX": {"description": ""}}

    def reachable_schemas(self, paths: Node) -> Node:
        """The named schemas that requests and successes lead to, in the order of the document."""
        named = self.document.root.get("components", {}).get("schemas", {})
        reachable: dict[str, Any] = {}
        pending = list(_refs(paths))
        while pending:
            name = pending.pop()
            if name in named and name not in reachable:
                reachable[name] = self.schema(self.document.deref(named[name]))
                pending.extend(_refs(reachable[name]))
        return {name: reachable[name] for name in named if name in reachable}

    def schema(self, schema: Any) -> Node:
        """The schema with nothing but what decides about types."""
        if not isinstance(schema, dict):
            return {}
        description = {"description": schema["description"]} if "description" in schema else {}
        if "$ref" in schema:
            target = self._schema_name(schema["$ref"])
            if target is None:
                return self.schema(self.document.lookup(schema["$ref"]))
            return {"$ref": target, **description}
        shaped: Node = {key: schema[key] for key in _SCHEMA_KEYS if key in schema} | description
        for key in _SCHEMA_LISTS:
            if key in schema:
                shaped[key] = [self.schema(item) for item in schema[key]]
        if "items" in schema:
            shaped["items"] = self.schema(schema["items"])
        if isinstance(schema.get("additionalProperties"), dict):
            shaped["additionalProperties"] = self.schema(schema["additionalProperties"])
        if "properties" in schema:
            kept = {name: node for name, node in schema["properties"].items() if not _is_server_set(node)}
            shaped["properties"] = {name: self.schema(node) for name, node in kept.items()}
            shaped["required"] = [name for name in schema.get("required", []) if name in kept]
        return _readable(shaped)

    def _schema_name(self, ref: str) -> str | None:
        """The reference, past aliases, if it leads to a named schema."""
        while True:
            target = self.document.lookup(ref)
            if not (isinstance(target, dict) and "$ref" in target):
                break
            ref = target["$ref"]
        return ref if ref.startswith("#/components/schemas/") and ref.count("/") == 3 else None


def _readable(schema: Node) -> Node:
    """Forms that the engine does not read well, in forms that it does."""
    kinds = schema.get("type")
    if isinstance(kinds, list) and len(kinds) == 1:
        schema["type"] = kinds[0]
    if "enum" in schema:
        if {type(value) for value in schema["enum"] if value is not None} in ({str}, {int}):
            schema.pop("type", None)  # the values tell, and the engine would see a union
        else:
            del schema["enum"]
    if not isinstance(schema.get("const", ""), str | int | float):
        del schema["const"]
    if kinds == "array" and "items" not in schema and "prefixItems" not in schema:
        schema["items"] = {}
    if not schema.get("type") and "items" in schema:
        schema["type"] = "array"
    return schema


def _is_server_set(node: Any) -> bool:
    return isinstance(node, dict) and bool(node.get("x-server-set"))


def _is_fixed_header(parameter: Node) -> bool:
    # OpenAPI says to ignore parameters of these names: content types and security schemes set them.
    return parameter["in"] == "header" and parameter["name"].lower() in {"accept", "content-type", "authorization"}


def _unsupported(parameter: Node) -> str | None:
    if parameter.get("x-server-set") or _is_fixed_header(parameter):
        return None
    if parameter["in"] == "cookie":
        return "is a cookie" if parameter.get("required") else None
    if "schema" not in parameter:
        return "has no schema"
    style = parameter.get("style", "form" if parameter["in"] == "query" else "simple")
    if style != ("form" if parameter["in"] == "query" else "simple"):
        return f"has the style {style}"
    kinds = parameter["schema"].get("type") if isinstance(parameter["schema"], dict) else None
    if kinds == "object" or (kinds == "array" and (parameter["in"] != "query" or parameter.get("explode") is False)):
        return f"is an {kinds} of a form that is not supported"
    return None


def security(document: Document, operation: PathOperation) -> list[Node]:
    """The alternatives of credentials for an operation; empty where none is needed."""
    holder = operation.node if "security" in operation.node else document.root
    requirements: list[Node] = holder.get("security", [])
    return [] if {} in requirements else requirements


def is_sendable(scheme: Node) -> bool:
    """Whether the SDK can send this kind of credential."""
    return is_bearer(scheme) or is_api_key_header(scheme)


def is_bearer(scheme: Node) -> bool:
    """Whether the credential is a token in the Authorization header."""
    kind = scheme.get("type")
    return kind in {"oauth2", "openIdConnect"} or (kind == "http" and scheme.get("scheme", "").lower() == "bearer")


def is_api_key_header(scheme: Node) -> bool:
    """Whether the credential is a key in a header of its own."""
    return scheme.get("type") == "apiKey" and scheme.get("in") == "header"


def _refs(node: Any) -> list[str]:
    """The names of the schemas that this part refers to."""
    if isinstance(node, list):
        return [name for item in node for name in _refs(item)]
    if isinstance(node, dict):
        own = [node["$ref"].rpartition("/")[2]] if isinstance(node.get("$ref"), str) else []
        return own + [name for value in node.values() for name in _refs(value)]
    return []
