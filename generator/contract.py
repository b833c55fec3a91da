"""The contract as a program wants it: JSON, with every reference resolved and without the prose of schemas.

The mock server loads it at its start, where reading YAML would take most of the time.
"""

from typing import Any

from .document import Document, Node, PathOperation, json_media

_PROSE = frozenset({"description", "example", "examples", "summary"})


def resolved(document: Document) -> Node:
    """Operations, rules and webhooks of the contract. Schemas stand where they are used."""
    return {
        "title": document.root["info"]["title"],
        "version": document.root["info"]["version"],
        "rules": document.root.get("x-rules", []),
        "operations": [_operation(document, operation) for operation in document.operations()],
        "webhooks": {name: _media_schema(document, node.get("requestBody")) for name, node in document.webhooks()},
    }


def _operation(document: Document, operation: PathOperation) -> Node:
    node = operation.node
    return {
        "id": node["operationId"],
        "method": operation.method.upper(),
        "path": operation.path,
        "resource": node["tags"][0],
        "idempotent": node.get("x-idempotent"),
        "parameters": [_parameter(document, parameter) for parameter in document.parameters(operation)],
        "body": _media_schema(document, node.get("requestBody")),
        "responses": {
            status: _media_schema(document, response) for status, response in document.responses(node).items()
        },
        "rules": node.get("x-rules", []),
    }


def _parameter(document: Document, parameter: Node) -> Node:
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "server_set": parameter.get("x-server-set", False),
        "schema": _schema(document, parameter["schema"]),
    }


def _media_schema(document: Document, body: Node | None) -> Any:
    media = json_media(document.deref(body).get("content", {})) if body is not None else None
    return None if media is None else _schema(document, media["schema"])


def _schema(document: Document, schema: Any, *, names: bool = False) -> Any:
    if isinstance(schema, list):
        return [_schema(document, item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema and not names:
        return _schema(document, document.lookup(schema["$ref"]))
    return {
        key: _schema(document, value, names=key == "properties" and not names)
        for key, value in schema.items()
        if names or key not in _PROSE
    }
