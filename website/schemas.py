"""Schemas in words."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from generator.document.document import Document, Node
from generator.emit.markdown import anchors, code

_COMBINED = {"oneOf": " or ", "anyOf": " or ", "allOf": " and "}

# The sentence for each keyword, with its value as code.
_LIMITS = {
    "default": "Default: {}.",
    "exclusiveMaximum": "Less than {}.",
    "exclusiveMinimum": "Greater than {}.",
    "format": "Format: {}.",
    "maxItems": "At most {} items.",
    "maxLength": "At most {} characters.",
    "maxProperties": "At most {} properties.",
    "maximum": "At most {}.",
    "minItems": "At least {} items.",
    "minLength": "At least {} characters.",
    "minProperties": "At least {} properties.",
    "minimum": "At least {}.",
    "pattern": "Pattern: {}.",
    "x-same-as": "It must have the value of the parameter {} in the path.",
}
_FLAGS = {
    ("deprecated", True): "Deprecated.",
    ("minItems", 1): "At least one item.",
    ("minLength", 1): "Not empty.",
    ("readOnly", True): "Read-only.",
    ("uniqueItems", True): "No item occurs twice.",
    ("writeOnly", True): "Write-only.",
    ("x-server-set", True): "Only the service sets it.",
}

# The keywords that are shown as a type, as a property or as text.
_SHOWN_ELSEWHERE = {
    *_COMBINED,
    "$ref",
    "const",
    "description",
    "enum",
    "example",
    "examples",
    "items",
    "properties",
    "required",
    "type",
    "x-deprecated",
    "x-items",
}


@frozen
class Property:
    """A property of an object."""

    name: str
    is_required: bool
    schema: Node


@frozen
class Schemas:
    """The schemas of a document, and the anchors of their descriptions."""

    _anchors: Mapping[str, str]

    @classmethod
    def of(cls, document: Document) -> "Schemas":
        """Return the schemas of a document."""
        names = list(document.schemas())
        return cls(dict(zip(names, anchors(["Schemas", *names])[1:], strict=True)))

    def kind(self, schema: Node, base: str = "") -> str:
        """Return the type of a schema as Markdown.

        Args:
            schema: The schema.
            base: The path from the page to the folder of the page with all schemas.
        """

        def kind(part: Node) -> str:
            return self.kind(part, base)

        if "$ref" in schema:
            return self._link(schema["$ref"].rpartition("/")[2], base)
        if "const" in schema:
            return f"always {value(schema['const'])}"
        if "enum" in schema:
            return " or ".join(map(value, schema["enum"]))
        for keyword, word in _COMBINED.items():
            if keyword in schema:
                return word.join(map(kind, schema[keyword]))
        if "items" in schema:
            return f"list of {kind(schema['items'])}"
        if "properties" in schema:
            parts = (f"{code(name)}: {kind(each)}" for name, each in schema["properties"].items())
            return f"an object with {', '.join(parts)}"
        if isinstance(schema.get("additionalProperties"), dict):
            return f"object of {kind(schema['additionalProperties'])}"
        types: list[str] | str = schema.get("type", "any value")
        return types if isinstance(types, str) else " or ".join(types)

    def properties(self, schema: Node) -> list[Property]:
        """Return the properties of an object."""
        required = schema.get("required", ())
        return [Property(name, name in required, each) for name, each in schema.get("properties", {}).items()]

    def _link(self, name: str, base: str) -> str:
        return f"[{code(name)}]({base}schemas.md#{self._anchors[name]})"


def value(content: Any) -> str:
    """Return a value of the API as code."""
    return code(content if isinstance(content, str) and content else json.dumps(content, ensure_ascii=False))


def meaning(schema: Node) -> str:
    """Return the description of a schema and its limits, as text in which code is marked as such."""
    return " ".join([*filter(None, [schema.get("description")]), *_sentences(schema), *_example(schema)])


def _sentences(schema: Node) -> Iterator[str]:
    if "x-deprecated" in schema:
        yield f"Deprecated. {schema['x-deprecated']}"
    for keyword, content in schema.items():
        if keyword in ("items", "additionalProperties") and isinstance(content, dict):
            nested: Node = content
            yield from (f"Each: {sentence}" for sentence in _sentences(nested))
        elif keyword == "additionalProperties":
            yield "Further properties are allowed." if content else "Further properties are rejected."
        elif isinstance(content, (bool, int)) and (keyword, content) in _FLAGS:
            yield _FLAGS[keyword, content]
        elif keyword in _LIMITS:
            yield _LIMITS[keyword].format(value(content) if isinstance(content, str) else json.dumps(content))
        elif keyword not in _SHOWN_ELSEWHERE:
            yield f"{code(keyword)}: {value(content)}."


def _example(schema: Node) -> Iterator[str]:
    for example in schema.get("examples", [])[:1]:
        if not isinstance(example, (dict, list)) and "const" not in schema:
            yield f"Example: {value(example)}."
