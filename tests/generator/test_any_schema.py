"""Whatever schemas a document has, there is an API for it, with nothing that the engine had to warn of."""

import ast
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build.api import build
from generator.document.document import Document
from generator.emit import sdk

NAMES = ("A", "B", "C")
KINDS = ("array", "boolean", "integer", "null", "number", "object", "string")

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
leaves = st.one_of(
    st.just({}),
    st.booleans(),
    st.builds(lambda kind: {"type": kind}, st.sampled_from(KINDS)),
    st.builds(lambda kinds: {"type": kinds}, st.lists(st.sampled_from(KINDS), min_size=1, unique=True)),
    st.builds(lambda name: {"$ref": f"#/components/schemas/{name}"}, st.sampled_from(NAMES)),
    st.builds(lambda values: {"enum": values}, st.lists(scalars, min_size=1)),
    st.builds(lambda value: {"const": value}, scalars | st.just([1]) | st.just({"a": 1})),
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, min_size=1, max_size=3)
    members = st.dictionaries(st.sampled_from(("a", "b", "a_b", "class")), inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
            "properties": members,
            "required": st.lists(st.sampled_from(("a", "b", "missing")), unique=True),
            "additionalProperties": inner,
            "items": inner,
            "prefixItems": some,
            "allOf": some,
            "anyOf": some,
            "oneOf": some,
            "discriminator": st.just({"propertyName": "a"}),
            "$ref": st.sampled_from([f"#/components/schemas/{name}" for name in NAMES]),
            "description": st.text(),
            "readOnly": st.booleans(),
            "title": st.text(),
            "default": scalars,
            "minimum": st.integers(),
            "x-server-set": st.just(True),
        },
    )


schemas = st.recursive(leaves, _nested, max_leaves=8)
named = st.fixed_dictionaries(dict.fromkeys(NAMES, schemas.filter(lambda schema: _is_no_reference(schema))))


def _is_no_reference(schema: Any) -> bool:
    # A schema that is a reference and leads back to itself is rejected before.
    return not isinstance(schema, dict) or "$ref" not in schema


def document(components: dict[str, Any]) -> Document:
    content = {name: {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}} for name in NAMES}
    paths = {
        f"/{name}": {
            "post": {
                "requestBody": {"required": name == "A", "content": content[name]},
                "responses": {"200": {"description": "", "content": content[name]}},
                "parameters": [{"name": "q", "in": "query", "schema": components[name]}],
            }
        }
        for name in NAMES
    }
    root = {"info": {"title": "T", "version": "1"}, "paths": paths, "components": {"schemas": components}}
    return Document("any.yaml", root)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(named)
def test_any_schema_has_a_type(components: dict[str, Any]) -> None:
    check(components)


def check(components: dict[str, Any]) -> None:
    api = build(document(components), strict=False)
    assert not [note for note in api.notes if "engine" in note]
    assert sum(len(resource.operations) for resource in api.resources) == len(NAMES)
    for text in sdk.sources(api).values():
        ast.parse(text)


@pytest.mark.parametrize(
    "items",
    [
        {"$ref": "#/components/schemas/B", "items": {}},
        {"$ref": "#/components/schemas/B", "items": {"type": "array"}},
        {"allOf": [{"$ref": "#/components/schemas/B"}, {"items": {"type": "array"}}]},
    ],
)
def test_an_array_that_contains_itself_has_a_type(items: Any) -> None:
    check({"A": {}, "B": {"items": items}, "C": {}})


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("other", [{"type": "string"}, {"type": "object"}])
@pytest.mark.parametrize("alternative", [False, True])
def test_a_boolean_is_a_valid_alternative_beside_properties(keyword: str, other: Any, *, alternative: bool) -> None:
    check({"A": {}, "B": {"properties": {}, keyword: [alternative, other]}, "C": {}})


def test_a_union_that_is_part_of_its_own_alternative_has_a_type() -> None:
    alternative = {"$ref": "#/components/schemas/A", "items": {"type": "string"}, "allOf": [{"type": "array"}]}
    check({"A": {"oneOf": [alternative]}, "B": {}, "C": {}})
