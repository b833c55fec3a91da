"""First stage: reads a contract and checks everything that can be checked before it is understood."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
from attrs import evolve
from openapi_spec_validator.schemas import schema_v31

from .bundle import Bundle, bundle
from .document import Document, Node, Part, PathOperation
from .problem import ContractError, Problem, pointer, short

SOURCES = ("seed", "documented", "inferred")
SUBJECTS = ("request", "webhook")
ERROR_FORMATS = ("flat", "tagged", "listed", "bare")

# Our extensions, each with the schema of its value. openapi.yaml explains them.
EXTENSIONS: dict[str, Node] = {
    "x-environment": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
    "x-error-format": {
        "type": "object",
        "propertyNames": {"pattern": "^(default|[45][0-9]{2})$"},
        "additionalProperties": {"enum": list(ERROR_FORMATS)},
    },
    "x-idempotent": {"type": "boolean"},
    "x-rules": {
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
    "x-same-as": {"type": "string", "minLength": 1},
    "x-server-set": {"const": True},
    "x-source": {"enum": list(SOURCES)},
}

# What a reference must lead to, by the keyword under which it stands. Under every other keyword that is a schema.
_TARGETS = {
    "callbacks": "callbacks",
    "headers": "header",
    "links": "link",
    "parameters": "parameter",
    "pathItems": "path-item",
    "paths": "path-item",
    "requestBodies": "request-body",
    "requestBody": "request-body",
    "responses": "response",
    "securitySchemes": "security-scheme",
    "webhooks": "path-item",
}
_JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def load(file: Path, *, strict: bool) -> Document:
    """Reads and checks a contract.

    Args:
        file: An OpenAPI 3.1 document, as YAML or JSON.
        strict: Also hold it to the rules of our own contract.

    Raises:
        ContractError: The document cannot be read, is not valid, or breaks a rule.
    """
    bundled = bundle(file)
    document = Document(str(file), bundled.root)
    # Each check relies on the ones before it.
    for check in (_version, _meta_schema, _references, _targets, _schemas, _operation_ids, _extensions):
        _raise(bundled, document, check(document))
    if strict:
        problems = [*_unknown_extensions(document), *_conventions(document), *_rule_ids(document)]
        _raise(bundled, document, problems)
    return document


def _raise(bundled: Bundle, document: Document, problems: Iterable[Problem]) -> None:
    found: list[Problem] = []
    for problem in problems:
        origin = bundled.origin(problem.pointer)
        found.append(evolve(problem, pointer=origin.pointer, file=str(origin.file)))
    if found:
        raise ContractError(document.file, found)


def _version(document: Document) -> Iterator[Problem]:
    root = document.root
    version = root.get("openapi")
    if isinstance(version, str) and version.startswith("3.1."):
        return
    if version is not None:
        found = f"says openapi: {version}"
    elif "swagger" in root:
        found = f"says swagger: {root['swagger']}"
    else:
        found = "does not say which OpenAPI it is"
    yield Problem("/openapi", f"The document {found}.", "Convert it to OpenAPI 3.1 and write `openapi: 3.1.0`.")


def _meta_schema(document: Document) -> Iterator[Problem]:
    validator = jsonschema_rs.validator_for(dict(schema_v31))
    for error in validator.iter_errors(document.root):
        yield Problem(pointer(*error.instance_path), f"{short(error.message)}.", "See the OpenAPI 3.1 specification.")


def _references(document: Document) -> Iterator[Problem]:
    for part in document.parts():
        seen: list[str] = []
        node: Any = part.node
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            ref = node["$ref"]
            if ref in seen:
                yield Problem(part.pointer, f"The reference {ref} leads back to itself.", "Let it lead to an object.")
                break
            seen.append(ref)
            try:
                node = document.lookup(ref)
            except LookupError:
                fix = "Refer to a part of this document by its JSON pointer, or add it."
                yield Problem(part.pointer, f"The reference {ref} leads nowhere.", fix)
                break


def _targets(document: Document) -> Iterator[Problem]:
    """References that lead to a part of another kind, such as a parameter that is a schema."""
    definitions = {"$schema": _JSON_SCHEMA, "$defs": schema_v31["$defs"]}
    validators = {
        kind: jsonschema_rs.validator_for({**definitions, "$ref": f"#/$defs/{kind}"})
        for kind in {*_TARGETS.values(), "schema"}
    }
    for part in document.parts():
        if "$ref" in part.node:
            kind = _TARGETS.get(part.keyword, "schema")
            # A schema may hold a reference and more; any other part is either.
            ref = part.node["$ref"]
            target = document.lookup(ref) if kind == "schema" else document.deref(part.node)
            if not validators[kind].is_valid(target):
                message = f"The reference {ref} does not lead to a {kind.replace('-', ' ')}."
                yield Problem(part.pointer, message, f"Let it lead to a {kind.replace('-', ' ')}.")


def _schemas(document: Document) -> Iterator[Problem]:
    validator = jsonschema_rs.validator_for({"$ref": _JSON_SCHEMA})
    for where, schema in _all_schemas(document):
        for error in validator.iter_errors(schema):
            yield Problem(where + pointer(*error.instance_path), f"{short(error.message)}.", "See JSON Schema 2020-12.")


def _all_schemas(document: Document) -> Iterator[tuple[str, Any]]:
    for name, schema in document.schemas().items():
        yield pointer("components", "schemas", name), schema
    for part in document.parts():
        if part.keyword in {"content", "headers", "parameters"} and "schema" in part.node:
            yield f"{part.pointer}/schema", part.node["schema"]


def _operation_ids(document: Document) -> Iterator[Problem]:
    ids = [operation.node.get("operationId") for operation in document.operations()]
    counts = Counter(identifier for identifier in ids if identifier is not None)
    for operation in document.operations():
        identifier = operation.node.get("operationId")
        if counts[identifier] > 1:
            yield Problem(
                f"{operation.pointer}/operationId",
                f"The operationId {identifier} is used by {counts[identifier]} operations.",
                "Give each operation an id of its own.",
            )


def _extensions(document: Document) -> Iterator[Problem]:
    validators = {key: jsonschema_rs.validator_for(schema) for key, schema in EXTENSIONS.items()}
    for part in document.parts():
        for key in [key for key in EXTENSIONS if key in part.node]:
            for error in validators[key].iter_errors(part.node[key]):
                yield Problem(
                    part.pointer + pointer(key, *error.instance_path),
                    f"{short(error.message)}.",
                    "The head of openapi.yaml explains the extensions.",
                )


def _unknown_extensions(document: Document) -> Iterator[Problem]:
    for part in document.parts():
        for key in part.node:
            if key.startswith("x-") and key not in EXTENSIONS:
                known = ", ".join(EXTENSIONS)
                yield Problem(part.pointer + pointer(key), f"The extension {key} is not known.", f"Known are {known}.")


def _conventions(document: Document) -> Iterator[Problem]:
    for operation in document.operations():
        node = operation.node
        if len(node.get("tags", [])) != 1:
            yield Problem(
                f"{operation.pointer}/tags",
                f"The operation has {len(node.get('tags', []))} tags.",
                "Give it one: the name of its resource in the SDK.",
            )
        if "operationId" not in node:
            yield Problem(operation.pointer, "The operation has no operationId.", "Give it one, as verb_noun.")
        if operation.method == "post" and "x-idempotent" not in node:
            yield Problem(
                operation.pointer,
                "The command does not say whether it may be sent again.",
                "Add x-idempotent: true or false.",
            )
        yield from _error_formats(document, operation)


def _error_formats(document: Document, operation: PathOperation) -> Iterator[Problem]:
    if "default" not in document.error_formats(operation.node):
        yield Problem(
            operation.pointer,
            "The operation has no default error format.",
            "Add x-error-format with a default to the operation or to the document.",
        )
    declared = document.responses(operation.node)
    for status in operation.node.get("x-error-format", {}):
        if status not in {*declared, "default"}:
            where = operation.pointer + pointer("x-error-format", status)
            message = f"The operation does not declare the response {status}."
            yield Problem(where, message, "Declare it, or remove its error format.")


def _rule_ids(document: Document) -> Iterator[Problem]:
    holders: list[Part] = [part for part in document.parts() if "x-rules" in part.node]
    counts = Counter(rule["id"] for part in holders for rule in part.node["x-rules"])
    for part in holders:
        for index, rule in enumerate(part.node["x-rules"]):
            if counts[rule["id"]] > 1:
                where = part.pointer + pointer("x-rules", index, "id")
                yield Problem(
                    where, f"The rule id {rule['id']} is used {counts[rule['id']]} times.", "Give each its own."
                )
