"""Documents with as many operations as real ones have."""

from typing import Any

# What the service publishes, by tag: 137 operations.
PUBLISHED = {
    "Users": 27,
    "Locks": 22,
    "Temp Keys": 7,
    "Collective Temp Keys": 5,
    "Hubs": 8,
    "Matter Devices": 6,
    "Cameras": 11,
    "Camera Roles": 7,
    "RTSP Cameras": 10,
    "Admin": 34,
}

_TEXT = (
    "The service checks the caller's rights, records the event and returns it with the new version. A second request "
    "with the same values changes nothing and returns the current version without an event."
)

_LINE = "The value that the record has after the request, at most 100 characters long."


def document(tags: dict[str, int]) -> dict[str, Any]:
    """Return a document with a number of operations for each tag, half of them commands with a body."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for tag, count in tags.items():
        for index in range(count):
            name = f"{tag.replace(' ', '')}{index}"
            schemas[f"{name}Result"] = _result(f"{name}Event")
            schemas[f"{name}Event"] = _object(6)
            path = f"/{tag.lower().replace(' ', '-')}/{{id}}/{name}"
            paths[path] = {"parameters": [_ID], **(_command(tag, name) if index % 2 else _query(tag, name))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Large", "version": "1.0.0"},
        "servers": [{"url": "https://service.test"}],
        "tags": [{"name": tag, "description": f"The operations of {tag}."} for tag in tags],
        "security": [{"bearer": []}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Error": _object(2)},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id, normally a UUID.",
    "schema": {"type": "string"},
}


def _query(tag: str, name: str) -> dict[str, Any]:
    parameters = [
        {"name": f"filter{index}", "in": "query", "description": _LINE, "schema": {"type": "string", "maxLength": 100}}
        for index in range(3)
    ]
    return {"get": {**_operation(tag, name), "parameters": parameters}}


def _command(tag: str, name: str) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": _object(5)}}, "required": True}
    return {"post": {**_operation(tag, name), "requestBody": body, "x-idempotent": True}}


def _operation(tag: str, name: str) -> dict[str, Any]:
    failures = {status: _response(f"{status} of every operation.", "Error") for status in ("401", "403", "429", "500")}
    own = {status: _response(f"{status} of {name}.", "Error") for status in ("400", "404", "409")}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": f"Change {name} of the aggregate.",
        "description": _TEXT,
        "responses": {"200": _response("Done.", f"{name}Result"), **failures, **own},
    }


def _response(description: str, schema: str) -> dict[str, Any]:
    media = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {"description": description, "content": {"application/json": media}}


def _result(event: str) -> dict[str, Any]:
    properties = {"version": {"type": "number"}, "event": {"$ref": f"#/components/schemas/{event}"}}
    return {"type": "object", "required": ["version"], "properties": properties}


def _object(count: int) -> dict[str, Any]:
    properties = {f"property{index}": {"type": "string", "description": _LINE} for index in range(count)}
    return {"type": "object", "required": ["property0"], "properties": properties}
