"""Schemas as the engine is to see them, where no answer or request shows it."""

from typing import Any

import pytest

from generator.build.engine_schemas import Schemas
from generator.document.document import Document
from generator.document.json_types import json_types, leaf_schemas
from generator.document.problem import ContractError


def schemas(**components: Any) -> Schemas:
    return Schemas(Document("a.yaml", {"components": {"schemas": components}}))


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def chain(link: Any, length: int = 30) -> dict[str, Any]:
    """Schemas, each made of the one before."""
    return {"a0": {"type": "string"}, **{f"a{index}": link(ref(f"a{index - 1}")) for index in range(1, length + 1)}}


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
def test_schemas_that_multiply_are_limited(link: Any) -> None:
    # Written out, the last of them would have a billion parts.
    made = schemas(**chain(link))
    made.type(ref("a30"), "", "A")
    assert len(list(leaf_schemas(made._document, ref("a30")))) < 100


@pytest.mark.parametrize(
    "link", [lambda before: {"type": "array", "items": before}, lambda before: {"allOf": [before]}]
)
def test_long_chains_are_followed(link: Any) -> None:
    made = schemas(**chain(link))
    made.type(ref("a30"), "", "A")
    assert made.problems == []


def test_a_chain_of_unions_that_is_too_long_is_any_value() -> None:
    made = schemas(**chain(lambda before: {"oneOf": [before, {"type": "integer"}]}, 60))
    made.type(ref("a60"), "", "A")
    assert [problem.pointer for problem in made.problems] == ["/components/schemas/a10"]


def test_a_union_that_contains_itself_is_any_value() -> None:
    made = schemas(A={"oneOf": [ref("B"), {"type": "string"}]}, B={"oneOf": [ref("A"), {"type": "integer"}]})
    assert made.type(ref("A"), "", "A") == {}
    assert [problem.pointer for problem in made.problems] == ["/components/schemas/A"]


def test_schemas_that_extend_too_many_others_are_an_error() -> None:
    names = {f"c{index}": {"allOf": [ref(f"c{index - 1}")]} for index in range(1, 2000)}
    with pytest.raises(ContractError, match=r"#/components/schemas/c100: .* more than 100 schemas that extend"):
        schemas(c0={"type": "object"}, **names)


def test_a_union_is_one_component_however_often_it_is_listed() -> None:
    many = {f"a{index}": {"type": "object", "properties": {f"p{index}": {}}} for index in range(20)}
    union = {"oneOf": [ref(name) for name in many]}
    holders = {f"h{index}": {"type": "object", "properties": {f"q{index}": union}} for index in range(20)}
    made = schemas(**many, **holders)
    made.type({"oneOf": [ref(name) for name in holders]}, "", "A")
    assert len(made.nodes) == len(many) + len(holders) + 2


def test_names_of_the_contract_do_not_reach_the_engine() -> None:
    made = schemas(Thing={"type": "object", "required": ["wire"], "properties": {"wire": {"enum": ["a", "b"]}}})
    assert made.type(ref("Thing"), "", "Other") == {"$ref": "#/components/schemas/Schema1"}
    assert made.nodes == {
        "Schema1": {
            "type": "object",
            "properties": {"property1": {"$ref": "#/components/schemas/Schema2"}},
            "required": ["property1"],
        },
        "Schema2": {"enum": ["a", "b"]},
    }
    assert [component.title for component in made.components.values()] == ["Thing", "Thing wire"]
    assert made.components["Schema1"].properties["property1"].wire == "wire"


def test_a_schema_is_shaped_once() -> None:
    made = schemas(Thing={"type": "object", "properties": {"a": {}}})
    first, second = (made.type(ref("Thing"), where, where) for where in ("/a", "/b"))
    assert first == second
    assert len(made.nodes) == 1


def test_percent_encoded_references_lead_to_the_same_schema() -> None:
    made = schemas(**{"a.b": {"type": "object", "properties": {"a": {}}}})
    assert made.type(ref("a%2Eb"), "", "") == made.type(ref("a.b"), "", "")


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
    assert json_types(made._document, schema) == expected
