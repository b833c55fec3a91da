"""Converts OpenAPI 3.0 to 3.1.

Many documents say `openapi: 3.1.0` and still use keywords of 3.0, so these are converted in every document.
"""

from collections.abc import Iterator

from .document import Document, Node
from .report import Report

# Keywords that describe a schema rather than limit its values. They stay in place if the rest becomes an alternative.
_DESCRIBING = frozenset(
    (
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "externalDocs",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    )
)
_COMPOSING = frozenset(("$ref", "allOf", "anyOf", "not", "oneOf"))
_UNIONS = ("anyOf", "oneOf")
_IMPLIED_TYPES = {"additionalProperties": "object", "properties": "object", "items": "array"}
_EXCLUSIVE = {"exclusiveMaximum": "maximum", "exclusiveMinimum": "minimum"}

# OpenAPI 3.0 ignores keywords beside a reference. These are kept, because authors mean them.
_MEANT_BESIDE_REFERENCES = frozenset(("$ref", "deprecated", "description", "nullable", "readOnly", "writeOnly"))
_NULLABLE = ("nullable", "x-nullable")


def convert(document: Document, report: Report) -> None:
    """Convert a document to OpenAPI 3.1, if it is not one."""
    if not _check_version(document.root, report):
        return
    version = document.root["openapi"]
    is_old = version.startswith("3.0.")
    if is_old:
        message = f"The document is OpenAPI {version} and was converted to 3.1."
        report.note("/openapi", message, "Write it in 3.1 to avoid the conversion.")
        document.root["openapi"] = "3.1.0"
    for part in list(document.parts()):
        if part.kind == "schema":
            words = _convert_schema(part.node, is_old=is_old)
            for word in [] if is_old else words:
                message = f"{word} belongs to OpenAPI 3.0 and was converted to 3.1."
                report.note(part.pointer, message, "Write it as in JSON Schema 2020-12.")


def _check_version(root: Node, report: Report) -> bool:
    version = root.get("openapi")
    if isinstance(version, str) and version.startswith(("3.0.", "3.1.")):
        return True
    fix = "Convert it to OpenAPI 3.1 and write `openapi: 3.1.0`."
    if version is not None:
        found = f"says openapi: {version}"
    elif "swagger" in root:
        found = f"says swagger: {root['swagger']}"
        fix = "Convert it to OpenAPI 3, for example with `npx swagger2openapi`."
    else:
        found = "does not say which version of OpenAPI it is"
    report.error("/openapi", f"The document {found}.", fix)
    return False


def _convert_schema(node: Node, *, is_old: bool) -> list[str]:
    """Convert a schema in place. Return the keywords of OpenAPI 3.0 that it had."""
    if is_old:
        if isinstance(node.get("$ref"), str):
            for key in node.keys() - _MEANT_BESIDE_REFERENCES:
                del node[key]
        if "example" in node:
            node.setdefault("examples", [node.pop("example")])
    words = list(_convert_limits(node))
    if node.get("type") == "file":
        node |= {"type": "string", "format": "binary"}
        words.append("type: file")
    found = [word for word in _NULLABLE if isinstance(node.get(word), bool)]
    meant = [node.pop(word) for word in found]
    if any(meant):
        _allow_null(node)
        words += found
    return words


def _convert_limits(node: Node) -> Iterator[str]:
    for exclusive, limit in _EXCLUSIVE.items():
        if isinstance(node.get(exclusive), bool):
            if node.pop(exclusive) and limit in node:
                node[exclusive] = node.pop(limit)
            yield exclusive


def _allow_null(node: Node) -> None:
    composing = node.keys() & _COMPOSING
    if composing:
        _add_alternative(node, composing)
        return
    if isinstance(node.get("enum"), list) and None not in node["enum"]:
        node["enum"] = [*node["enum"], None]
    types = node.get("type") or [_IMPLIED_TYPES[key] for key in _IMPLIED_TYPES if key in node][:1]
    if types:
        types = [types] if isinstance(types, str) else types
        node["type"] = types if "null" in types else [*types, "null"]


def _add_alternative(node: Node, composing: set[str]) -> None:
    """Add null as an alternative to a composed schema."""
    null = {"type": "null"}
    limiting = {key: node[key] for key in node if key not in _DESCRIBING and not key.startswith("x-")}
    for union in _UNIONS:
        if composing == {union} == limiting.keys() and isinstance(node[union], list):
            node[union] = [*node[union], null]
            return
    for key in limiting:
        del node[key]
    alone = limiting["allOf"] if limiting.keys() == {"allOf"} else None
    node["anyOf"] = [alone[0] if isinstance(alone, list) and len(alone) == 1 else limiting, null]
