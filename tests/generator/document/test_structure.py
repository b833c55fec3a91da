"""The table of objects, compared with the meta schema of OpenAPI."""

from typing import Any

import pytest
from openapi_spec_validator.schemas import schema_v31

from generator.document.structure import OBJECTS, OTHERS, REQUIRED, SCALARS

DEFINITIONS: dict[str, Any] = dict(schema_v31["$defs"])

# What the meta schema calls a kind, where it calls it something else.
NAMES = {"callback": "callbacks", "flows": "oauth-flows", "licence": "license"}
ELSEWHERE = {
    "discriminator": "a meta schema of its own describes it",
    "document": "the meta schema itself describes it",
    "flow": "the meta schema has one for each flow",
    "schema": "JSON Schema describes it",
    "xml": "a meta schema of its own describes it",
}
KINDS = [kind for kind in OBJECTS if kind not in ELSEWHERE]


def definition(kind: str) -> dict[str, Any]:
    return dict(DEFINITIONS[NAMES.get(kind, kind.replace(" ", "-"))])


def declared(node: dict[str, Any]) -> set[str]:
    """The properties that a definition declares, on whatever conditions."""
    found = set(node.get("properties", {}))
    conditions = [node[key] for key in ("if", "then", "else") if key in node]
    for part in [*conditions, *node.get("allOf", []), *node.get("dependentSchemas", {}).values()]:
        name = part.get("$ref", "").rpartition("/")[2]
        found |= declared(DEFINITIONS.get(name) or node.get("$defs", {}).get(name) or part)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_has_the_fields_of_the_meta_schema(kind: str) -> None:
    fields = OBJECTS[kind].keys()
    # The meta schema knows a body of links that the specification does not.
    assert OTHERS in fields or declared(definition(kind)) - {"body"} <= fields


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_requires_what_the_meta_schema_requires(kind: str) -> None:
    assert set(definition(kind).get("required", [])) <= {*REQUIRED.get(kind, ()), "$ref"}


def test_a_document_has_the_fields_of_the_meta_schema() -> None:
    assert set(schema_v31["properties"]) == OBJECTS["document"].keys()


def test_each_field_is_of_a_known_kind() -> None:
    kinds = {field.kind for fields in OBJECTS.values() for field in fields.values()}
    assert {kind for kind in kinds if "|" not in kind} <= OBJECTS.keys() | SCALARS.keys()
