"""The extensions of our own contract. openapi.yaml explains them."""

from functools import cache
from typing import Any

from attrs import frozen

from .document import Document, Node
from .problem import pointer, short
from .report import Report
from .structure import article

SOURCES = ("seed", "documented", "inferred")
SUBJECTS = ("request", "webhook")
ERROR_FORMATS = ("flat", "tagged", "listed", "bare", "empty")


@frozen
class Extension:
    """An extension.

    Attributes:
        schema: The schema of its value.
        kinds: The kinds of objects that it has a meaning for.
    """

    schema: Node
    kinds: tuple[str, ...]


EXTENSIONS = {
    "x-deprecated": Extension({"type": "string", "minLength": 1}, ("operation", "parameter", "schema")),
    "x-environment": Extension({"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}, ("server",)),
    "x-error-format": Extension(
        {
            "type": "object",
            "propertyNames": {"pattern": "^(default|[45][0-9]{2})$"},
            "additionalProperties": {"enum": list(ERROR_FORMATS)},
        },
        ("document", "operation"),
    ),
    "x-idempotent": Extension({"type": "boolean"}, ("operation",)),
    "x-items": Extension({"type": "string", "minLength": 1}, ("schema",)),
    "x-outcome": Extension(
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
            "additionalProperties": {"type": "boolean"},
        },
        ("response",),
    ),
    "x-pages": Extension(
        {
            "type": "object",
            "required": ["parameter", "items", "total"],
            "additionalProperties": False,
            "properties": {key: {"type": "string", "minLength": 1} for key in ("parameter", "items", "total")},
        },
        ("operation",),
    ),
    "x-redirect": Extension(
        {"type": "object", "required": ["$ref"], "additionalProperties": False, "properties": {"$ref": {}}},
        ("response",),
    ),
    "x-rules": Extension(
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "text", "source"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": r"^[a-z0-9_]+(\.[a-z0-9_]+)+$"},
                    "text": {"type": "string", "minLength": 1},
                    "source": {"enum": list(SOURCES)},
                    "subject": {"enum": list(SUBJECTS)},
                },
            },
        },
        ("document", "operation"),
    ),
    "x-same-as": Extension({"type": "string", "minLength": 1}, ("schema",)),
    "x-secret": Extension({"const": True}, ("schema",)),
    "x-server-set": Extension({"const": True}, ("parameter", "schema")),
    "x-source": Extension({"enum": list(SOURCES)}, ("response", "schema", "parameter", "request body")),
    "x-writes": Extension({"const": True}, ("operation",)),
}


@cache
def _validator(name: str) -> Any:
    # Most documents have no extension of ours, and importing this takes more memory than reading a small document.
    import jsonschema_rs

    return jsonschema_rs.validator_for(EXTENSIONS[name].schema)


def check_extensions(document: Document, report: Report) -> None:
    """Check our extensions, and drop those that mean something else in another document."""
    for part in document.parts():
        for name in EXTENSIONS.keys() & part.node.keys():
            where = part.pointer + pointer(name)
            kinds = EXTENSIONS[name].kinds
            errors = list(_validator(name).iter_errors(part.node[name]))
            if part.kind not in kinds:
                fix = f"Move it to {' or '.join(map(article, kinds))}."
                report.note(where, f"{name} has no meaning for {article(part.kind)}.", fix)
                del part.node[name]
            elif errors:
                for error in errors:
                    fix = "The head of openapi.yaml explains the extensions."
                    report.note(where + pointer(*error.instance_path), f"{short(error.message)}.", fix)
                del part.node[name]


def check_unknown_extensions(document: Document, report: Report) -> None:
    """Check that a document has no extensions but ours."""
    for part in document.parts():
        for name in part.node if part.kind != "security requirement" else ():
            if name.startswith("x-") and name not in EXTENSIONS:
                where = part.pointer + pointer(name)
                report.error(where, f"Unknown extension {name}.", f"Known: {', '.join(EXTENSIONS)}.")
