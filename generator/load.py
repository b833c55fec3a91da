"""First stage: reads a contract and checks everything that can be checked before it is understood."""

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
from openapi_spec_validator.schemas import schema_v31
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .document import Document, Node
from .problem import ContractError, Problem, pointer

SOURCES = ("seed", "documented", "inferred")

# Our extensions, each with the schema of its value. openapi.yaml explains them.
EXTENSIONS: dict[str, Node] = {
    "x-environment": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
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
            },
        },
    },
    "x-server-set": {"const": True},
    "x-source": {"enum": list(SOURCES)},
}

# Under these keys stand values of the API, not parts of the document; their keys mean nothing to us.
_VALUES = frozenset({"const", "default", "enum", "example", "examples", "value"})

# The keys of these objects are names that the author chose.
_NAMES = frozenset(
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
        "patternProperties",
        "properties",
        "requestBodies",
        "schemas",
        "scopes",
        "securitySchemes",
        "variables",
    }
)


def load(file: Path, *, strict: bool) -> Document:
    """Reads and checks a contract.

    Args:
        file: An OpenAPI 3.1 document, as YAML or JSON.
        strict: Also hold it to the rules of our own contract.

    Raises:
        ContractError: The document cannot be read, is not valid, or breaks a rule.
    """
    document = Document(str(file), _read(file))
    for check in (_version, _meta_schema, _references, _schemas, _operation_ids, _extensions):
        _raise(document, check(document))
    if strict:
        _raise(document, [*_unknown_extensions(document), *_conventions(document)])
    return document


def _raise(document: Document, problems: Any) -> None:
    if found := list(problems):
        raise ContractError(document.file, found)


def _read(file: Path) -> Node:
    def fail(message: str, fix: str) -> ContractError:
        return ContractError(str(file), [Problem("", message, fix)])

    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise fail(f"The file cannot be read: {error.strerror}.", "Name a readable file.") from None
    except UnicodeDecodeError:
        raise fail("The file is not UTF-8.", "Save it as UTF-8.") from None
    try:
        root = _plain(YAML(typ="safe", pure=True).load(text))
    except MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise fail(f"The file is not YAML{where}: {error.problem}.", "Mend the syntax.") from None
    except (YAMLError, ValueError) as error:
        raise fail(f"The file is not YAML: {error}.", "Mend the syntax.") from None
    except RecursionError:
        raise fail("The document is nested too deeply, or contains itself.", "Use $ref instead of anchors.") from None
    if not isinstance(root, dict):
        raise fail("The document is not an object.", "Begin with `openapi: 3.1.0`.")
    return root


def _plain(node: Any) -> Any:
    """The YAML node as JSON would say it: string keys, and times as the text they were written as."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if isinstance(node, datetime.datetime | datetime.date):
        return node.isoformat()
    return node


def _version(document: Document) -> Iterator[Problem]:
    version = document.root.get("openapi")
    if not (isinstance(version, str) and version.startswith("3.1.")):
        found = f"says openapi: {version}" if version is not None else "does not say which OpenAPI it is"
        yield Problem("/openapi", f"The document {found}.", "Convert it to OpenAPI 3.1 and write `openapi: 3.1.0`.")


def _meta_schema(document: Document) -> Iterator[Problem]:
    validator = jsonschema_rs.validator_for(dict(schema_v31))
    for error in validator.iter_errors(document.root):
        yield Problem(pointer(*error.instance_path), f"{_short(error.message)}.", "See the OpenAPI 3.1 specification.")


def _short(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:100]} ... {message[-100:]}"


def _references(document: Document) -> Iterator[Problem]:
    for where, node in _objects(document.root):
        ref = node.get("$ref")
        if not isinstance(ref, str):
            continue
        try:
            seen = {ref}
            target = document.lookup(ref)
            while isinstance(target, dict) and isinstance(target.get("$ref"), str):
                ref = target["$ref"]
                if ref in seen:
                    yield Problem(where, f"The reference {ref} leads back to itself.", "Let it lead to an object.")
                    break
                seen.add(ref)
                target = document.lookup(ref)
        except (LookupError, TypeError):
            yield Problem(where, f"The reference {ref} leads nowhere.", "Refer to a part of this document, or add it.")


def _schemas(document: Document) -> Iterator[Problem]:
    validator = jsonschema_rs.validator_for({"$ref": "https://json-schema.org/draft/2020-12/schema"})
    for where, schema in _all_schemas(document):
        for error in validator.iter_errors(schema):
            yield Problem(
                where + pointer(*error.instance_path), f"{_short(error.message)}.", "See JSON Schema 2020-12."
            )


def _all_schemas(document: Document) -> Iterator[tuple[str, Any]]:
    for name, schema in document.root.get("components", {}).get("schemas", {}).items():
        yield pointer("components", "schemas", name), schema
    for where, node in _objects(document.root):
        if "schema" in node and ("in" in node or "/content/" in where or "/headers/" in where):
            yield f"{where}/schema", node["schema"]


def _operation_ids(document: Document) -> Iterator[Problem]:
    ids = [operation.node.get("operationId") for operation in document.operations()]
    counts = Counter(identifier for identifier in ids if identifier is not None)
    for operation in document.operations():
        identifier = operation.node.get("operationId")
        if counts[identifier] > 1:
            yield Problem(
                f"{operation.pointer}/operationId",
                f"The operationId {identifier} stands at {counts[identifier]} operations.",
                "Give each operation an id of its own.",
            )


def _extensions(document: Document) -> Iterator[Problem]:
    validators = {key: jsonschema_rs.validator_for(schema) for key, schema in EXTENSIONS.items()}
    for where, node in _objects(document.root):
        for key in node.keys() & EXTENSIONS:
            for error in validators[key].iter_errors(node[key]):
                yield Problem(
                    where + pointer(key, *error.instance_path),
                    f"{_short(error.message)}.",
                    "The head of openapi.yaml explains the extensions.",
                )


def _unknown_extensions(document: Document) -> Iterator[Problem]:
    for where, node in _objects(document.root):
        for key in node:
            if key.startswith("x-") and key not in EXTENSIONS:
                known = ", ".join(EXTENSIONS)
                yield Problem(where + pointer(key), f"The extension {key} is not known.", f"Known are {known}.")


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
    yield from _rule_ids(document)


def _rule_ids(document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for where, node in _objects(document.root):
        for index, rule in enumerate(node.get("x-rules", [])):
            if isinstance(rule, dict) and rule.get("id") in seen:
                yield Problem(
                    f"{where}/x-rules/{index}/id", f"The rule id {rule['id']} stands twice.", "Give each rule its own."
                )
            elif isinstance(rule, dict):
                seen.add(str(rule.get("id")))


def _objects(node: Any, where: str = "", *, names: bool = False) -> Iterator[tuple[str, Node]]:
    """Every object of the document that is a part of it, with its pointer."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _objects(item, f"{where}/{index}")
    elif isinstance(node, dict):
        if not names:
            yield where, node
        for key, value in node.items():
            if names or key not in _VALUES:
                yield from _objects(value, where + pointer(key), names=not names and key in _NAMES)


def json_text(value: Any) -> str:
    """JSON as it is written to files: the same bytes for the same value."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
