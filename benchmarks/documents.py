"""Synthetic OpenAPI documents: `python -m benchmarks.documents KIND SIZE FILE`.

The same arguments always give the same document. Every operation has an `operationId` in the form verb_noun, a tag,
parameters, and errors that all operations share.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

Node: TypeAlias = dict[str, Any]

OPERATIONS = 10
"""The number of operations of a resource."""

_QUALIFIERS = (
    *("sales", "purchase", "service", "repair", "rental", "transfer", "return", "project", "campaign", "customer"),
    *("supplier", "employee", "partner", "vehicle", "warehouse", "delivery", "contract", "support", "event", "region"),
)
_NOUNS = (
    *("order", "invoice", "quote", "receipt", "request", "plan", "note", "budget", "schedule", "document"),
    *("account", "group", "ticket", "report", "template"),
)
_STATUSES = ("draft", "open", "approved", "rejected", "archived")


def resources(operations: int) -> Node:
    """Return a document of resources, each with queries, changes, commands and a history.

    Args:
        operations: The number of operations, a multiple of `OPERATIONS`.
    """
    names = [f"{qualifier}_{noun}" for noun, qualifier in product(_NOUNS, _QUALIFIERS)]
    if operations % OPERATIONS or not 0 < operations <= OPERATIONS * len(names):
        limit = OPERATIONS * len(names)
        raise ValueError(f"operations must be a multiple of {OPERATIONS} up to {limit}, not {operations}.")
    paths: Node = {}
    schemas = _shared_schemas()
    for name in names[: operations // OPERATIONS]:
        paths |= _paths(name)
        schemas |= _schemas(name)
    return _document(paths, schemas)


def union(models: int) -> Node:
    """Return a document with a union of so many models, which as many other models hold."""
    schemas = _shared_schemas() | _union([f"block_{number}" for number in range(models)], {})
    paths: Node = {}
    for number in range(models):
        name = f"page_{number}"
        held = {"first": _ref("Block"), "blocks": _array(_ref("Block"), "The blocks below the first.")}
        schemas[_class(name)] = _object("A page.", id=_text("The id of the page."), **held)
        paths[f"/pages/{number}"] = {"get": _operation(f"get_{name}", "pages", "Get the page.", _success(_class(name)))}
    return _document(paths, schemas)


def recursive(models: int) -> Node:
    """Return a document with a union of so many models, each of which holds the union itself."""
    held = {"children": _array(_ref("Block"), "The blocks inside.")}
    schemas = _shared_schemas() | _union([f"block_{number}" for number in range(models)], held)
    operation = _operation("get_block", "blocks", "Get the block.", _success("Block"))
    return _document({"/blocks/{block_id}": {"parameters": [_path_parameter("block_id")], "get": operation}}, schemas)


KINDS: Mapping[str, Callable[[int], Node]] = {each.__name__: each for each in (resources, union, recursive)}
"""The kinds of documents, by name."""


def operation_ids(document: Node) -> list[str]:
    """Return the ids of the operations of a synthetic document."""
    items = document["paths"].values()
    return [node["operationId"] for item in items for method, node in item.items() if method != "parameters"]


def _document(paths: Node, schemas: Node) -> Node:
    limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Back office", "version": "1.0.0", "description": "The records of a trading company."},
        "servers": [{"url": "https://api.example.com/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {
                "Limit": _query("limit", "The most records to return.", limit),
                "Cursor": _query("cursor", "The cursor that the previous page returned.", {"type": "string"}),
            },
            "responses": {
                status: {"description": text, "content": _content(_ref("Error"))}
                for status, text in (
                    ("Invalid", "The request is invalid."),
                    ("Unauthorized", "The credential is missing or expired."),
                    ("NotFound", "There is no such record."),
                    ("Conflict", "The record has changed in the meantime."),
                )
            },
            "schemas": schemas,
        },
    }


def _shared_schemas() -> Node:
    detail = _object("A problem of one property.", pointer=_text("A JSON pointer."), reason=_text("What is wrong."))
    return {
        "Error": _object(
            "An error.",
            code=_text("The code of the error."),
            message=_text("A message for developers."),
            details=_array(_ref("ErrorDetail"), "The properties that are invalid."),
        ),
        "ErrorDetail": detail,
        "Resource": _object(
            "A record.",
            id=_text("The id of the record.", format="uuid", readOnly=True),
            createdAt=_text("The time of its creation.", format="date-time", readOnly=True),
            updatedAt=_text("The time of its last change.", format="date-time", readOnly=True),
        ),
        "Money": _object("An amount.", currency=_text("An ISO 4217 code."), cents=_integer("The amount in cents.")),
        "Address": _object(
            "A postal address.",
            optional={"state": _text("The state or province."), "coordinates": _ref("Coordinates")},
            street=_text("The street and number."),
            city=_text("The city."),
            country=_text("An ISO 3166 code."),
        ),
        "Coordinates": _object("A place.", latitude=_number("Degrees north."), longitude=_number("Degrees east.")),
    }


def _schemas(name: str) -> Node:
    """Return the schemas of a resource."""
    title, text = _class(name), name.replace("_", " ")
    changeable: Node = {
        "customerReference": {**_text("The reference of the customer."), "type": ["string", "null"]},
        "status": _ref(f"{title}Status"),
        "lines": _array(_ref(f"{title}Line"), f"The lines of the {text}."),
        "total": _described(_ref("Money"), f"The total of the {text}, taxes included."),
        "billingAddress": _described(_ref("Address"), "The address of the payer."),
        "deliveryAddress": {
            "anyOf": [_ref("Address"), {"type": "null"}],
            "description": "The address of the receiver.",
        },
        "labels": _array({"type": "string"}, "Labels for searching."),
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Your own data."},
    }
    own = _object(f"The {text} itself.", optional=changeable, name=_text(f"The name of the {text}."))
    line = _object(
        f"A line of the {text}.",
        optional={"discount": _number("A share between 0 and 1."), "options": _array(_ref("Money"), "Surcharges.")},
        sku=_text("The article number."),
        quantity=_integer("The number of articles."),
        unitPrice=_ref("Money"),
    )
    draft = _object(f"A new {text}.", optional=changeable, name=_text(f"The name of the {text}."))
    return {
        title: {"description": f"A {text}.", "allOf": [_ref("Resource"), own]},
        f"{title}Status": {"type": "string", "enum": list(_STATUSES), "description": f"The status of the {text}."},
        f"{title}Line": line,
        f"{title}Draft": draft,
        f"{title}Changes": _object(f"Changes of the {text}.", optional=changeable),
        f"{title}Approval": _object(
            "An approval.", optional={"limit": _ref("Money")}, approvedBy=_text("The id of the approver.")
        ),
        f"{title}Assignment": _object(
            "An assignment.", optional={"note": _text("A note.")}, assigneeId=_text("The id of the assignee.")
        ),
        f"{title}Page": _page(title),
        f"{title}EventPage": _page(f"{title}Event"),
        **_union([f"{name}_{verb}" for verb in ("created", "approved", "archived")], {}, f"{title}Event"),
    }


def _page(title: str) -> Node:
    cursor = {"type": ["string", "null"], "description": "The cursor of the next page."}
    return _object("A page of records.", items=_array(_ref(title), "The records."), nextCursor=cursor)


def _union(names: Sequence[str], held: Node, title: str = "Block") -> Node:
    """Return models that a discriminator tells apart, and their union."""
    models = {
        _class(name): _object(
            f"The variant {name}.",
            optional={"comment": _text("A comment."), "amount": _ref("Money"), **held},
            kind={"type": "string", "const": name, "description": "The discriminator."},
            occurredAt=_text("The time of the event.", format="date-time"),
        )
        for name in names
    }
    mapping = {name: f"#/components/schemas/{_class(name)}" for name in names}
    discriminator = {"propertyName": "kind", "mapping": mapping}
    return {**models, title: {"oneOf": [_ref(model) for model in models], "discriminator": discriminator}}


def _paths(name: str) -> Node:
    """Return the operations of a resource."""
    title, plural, key, text = _class(name), f"{name}s", f"{name}_id", name.replace("_", " ")
    record = _success(title)

    def operation(verb: str, sentence: str, responses: Node = record, *, noun: str = name, **parts: Any) -> Node:
        return _operation(f"{verb}_{noun}", plural, sentence, responses, **parts)

    def sent(verb: str, sentence: str, body: str, status: str = "200") -> Node:
        return operation(verb, sentence, _success(title, status), requestBody=_body(body))

    paging = [{"$ref": "#/components/parameters/Limit"}, {"$ref": "#/components/parameters/Cursor"}]
    filters = [
        _query("status", "Only records with this status.", _ref(f"{title}Status")),
        _query("labels", "Only records with these labels.", {"type": "array", "items": {"type": "string"}}),
        *paging,
    ]
    one, page, events = [_path_parameter(key)], _success(f"{title}Page"), _success(f"{title}EventPage")
    base = f"/{plural.replace('_', '-')}"
    item = f"{base}/{{{key}}}"
    return {
        base: {
            "get": operation("list", f"List the {text}s.", page, noun=plural, parameters=filters),
            "post": sent("create", f"Create a {text}.", f"{title}Draft", "201"),
        },
        item: {
            "parameters": one,
            "get": operation("get", f"Get the {text}."),
            "put": sent("replace", f"Replace the {text}.", f"{title}Draft"),
            "patch": sent("update", f"Change the {text}.", f"{title}Changes"),
            "delete": operation("delete", f"Delete the {text}.", _NO_CONTENT),
        },
        f"{item}/approve": {
            "parameters": one,
            "post": sent("approve", f"Approve the {text}.", f"{title}Approval"),
        },
        f"{item}/assign": {
            "parameters": one,
            "post": sent("assign", f"Assign the {text}.", f"{title}Assignment"),
        },
        f"{item}/archive": {
            "parameters": one,
            "post": operation("archive", f"Archive the {text}.", _NO_CONTENT),
        },
        f"{item}/events": {
            "parameters": one,
            "get": operation("list", f"List the {text}'s events.", events, noun=f"{name}_events", parameters=paging),
        },
    }


_NO_CONTENT: Node = {"204": {"description": "Done."}}


def _operation(identifier: str, tag: str, sentence: str, responses: Node, **parts: Any) -> Node:
    errors = {"400": "Invalid", "401": "Unauthorized", "404": "NotFound", "409": "Conflict"}
    shared = {status: {"$ref": f"#/components/responses/{name}"} for status, name in errors.items()}
    return {
        "operationId": identifier,
        "tags": [tag],
        "summary": sentence,
        "description": f"{sentence} The credential must grant access to {tag.replace('_', ' ')}.",
        **parts,
        "responses": responses | shared,
    }


def _success(schema: str, status: str = "200") -> Node:
    return {status: {"description": "Success.", "content": _content(_ref(schema))}}


def _body(schema: str) -> Node:
    return {"required": True, "content": _content(_ref(schema))}


def _content(schema: Node) -> Node:
    return {"application/json": {"schema": schema}}


def _path_parameter(name: str) -> Node:
    return {"name": name, "in": "path", "required": True, "description": "The id.", "schema": {"type": "string"}}


def _query(name: str, description: str, schema: Node) -> Node:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _object(description: str, *, optional: Node | None = None, **required: Node) -> Node:
    found: Node = {"type": "object", "description": description, "properties": {**required, **(optional or {})}}
    return {**found, "required": list(required)} if required else found


def _described(schema: Node, description: str) -> Node:
    """Wrap a reference, as documents of OpenAPI 3.0 do that describe one."""
    return {"allOf": [schema], "description": description}


def _array(items: Node, description: str) -> Node:
    return {"type": "array", "items": items, "description": description}


def _text(description: str, **keywords: Any) -> Node:
    return {"type": "string", "description": description, **keywords}


def _integer(description: str) -> Node:
    return {"type": "integer", "description": description}


def _number(description: str) -> Node:
    return {"type": "number", "description": description}


def _ref(schema: str) -> Node:
    return {"$ref": f"#/components/schemas/{schema}"}


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(json.dumps(KINDS[sys.argv[1]](int(sys.argv[2]))), "utf-8")
