"""A document as it holds for requests, and as it holds for responses and deliveries.

Schemas of a view can be validated with a plain validator of JSON Schema. It needs neither OpenAPI nor our extensions:

- Requests never have to contain properties that only the service sets (`readOnly`, `x-server-set`). They must not
  contain those with `x-server-set`. Those with `readOnly` are ignored, so a request may repeat a response.
- Responses and deliveries never have to contain `writeOnly` properties.
- The integer formats of OpenAPI are limits.
- An alternative of a union with a discriminator allows only its own values of the property.
"""

from typing import Any

from attrs import evolve

from ...build.discriminators import discriminator
from ...document.document import Document, Node
from ...document.located import LocatedSchema, conjuncts
from ...document.properties import declared_properties, last_value

BASE = "urn:document"
"""The URI of the document, with which every reference between its schemas begins."""

_INTEGERS = {"int32": 2**31, "int64": 2**63}


def views(document: Document) -> tuple[Document, Document]:
    """Return the document as it holds for requests, and as it holds for responses and deliveries."""
    schemas = {id(part.node) for part in document.parts() if part.kind == "schema"}
    return (
        evolve(document, root=_View(document, schemas, ("readOnly", "x-server-set")).copy(document.root)),
        evolve(document, root=_View(document, schemas, ("writeOnly",)).copy(document.root)),
    )


class _View:
    def __init__(self, document: Document, schemas: set[int], absent: tuple[str, ...]) -> None:
        self._document = document
        self._schemas = schemas
        self._absent = absent

    def copy(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.copy(item) for item in node]
        if not isinstance(node, dict):
            return node
        copied = {key: self.copy(value) for key, value in node.items()}
        return self._schema(node, copied) if id(node) in self._schemas else copied

    def _schema(self, node: Node, copied: Node) -> Node:
        if str(node.get("$ref", "")).startswith("#"):
            copied["$ref"] = BASE + node["$ref"]
        if bound := _INTEGERS.get(str(node.get("format"))):
            copied["allOf"] = [*copied.get("allOf", []), {"minimum": -bound, "maximum": bound - 1}]
        if "discriminator" in node:
            self._tag(node, copied)
        if "required" in node or ("properties" in node and "x-server-set" in self._absent):
            self._leave_out(node, copied)
        return copied

    def _tag(self, node: Node, copied: Node) -> None:
        union = LocatedSchema(node, "", "")
        for keyword in ("oneOf", "anyOf"):
            alternatives = [each for each in union.children(keyword) if isinstance(each.schema, dict)]
            pairs = [(each, each.pointer) for each in alternatives]
            found = discriminator(self._document, node["discriminator"], pairs)
            for index, alternative in enumerate(copied.get(keyword, [])):
                values = [value for value, where in found.values.items() if where == f"/{keyword}/{index}"]
                if values:
                    tag = {"properties": {found.wire: {"enum": values}}}
                    copied[keyword][index] = {"allOf": [alternative, tag]}

    def _leave_out(self, node: Node, copied: Node) -> None:
        declared = declared_properties(conjuncts(self._document, [LocatedSchema(node, "", "")])).schemas
        for name, schemas in declared.items():
            parts = conjuncts(self._document, schemas)
            if any(last_value(parts, keyword) for keyword in self._absent) and name in copied.get("required", []):
                copied["required"] = [each for each in copied["required"] if each != name]
            if "x-server-set" in self._absent and last_value(parts, "x-server-set"):
                copied["properties"] = {**copied.get("properties", {}), name: False}
