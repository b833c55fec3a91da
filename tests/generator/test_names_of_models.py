"""The names of models, which stay when a document grows."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.ir.api import API

from .support import understand

Schema = dict[str, Any]

CIRCLE = {"type": "object", "required": ["r"], "properties": {"r": {"type": "integer"}}}
SQUARE = {"type": "object", "required": ["s"], "properties": {"s": {"type": "integer"}}}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def get(path: str, responses: dict[str, Schema | None]) -> Schema:
    """An operation with a JSON schema, or no body, for each status."""
    return {
        path: {
            "get": {
                "operationId": f"get{path.replace('/', '_')}",
                "tags": ["all"],
                "responses": {
                    status: {"description": "."}
                    | ({} if schema is None else {"content": {"application/json": {"schema": schema}}})
                    for status, schema in responses.items()
                },
            }
        }
    }


def generated(folder: Path, paths: Schema, components: Schema | None = None) -> API:
    root = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    return understand(folder, json.dumps({**root, "components": {"schemas": components or {}}}))


def names(folder: Path, paths: Schema, components: Schema | None = None) -> set[str]:
    api = generated(folder, paths, components)
    return {
        *(each.name for each in api.models),
        *(each.name for each in api.enums),
        *(each.name for each in api.aliases),
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"title": "Circle", **CIRCLE}, {"title": "Square", **SQUARE}]},
        {"type": "array", "items": {"oneOf": [{"title": "Circle", **CIRCLE}, {"title": "Square", **SQUARE}]}},
        {
            "type": "object",
            "additionalProperties": {"anyOf": [{"title": "Circle", **CIRCLE}, {"title": "Square", **SQUARE}]},
        },
    ],
)
def test_alternatives_have_their_title(tmp_path: Path, schema: Schema) -> None:
    assert names(tmp_path, get("/x", {"200": schema})) == {"Circle", "Square"}


def test_results_properties_items_and_enums_have_their_title(tmp_path: Path) -> None:
    result = {
        "title": "Picture",
        "type": "object",
        "properties": {
            "frame": {"title": "Golden frame", **CIRCLE},
            "shapes": {"type": "array", "items": {"title": "Square", **SQUARE}},
            "style": {"title": "Art", "enum": ["old", "new"]},
            "centre": CIRCLE,
        },
    }
    expected = {"Picture", "GoldenFrame", "Square", "Art", "PictureCentre"}
    assert names(tmp_path, get("/x", {"200": result})) == expected


def test_a_title_that_only_repeats_the_property_names_nothing(tmp_path: Path) -> None:
    status = {"title": "Status", "enum": ["a", "b"]}
    components = {name: {"type": "object", "properties": {"status": status}} for name in ("Job", "Task")}
    paths = get("/x", {"200": ref("Job")}) | get("/y", {"200": ref("Task")})
    assert names(tmp_path, paths, components) == {"Job", "Task", "JobStatus", "TaskStatus"}


def test_a_schema_that_is_repeated_with_its_title_is_one_class(tmp_path: Path) -> None:
    circle = {"title": "Circle", **CIRCLE}
    assert names(tmp_path, get("/x", {"200": circle}) | get("/y", {"200": circle})) == {"Circle"}


def test_of_two_schemas_with_one_title_the_second_is_named_after_where_it_stands(tmp_path: Path) -> None:
    paths = get("/x", {"200": {"title": "Item", **CIRCLE}}) | get("/y", {"200": {"title": "Item", **SQUARE}})
    assert names(tmp_path, paths) == {"Item", "GetYResult"}


def test_a_title_does_not_take_the_name_of_a_component(tmp_path: Path) -> None:
    components = {"Circle": SQUARE}
    assert names(tmp_path, get("/x", {"200": {"title": "Circle", **CIRCLE}}), components) == {"GetXResult"}


@pytest.mark.parametrize("position", [0, 1, 2])
def test_another_alternative_renames_nothing(tmp_path: Path, position: int) -> None:
    tagged = [{"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}}} for kind in ("a", "b")]
    before = names(tmp_path, get("/x", {"200": {"oneOf": [*tagged, CIRCLE, SQUARE]}}))
    grown: list[Schema] = [*tagged, CIRCLE, SQUARE]
    grown.insert(position, {"type": "object", "required": ["new"], "properties": {"new": {"type": "string"}}})
    assert before == {"GetXResultA", "GetXResultB", "GetXResultR", "GetXResultS"}
    assert names(tmp_path, get("/x", {"200": {"oneOf": grown}})) == {*before, "GetXResultNew"}


def test_another_success_renames_nothing(tmp_path: Path) -> None:
    before = names(tmp_path, get("/x", {"200": CIRCLE}))
    assert before == {"GetXResult"}
    assert names(tmp_path, get("/x", {"200": CIRCLE, "202": None})) == before
    assert names(tmp_path, get("/x", {"200": CIRCLE, "202": SQUARE})) > before


def test_another_operation_renames_nothing(tmp_path: Path) -> None:
    components = {"http_error": CIRCLE, "HttpError": SQUARE}
    before = names(tmp_path, get("/x", {"200": ref("HttpError")}), components)
    paths = get("/a", {"200": ref("http_error")}) | get("/x", {"200": ref("HttpError")})
    assert names(tmp_path, paths, components) > before


def test_another_property_renames_nothing(tmp_path: Path) -> None:
    def fields(properties: Schema, required: list[str]) -> dict[str, str]:
        schema = {"type": "object", "properties": properties, "required": required}
        (model,) = generated(tmp_path, get("/x", {"200": schema})).models
        return {field.wire: field.name for field in model.fields}

    before = fields({"fooBar": {"type": "string"}, "foo_bar": {"type": "string"}}, [])
    after = fields({"fooBar": {"type": "string"}, "foo_bar": {"type": "string"}, "foo-bar": {}}, ["foo_bar", "foo-bar"])
    assert before == {"fooBar": "foo_bar", "foo_bar": "foo_bar_2"}
    assert {wire: after[wire] for wire in before} == before
