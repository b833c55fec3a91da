"""Schemas of OpenAPI 3.0, and what they are in 3.1."""

import json
from pathlib import Path
from typing import Any

import pytest

from generator.document.document import Node
from generator.document.load import load

NULL = {"type": "null"}
A = {"$ref": "#/components/schemas/A"}
B = {"$ref": "#/components/schemas/B"}


def converted(folder: Path, version: str, schema: Node) -> Any:
    file = folder / "spec.json"
    schemas = {"A": {"type": "object"}, "B": {"type": "object"}, "S": schema}
    info = {"title": "A service", "version": "1"}
    file.write_text(json.dumps({"openapi": version, "info": info, "paths": {}, "components": {"schemas": schemas}}))
    return load(file, strict=False).schemas()["S"]


SAME_IN_BOTH = [
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "string", "nullable": False}, {"type": "string"}),
    ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
    ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
    ({"enum": ["a", None], "nullable": True}, {"enum": ["a", None]}),
    ({"properties": {}, "nullable": True}, {"properties": {}, "type": ["object", "null"]}),
    ({"items": {}, "nullable": True}, {"items": {}, "type": ["array", "null"]}),
    ({"nullable": True}, {}),
    ({"allOf": [A], "nullable": True}, {"anyOf": [A, NULL]}),
    ({"allOf": [A, B], "nullable": True}, {"anyOf": [{"allOf": [A, B]}, NULL]}),
    ({"oneOf": [A, B], "nullable": True}, {"oneOf": [A, B, NULL]}),
    ({"anyOf": [A, B], "nullable": True}, {"anyOf": [A, B, NULL]}),
    (
        {"type": "object", "anyOf": [A, B], "nullable": True, "description": "D.", "readOnly": True},
        {"anyOf": [{"type": "object", "anyOf": [A, B]}, NULL], "description": "D.", "readOnly": True},
    ),
    (
        {"oneOf": [A, B], "discriminator": {"propertyName": "t"}, "nullable": True},
        {"anyOf": [{"oneOf": [A, B], "discriminator": {"propertyName": "t"}}, NULL]},
    ),
    ({**A, "nullable": True, "description": "D."}, {"anyOf": [A, NULL], "description": "D."}),
    ({"minimum": 0, "exclusiveMinimum": True}, {"exclusiveMinimum": 0}),
    ({"maximum": 9, "exclusiveMaximum": False}, {"maximum": 9}),
    ({"exclusiveMaximum": True}, {}),
    ({"type": "file"}, {"type": "string", "format": "binary"}),
    ({"not": {"type": "string", "nullable": True}}, {"not": {"type": ["string", "null"]}}),
]


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0"])
@pytest.mark.parametrize(("old", "new"), SAME_IN_BOTH)
def test_keywords_of_version_3_0_are_converted(tmp_path: Path, version: str, old: Node, new: Node) -> None:
    assert converted(tmp_path, version, old) == new


@pytest.mark.parametrize(
    ("schema", "new"),
    [
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({**A, "type": "string", "title": "T", "default": {}, "description": "D."}, {**A, "description": "D."}),
        ({**A, "readOnly": True, "x-a": 1}, {**A, "readOnly": True}),
    ],
)
def test_keywords_with_another_meaning_in_3_1_are_converted_from_3_0_only(
    tmp_path: Path, schema: Node, new: Node
) -> None:
    assert converted(tmp_path, "3.0.3", schema) == new
    assert converted(tmp_path, "3.1.0", schema) == schema


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"], "exclusiveMinimum": 0},
        {"enum": ["nullable"], "const": {"nullable": True}, "default": {"nullable": True}},
        {"properties": {"nullable": {"type": "boolean"}, "example": {"type": "string"}}},
        {"x-a": {"nullable": True}},
    ],
)
def test_names_that_only_look_like_version_3_0_are_kept(tmp_path: Path, schema: Node) -> None:
    assert converted(tmp_path, "3.0.3", schema) == schema
    assert converted(tmp_path, "3.1.0", schema) == schema
