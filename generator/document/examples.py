"""Checks that a document has examples, and that they match their schemas."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from attrs import frozen

from .document import Document, Node, Part, canonical
from .located import referred
from .narrowing import narrowing
from .problem import pointer, short
from .report import Report
from .surplus import surplus

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_HOLDING = ("parameter", "header", "media type")
_UNIONS = ("allOf", "oneOf", "anyOf")


@frozen
class _Value:
    """A value that a schema must allow.

    Attributes:
        pointer: Its JSON pointer.
        schema: The JSON pointer of the schema.
        value: The value itself.
    """

    pointer: str
    schema: str
    value: Any

    @property
    def ref(self) -> str:
        """The reference to the schema."""
        return f"#{quote(self.schema)}"


def check_examples(document: Document, parts: Sequence[Part], report: Report) -> None:
    """Check that parameters, headers, bodies and properties have examples, and that all examples are valid.

    Defaults and the values of an enum must be valid too.
    """
    narrowed = narrowing(parts)
    values: list[_Value] = []
    for part in parts:
        if part.kind in _HOLDING and part.ref is None:
            values += _held(document, part)
            _check_presence(document, part, part.node.get("schema", {}), report)
        elif part.kind == "schema":
            values += _own(part)
            if part.keyword == "properties" and not part.pointer.startswith(narrowed):
                _check_presence(document, part, part.node, report)
            if "example" in part.node:
                message = "The keyword example is deprecated in schemas."
                report.error(f"{part.pointer}/example", message, "Write `examples: [...]`.")
    _check_validity(document, values, report)
    for value in values:
        for rest in surplus(document, [document.lookup(value.ref)], value.value):
            message = "The schema does not declare this property."
            report.error(value.pointer + rest, message, "Correct its name, or declare it.")


def _check_presence(document: Document, part: Part, schema: Any, report: Report) -> None:
    if not (_has_own(part) or _shows(document, schema, set())):
        noun = "property" if part.kind == "schema" else part.kind
        name = "examples" if part.kind == "schema" else "example"
        report.error(part.pointer, f"The {noun} has no example.", f"Add `{name}`.")


def _has_own(part: Part) -> bool:
    return part.kind in _HOLDING and ("example" in part.node or bool(part.node.get("examples")))


def _shows(document: Document, schema: Any, seen: set[str]) -> bool:
    """Return whether a schema or its parts have examples. Objects count, because their properties have their own."""
    if not isinstance(schema, dict) or schema.get("type") == "object":
        return True
    if schema.get("examples") or "example" in schema:
        return True
    if "$ref" in schema and schema["$ref"] not in seen:
        target = referred(document, schema["$ref"]).schema
        if _shows(document, target, {*seen, schema["$ref"]}):
            return True
    parts = [schema["items"]] if "items" in schema else []
    for keyword in _UNIONS:
        parts += schema.get(keyword, [])
    return any(_shows(document, each, seen) for each in parts)


def _held(document: Document, part: Part) -> Iterator[_Value]:
    """Return the examples of a parameter, header or media type."""
    if "schema" not in part.node:
        return
    schema = f"{part.pointer}/schema"
    if "example" in part.node:
        yield _Value(f"{part.pointer}/example", schema, part.node["example"])
    for name, node in part.node.get("examples", {}).items():
        where = part.pointer + pointer("examples", name)
        example: Node = node
        while "$ref" in example:
            where = canonical(example["$ref"])
            example = document.lookup(example["$ref"])
        if "value" in example:
            yield _Value(f"{where}/value", schema, example["value"])


def _own(part: Part) -> Iterator[_Value]:
    """Return the examples, values and default of a schema."""
    for keyword in ("examples", "enum"):
        for index, value in enumerate(part.node.get(keyword, [])):
            yield _Value(part.pointer + pointer(keyword, index), part.pointer, value)
    for keyword in ("default", "const"):
        if keyword in part.node:
            yield _Value(part.pointer + pointer(keyword), part.pointer, part.node[keyword])


def _check_validity(document: Document, values: list[_Value], report: Report) -> None:
    if not values:
        return
    # Imported late, because the import takes more memory than reading a small document.
    import jsonschema_rs

    # One schema for all values, because preparing the document for each of them would take longer than everything else.
    schema = {**document.root, "$schema": _DRAFT, "prefixItems": [{"$ref": value.ref} for value in values]}
    try:
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    except ValueError as error:
        message = f"The examples cannot be checked, because a schema is not valid: {short(str(error))}."
        report.error("", message, "Correct the schema.")
        return
    for violation in validator.iter_errors([value.value for value in values]):
        index, *way = violation.instance_path
        message = f"The value does not match its schema: {short(violation.message)}."
        report.error(values[int(index)].pointer + pointer(*way), message, "Correct the value or the schema.")
