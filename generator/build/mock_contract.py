"""The contract for programs: JSON, with every reference resolved and without the prose of schemas.

The mock server loads it when it starts. Reading YAML instead would take most of the start.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..document.document import NAMES, VALUES, Document, Node, PathOperation, is_command, json_media
from ..document.problem import ContractError, Problem, pointer
from .security import requirements

_PROSE = frozenset({"description", "example", "examples", "summary"})


def text(node: Node) -> str:
    """Return a node as the text of a JSON file. The same node gives the same text."""
    return json.dumps(node, indent=2, ensure_ascii=False) + "\n"


def resolved(document: Document) -> Node:
    """Return the operations, rules and webhooks of the contract, with schemas inlined where they are used.

    Only the schemas of responses are named, and listed in `schemas`, because hundreds of responses share a few of them.

    Raises:
        ContractError: A schema contains itself.
    """
    schemas: Node = {}
    operations = [_operation(document, operation, schemas) for operation in document.operations()]
    webhooks = {name: _media_schema(document, node.get("requestBody")) for name, node in document.webhooks()}
    return {
        "title": document.root["info"]["title"],
        "version": document.root["info"]["version"],
        "errors": document.error_formats({}),
        "rules": _rules(document.root),
        "schemas": schemas,
        "operations": operations,
        "webhooks": webhooks,
        "webhook_secrets": _secrets(webhooks),
    }


def _operation(document: Document, operation: PathOperation, schemas: Node) -> Node:
    """Return an operation, and add the schemas of its responses to `schemas`."""
    node = operation.node
    body = _media_schema(document, node.get("requestBody"))
    responses = document.responses(node)
    found = {status: _media_schema(document, response) for status, response in responses.items()}
    names = {
        status: _name(responses[status], f"{node['operationId']} {status}")
        for status, schema in found.items()
        if schema is not None
    }
    schemas |= {name: found[status] for status, name in names.items()}
    return {
        "id": node["operationId"],
        "method": operation.method.upper(),
        "path": operation.path,
        "resource": node["tags"][0],
        "idempotent": node.get("x-idempotent"),
        "writes": is_command(operation),
        "auth": _auth(requirements(document, operation)),
        "parameters": [_parameter(document, parameter) for parameter in document.parameters(operation)],
        "body": body,
        "responses": {status: names.get(status) for status in found},
        "redirect": _redirect(document, node),
        "secrets": {"body": sorted({*secrets(body)}), "responses": _secrets(found)},
        "errors": document.error_formats(node),
        "rules": _rules(node),
    }


def _name(response: Node, otherwise: str) -> str:
    """Return the name of a response's schema: that of the component it refers to, or else `otherwise`."""
    media = json_media(response["content"]) or {}
    schema = media.get("schema", {})
    return schema["$ref"].rpartition("/")[2] if [*schema] == ["$ref"] else otherwise


def _auth(alternatives: list[Node]) -> str:
    """Return whether an operation needs a credential: `required`, `optional` or `none`."""
    if not any(alternatives):
        return "none"
    return "optional" if {} in alternatives else "required"


def _redirect(document: Document, node: Node) -> Node | None:
    """Return the status of the redirect that is a success, and the schema of its query. None if there is none."""
    for status, response in document.responses(node).items():
        if "x-redirect" in response:
            return {"status": int(status), "query": _schema(document, response["x-redirect"])}
    return None


def _rules(node: Node) -> list[Node]:
    return [{**rule, "subject": rule.get("subject", "request")} for rule in node.get("x-rules", [])]


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
    return None if media is None else _schema(document, media.get("schema", {}))


def _schema(document: Document, schema: Any, within: tuple[str, ...] = ()) -> Any:
    if isinstance(schema, list):
        return [_schema(document, item, within) for item in schema]
    if not isinstance(schema, dict):
        return schema
    resolved: Node = {}
    for key, value in schema.items():
        if key in VALUES - _PROSE:
            resolved[key] = value
        elif key in NAMES and isinstance(value, dict):
            resolved[key] = {name: _schema(document, node, within) for name, node in value.items()}
        elif key not in _PROSE | {"$ref"}:
            resolved[key] = _schema(document, value, within)
    if "$ref" not in schema:
        return resolved
    target = _target(document, schema["$ref"], within)
    return {**resolved, "allOf": [*resolved.get("allOf", []), target]} if resolved else target


def _target(document: Document, ref: str, within: tuple[str, ...]) -> Any:
    if ref in within:
        message = "The schema contains itself, which the mock server does not support."
        raise ContractError(document.file, [Problem(ref[1:], message, "Limit its depth.")])
    return _schema(document, document.lookup(ref), (*within, ref))


def secrets(schema: Any, where: str = "") -> Iterator[str]:
    """Return the places of secret properties in the values of a schema without references.

    Each place is a JSON pointer, in which `*` stands for every item of an array and every value of a map.
    """
    if not isinstance(schema, dict):
        return
    for name, child in schema.get("properties", {}).items():
        yield from _secret(child, where + pointer(name))
    for child in (*schema.get("prefixItems", []), schema.get("items")):
        yield from _secret(child, f"{where}/*")
    for child in (*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")):
        yield from _secret(child, f"{where}/*")
    for keyword in _SAME_VALUE:
        for child in schema.get(keyword, []):
            yield from secrets(child, where)


_SAME_VALUE = ("allOf", "anyOf", "oneOf")


def _secret(schema: Any, where: str) -> Iterator[str]:
    if isinstance(schema, dict) and _is_secret(schema):
        yield where
    else:
        yield from secrets(schema, where)


def _is_secret(schema: Node) -> bool:
    return bool(schema.get("x-secret")) or any(_is_secret(part) for part in schema.get("allOf", []))


def _secrets(schemas: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the places of secret properties by the name of a schema that has some."""
    found = {name: sorted({*secrets(schema)}) for name, schema in schemas.items()}
    return {name: places for name, places in found.items() if places}
