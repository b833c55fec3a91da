"""Schemas as the engine is to see them, where no answer or request shows it."""

from typing import Any

import pytest

from generator.build.engine_schemas import Schemas
from generator.document.document import Document
from generator.document.json_types import kinds, leaves


def schemas(**components: Any) -> Schemas:
    return Schemas(Document("a.yaml", {"components": {"schemas": components}}))


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def chain(link: Any) -> dict[str, Any]:
    """Thirty schemas, each made of the one before."""
    return {"a0": {"type": "string"}, **{f"a{index}": link(ref(f"a{index - 1}")) for index in range(1, 31)}}


@pytest.mark.parametrize(
    "link",
    [
        lambda before: {"allOf": [before, before]},
        lambda before: {"oneOf": [before, before]},
        lambda before: {"oneOf": [before, {"type": "array", "items": before}]},
        lambda before: {"type": "array", "prefixItems": [before, before], "items": before},
        lambda before: {"properties": {"a": before, "b": before}},
        lambda before: {"allOf": [{"properties": {"a": before}}, {"properties": {"a": before}}]},
    ],
)
def test_schemas_that_multiply_come_to_an_end(link: Any) -> None:
    # Written out, the last of them would have a billion parts.
    made = schemas(**chain(link))
    made.shape(ref("a30"), "", "A")
    assert len(list(leaves(made._document, ref("a30")))) < 100


def test_a_chain_that_is_too_long_is_any_value() -> None:
    made = schemas(**chain(lambda before: {"type": "array", "items": before}))
    made.shape(ref("a30"), "", "A")
    assert [problem.pointer for problem in made.problems] == ["/components/schemas/a20"]


def test_names_of_the_contract_do_not_reach_the_engine() -> None:
    made = schemas(Thing={"type": "object", "required": ["wire"], "properties": {"wire": {"enum": ["a"]}}})
    assert made.shape(ref("Thing"), "", "Other") == {"$ref": "#/components/schemas/Schema1"}
    assert made.shaped == {
        "Schema1": {
            "type": "object",
            "properties": {"member1": {"$ref": "#/components/schemas/Schema2"}},
            "required": ["member1"],
        },
        "Schema2": {"enum": ["a"]},
    }
    assert [component.title for component in made.components.values()] == ["Thing", "Thing wire"]
    assert made.components["Schema1"].members["member1"].wire == "wire"


def test_a_schema_is_shaped_once() -> None:
    made = schemas(Thing={"type": "object", "properties": {"a": {}}})
    first, second = (made.shape(ref("Thing"), where, where) for where in ("/a", "/b"))
    assert first == second
    assert len(made.shaped) == 1


def test_percent_encoded_references_lead_to_the_same_schema() -> None:
    made = schemas(**{"a.b": {"type": "object", "properties": {"a": {}}}})
    assert made.shape(ref("a%2Eb"), "", "") == made.shape(ref("a.b"), "", "")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, set()),
        ({}, set()),
        ({"type": "string"}, {"string"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"enum": ["a", None]}, {"string", "null"}),
        ({"const": 1.5}, {"number"}),
        ({"properties": {}}, {"object"}),
        ({"items": {}}, {"array"}),
        (ref("Thing"), {"object"}),
        (ref("Self"), set()),
        ({"oneOf": [{"type": "string"}, ref("Thing")]}, {"string", "object"}),
        ({"oneOf": [{"type": "string"}, {}]}, set()),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}, {"string"}),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, {"integer"}),
    ],
)
def test_the_types_of_a_schema_are_known(schema: Any, expected: set[str]) -> None:
    made = schemas(Thing={"properties": {"a": {}}}, Self={"allOf": [ref("Self")]})
    assert kinds(made._document, schema) == expected
