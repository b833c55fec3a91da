"""What users read of a value: its description, limits and default, and whether it is deprecated."""

from collections.abc import Callable
from typing import Any

import pytest

from generator.document.description import described
from generator.document.document import Document
from generator.document.located import LocatedSchema

from .support import Package

NAME = {"type": "string", "description": "A name.", "maxLength": 5}


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({}, ""),
        ({"description": "How many"}, "How many."),
        ({"description": "How many?"}, "How many?"),
        (
            {"description": "How many.", "default": 20, "minimum": 1, "maximum": 100},
            "How many. From 1 to 100. Default: `20`.",
        ),
        ({"minimum": 0}, "At least 0."),
        ({"maximum": 1.5}, "At most 1.5."),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 10}, "Greater than 0. Less than 10."),
        ({"exclusiveMinimum": 0, "maximum": 9}, "Greater than 0. At most 9."),
        ({"minimum": 1, "exclusiveMinimum": True}, "At least 1."),
        ({"multipleOf": 5}, "A multiple of 5."),
        ({"minLength": 1}, "At least 1 character."),
        ({"maxLength": 64}, "At most 64 characters."),
        ({"minLength": 1, "maxLength": 64}, "1 to 64 characters."),
        ({"minLength": 2, "maxLength": 2}, "Exactly 2 characters."),
        ({"minLength": 0}, ""),
        ({"minItems": 1, "maxItems": 10, "uniqueItems": True}, "1 to 10 items. No item appears twice."),
        ({"minProperties": 1}, "At least 1 property."),
        ({"pattern": "^a"}, "Pattern: `^a`."),
        ({"default": None}, ""),
        ({"default": ["ä", True]}, 'Default: `["ä", true]`.'),
        ({"$ref": "#/components/schemas/Name"}, "A name. At most 5 characters."),
        ({"$ref": "#/components/schemas/Name", "description": "Mine.", "maxLength": 3}, "Mine. At most 3 characters."),
        (
            {"allOf": [{"$ref": "#/components/schemas/Name"}], "default": "a"},
            'A name. At most 5 characters. Default: `"a"`.',
        ),
    ],
)
def test_limits_and_default_follow_the_description(schema: dict[str, Any], text: str) -> None:
    document = Document("a.yaml", {"components": {"schemas": {"Name": NAME}}})
    assert described(document, [LocatedSchema(schema, "/a", "A")]) == text


def test_a_description_outside_of_the_schema_wins() -> None:
    document = Document("a.yaml", {})
    schema = LocatedSchema({"description": "Inner.", "minimum": 1}, "/a", "A")
    assert described(document, [schema], "Outer.") == "Outer. At least 1."


SPEC = """
paths:
  /x:
    get:
      operationId: get_x
      tags: [x]
      responses: {"200": {description: ., content: {application/json: {schema: {$ref: '#/components/schemas/Old'}}}}}
components:
  schemas:
    Old:
      type: object
      deprecated: true
      description: An old thing.
      properties:
        limit: {type: integer, deprecated: true, description: How many., default: 20, maximum: 100}
        quiet: {type: string, deprecated: true, x-deprecated: Use new.}
        new: {type: string}
"""


def test_fields_and_models_say_that_they_are_deprecated(package: Callable[..., Package]) -> None:
    text = package(SPEC).models.Old.__doc__
    assert text.startswith("Deprecated. An old thing.\n")
    assert "        limit: Deprecated. How many. At most 100. Default: `20`.\n" in text
    assert "        quiet: Deprecated. Use new.\n" in text


def test_attributes_without_a_description_are_not_listed(package: Callable[..., Package]) -> None:
    text = package(SPEC).models.Old.__doc__
    assert "new:" not in text
    assert "Not described" not in text
