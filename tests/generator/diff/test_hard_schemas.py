"""Schemas that a comparison could fail on or never finish with."""

from typing import Any

import pytest

from generator.diff.changes import Change
from generator.diff.compare import compare
from generator.document.document import Node

from .pairs import document


def changes(old: Any, new: Any, **components: Any) -> list[Change]:
    """The changes of an operation of which this is the schema of the request."""
    return compare(document(_root(old, components)), document(_root(new, components)))


def _root(schema: Any, components: dict[str, Any]) -> Node:
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "Done."}}}
    head = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}}
    return {**head, "paths": {"/things": {"post": operation}}, "components": {"schemas": components}}


MAP = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Map"}}
TREE = {
    "type": ["array", "object"],
    "items": {"$ref": "#/components/schemas/Tree"},
    "additionalProperties": {"$ref": "#/components/schemas/Tree"},
}


@pytest.mark.parametrize(("name", "schema"), [("Map", MAP), ("Tree", TREE)])
def test_maps_that_contain_themselves_come_to_an_end(name: str, schema: Node) -> None:
    flat = {"type": "object", "properties": {"x": {"type": "string"}}}
    ref = {"$ref": f"#/components/schemas/{name}"}
    assert changes(flat, ref, **{name: schema})
    assert changes(ref, flat, **{name: schema})
    assert changes(ref, schema, **{name: schema}) == []


def test_many_groups_of_alternatives_are_not_multiplied_out() -> None:
    groups = [{"anyOf": [{"required": [f"a{index}"]}, {"required": [f"b{index}"]}]} for index in range(40)]
    assert changes({"type": "object", "allOf": groups}, {"type": "object", "allOf": groups[::-1]}) == []
    assert changes({"type": "object", "allOf": groups}, {"type": "object", "allOf": groups[1:]})


def test_a_large_union_is_the_same_in_any_order() -> None:
    union = [{"type": "object", "properties": {f"p{index}": {"type": "string"}}} for index in range(60)]
    assert changes({"oneOf": union}, {"oneOf": union[::-1]}) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"not": {"$ref": "#/components/schemas/Odd"}},
        {"type": "object", "propertyNames": {"$ref": "#/components/schemas/Odd"}},
        {"allOf": [{"$ref": "#/components/schemas/Odd"}]},
        {"anyOf": [{"$ref": "#/components/schemas/Odd"}]},
        {"if": {"$ref": "#/components/schemas/Odd"}, "then": False},
        {"oneOf": [True, {"$ref": "#/components/schemas/Odd"}], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [{"type": "string"}], "discriminator": {}},
    ],
    ids=["not", "propertyNames", "allOf", "anyOf", "if", "true in a union", "discriminator without a property"],
)
def test_schemas_that_mean_nothing_do_no_harm(schema: Node) -> None:
    ref = {"$ref": "#/components/schemas/Odd"}
    assert changes(ref, ref, Odd=schema) == []
    changes({"type": "object"}, ref, Odd=schema)
    changes(ref, {"type": "object"}, Odd=schema)


def test_tags_without_a_name_do_no_harm() -> None:
    root = {**_root({}, {}), "tags": [{"description": "x"}]}
    assert compare(document(root), document(root)) == []
