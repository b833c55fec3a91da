"""Factories for any document: each makes an object that matches its schema, whether or not the document shows one."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from generator.document.patterns import matching

from .support import Package

pytestmark = pytest.mark.xdist_group("generated")  # one worker generates the packages

Generate = Callable[..., Package]

LIMITS: dict[str, Any] = {
    "text": {"type": "string", "minLength": 7},
    "short_text": {"type": "string", "maxLength": 2},
    "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4,}$", "minLength": 9},
    "email": {"type": "string", "format": "email"},
    "time": {"type": "string", "format": "date-time"},
    "id": {"type": "string", "format": "uuid"},
    "count": {"type": "integer", "exclusiveMinimum": 41, "maximum": 43},
    "low": {"type": "integer", "maximum": -5},
    "dozens": {"type": "integer", "multipleOf": 12, "minimum": 30},
    "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "size": {"enum": ["small", "large"]},
    "kind": {"const": "door"},
    "many": {"type": "array", "items": {"type": "integer"}, "minItems": 3},
    "none": {"type": "array", "items": {"type": "integer"}, "maxItems": 0},
    "map": {"type": "object", "additionalProperties": {"type": "boolean"}, "minProperties": 2},
    "maybe": {"type": ["string", "null"], "minLength": 2},
    "either": {"oneOf": [{"type": "null"}, {"type": "integer", "minimum": 3}]},
    "wrong_example": {"type": "integer", "examples": ["three"]},
    "default": {"type": "string", "default": "by default"},
    "both": {"allOf": [{"type": "string", "minLength": 5}, {"maxLength": 5}]},
    "inner": {"type": "object", "required": ["x"], "properties": {"x": {"type": "boolean"}}},
}


def spec(schemas: dict[str, Any], **media: Any) -> str:
    """A document with an operation that returns each of the schemas."""
    paths = {
        f"/{name}": {
            "get": {
                "operationId": f"get_{name}",
                "tags": ["all"],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}, **media}},
                    }
                },
            }
        }
        for name in schemas
    }
    head = {"openapi": "3.1.0", "info": {"title": "Examples", "version": "1"}}
    return json.dumps({**head, "paths": paths, "components": {"schemas": schemas}})


def structure(properties: dict[str, Any], *required: str, **others: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*required], **others}


def factories(package: Package) -> dict[str, Callable[..., Any]]:
    testing = package.load("testing")
    return {factory.function: getattr(testing, factory.function) for factory in package.api.testing.factories}


def made(package: Package, name: str) -> dict[str, Any]:
    """The JSON object that a factory makes by default."""
    found: dict[str, Any] = factories(package)[name]().to_dict()
    return found


def assert_matches(schemas: dict[str, Any], name: str, value: object) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(value)


@pytest.mark.parametrize("formats", [False, True])
def test_a_derived_value_lies_within_the_limits_of_its_schema(package: Generate, formats: bool) -> None:
    schemas = {"Thing": structure(LIMITS, *LIMITS)}
    value = made(package(spec(schemas), formats=formats), "thing")
    assert value.keys() == LIMITS.keys()
    assert_matches(schemas, "Thing", value)
    assert value["default"] == "by default"
    assert value["either"] is not None


def test_an_optional_property_is_present_if_the_document_shows_it(package: Generate) -> None:
    shown = {"type": "string", "examples": ["shown"]}
    unknown = {"type": "string"}
    properties = {"a": unknown, "b": shown, "c": unknown}
    found = package(spec({"Parts": structure(properties, "a"), "Whole": structure(properties, examples=[{"c": "x"}])}))
    assert made(found, "parts").keys() == {"a", "b"}
    assert made(found, "whole") == {"c": "x"}


def test_the_example_of_a_response_is_that_of_its_model(package: Generate) -> None:
    schemas = {"Thing": structure({"a": {"type": "string", "examples": ["property"]}}, "a")}
    assert made(package(spec(schemas, example={"a": "response"})), "thing") == {"a": "response"}
    assert made(package(spec(schemas, example={"a": 1})), "thing") == {"a": "property"}


def test_a_discriminator_has_the_value_that_selects_the_alternative(package: Generate) -> None:
    pet = structure({"kind": {"type": "string"}, "name": {"type": "string"}}, "kind")
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "dog": "Dog"}},
    }
    found = package(
        spec({"Cat": pet, "Dog": {**pet, "description": "Barks."}, "Owner": structure({"pet": union}, "pet")})
    )
    owner = factories(found)["owner"]()
    assert type(owner.pet) is found.models.Cat
    assert owner.pet.kind == "cat"


def test_a_schema_that_contains_itself_ends(package: Generate) -> None:
    node = {"$ref": "#/components/schemas/Tree"}
    schemas = {
        "Tree": structure(
            {"children": {"type": "array", "items": node}, "next": {"oneOf": [node, {"type": "null"}]}},
            "children",
            "next",
        ),
        "Endless": structure({"again": {"$ref": "#/components/schemas/Endless"}}, "again"),
    }
    found = package(spec(schemas))
    assert_matches(schemas, "Tree", made(found, "tree"))
    again = inspect.signature(factories(found)["endless"]).parameters["again"]
    assert again.default is inspect.Parameter.empty


def test_names_of_models_hide_nothing_that_factories_need(package: Generate) -> None:
    names = ("error", "response", "str", "date", "members", "models", "factory", "example")
    properties = {name: {"type": "string"} for name in ("members", "models", "factory", "EXAMPLE", "len", "self")}
    found = package(spec({name: structure(properties, *properties) for name in names}), formats=True)
    assert len(factories(found)) == len(names)
    for make in factories(found).values():
        assert type(make()).from_dict(make().to_dict()) == make()
    assert found.load("testing").response(next(iter(factories(found).values()))()).status_code == 200


def test_every_factory_of_a_large_collection_of_schemas_makes_an_object(answers: Package, requests: Package) -> None:
    for found in (answers, requests):
        for make in factories(found).values():
            assert type(make()).from_dict(make().to_dict()) == make()


def test_an_error_without_an_example_has_a_body_that_matches_its_schema(package: Generate) -> None:
    document = json.loads(spec({"Thing": structure({}), "Problem": structure({"title": {"type": "string"}}, "title")}))
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    responses = document["paths"]["/Thing"]["get"]["responses"]
    responses["4XX"] = {"description": "", "content": {"application/problem+json": problem}}
    testing = package(json.dumps(document)).load("testing")
    assert testing.error_response(418).json() == {"title": "text"}
    assert testing.error(418, "Short and stout.").message == "Short and stout."
    assert testing.error_response(500).text == "Internal Server Error"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^[0-9]{4,8}$", "0000"),
        (r"^\+?[1-9]\d{1,14}$", "+10"),
        ("^(a|b)-c?$", "a-c"),
        (r"^(x)\1[^a]$", "xx0"),
        (r"^\w\s\D$", "a a"),
        ("^[^a-zA-Z0-9_]$", "-"),
        ("^q$|^r$", "q"),
        ("^(?=b)[ab]$", None),
        (r"^\p{L}$", None),
        ("(", None),
    ],
)
def test_a_text_matches_its_pattern(pattern: str, text: str | None) -> None:
    assert matching(pattern) == text
