from pathlib import Path
from typing import Any

import pytest

from generator.build import mock_contract as contract
from generator.document.load import load
from generator.document.problem import ContractError

from ..support import document

SPEC = """
x-error-format: {default: flat, '401': tagged}
x-rules:
  - {id: a.b, text: A., source: seed}
  - {id: a.c, text: B., source: seed, subject: webhook}
paths:
  /a:
    get:
      operationId: get_a
      tags: [a]
      x-error-format: {default: listed, '404': bare}
      x-rules: [{id: a.d, text: C., source: inferred}]
      responses: {'404': {description: No.}}
    post:
      operationId: add_a
      tags: [a]
      x-idempotent: false
      responses: {'200': {description: Fine.}}
"""


def whole(folder: Path, text: str) -> Any:
    file = folder / "spec.yaml"
    file.write_text(document(text))
    return contract.resolved(load(file, strict=False))


def test_every_rule_names_its_subject(tmp_path: Path) -> None:
    found = whole(tmp_path, SPEC)
    assert found["rules"] == [
        {"id": "a.b", "text": "A.", "source": "seed", "subject": "request"},
        {"id": "a.c", "text": "B.", "source": "seed", "subject": "webhook"},
    ]
    assert [rule["subject"] for rule in found["operations"][0]["rules"]] == ["request"]


def test_an_operation_overrides_single_error_formats_of_the_document(tmp_path: Path) -> None:
    found = whole(tmp_path, SPEC)
    query, command = found["operations"]
    assert found["errors"] == {"default": "flat", "401": "tagged"}
    assert query["errors"] == {"default": "listed", "401": "tagged", "404": "bare"}
    assert command["errors"] == found["errors"]


def test_statuses_of_error_formats_need_no_quotes(tmp_path: Path) -> None:
    assert whole(tmp_path, SPEC.replace("'401'", "401"))["errors"] == {"default": "flat", "401": "tagged"}


def resolved(folder: Path, schemas: str) -> Any:
    """What the contract says of a schema `A`."""
    text = f"""
paths:
  /a:
    get:
      operationId: get_a
      tags: [a]
      responses:
        '200':
          description: A.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}
components: {{schemas: {{{schemas}}}}}
"""
    file = folder / "spec.yaml"
    file.write_text(document(text))
    found = contract.resolved(load(file, strict=False))
    assert found["operations"][0]["responses"] == {"200": "A"}
    return found["schemas"]["A"]


def test_references_are_resolved_and_prose_is_left_out(tmp_path: Path) -> None:
    schemas = (
        "A: {type: array, description: x, items: {$ref: '#/components/schemas/B'}}, B: {type: string, examples: [b]}"
    )
    assert resolved(tmp_path, schemas) == {"type": "array", "items": {"type": "string"}}


def test_members_may_be_called_like_prose(tmp_path: Path) -> None:
    schemas = "A: {properties: {description: {type: string, description: x}, example: {type: 'null'}}}"
    assert resolved(tmp_path, schemas) == {
        "properties": {"description": {"type": "string"}, "example": {"type": "null"}}
    }


def test_values_stay_as_they_are(tmp_path: Path) -> None:
    schemas = "A: {const: {description: x}, default: {$ref: y}, enum: [{summary: z}]}"
    assert resolved(tmp_path, schemas) == {
        "const": {"description": "x"},
        "default": {"$ref": "y"},
        "enum": [{"summary": "z"}],
    }


def test_keywords_beside_a_reference_are_kept(tmp_path: Path) -> None:
    schemas = "A: {$ref: '#/components/schemas/B', maxLength: 3, description: x}, B: {type: string}"
    assert resolved(tmp_path, schemas) == {"maxLength": 3, "allOf": [{"type": "string"}]}


def test_a_schema_that_contains_itself_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="#/components/schemas/A: The schema contains itself"):
        resolved(tmp_path, "A: {properties: {a: {$ref: '#/components/schemas/A'}}}")


def test_a_schema_may_stand_in_several_places(tmp_path: Path) -> None:
    schemas = (
        "A: {prefixItems: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/B'}]}, B: {type: string}"
    )
    assert resolved(tmp_path, schemas) == {"prefixItems": [{"type": "string"}, {"type": "string"}]}


PROTOCOL = """
security: [{key: []}]
paths:
  /a:
    get: {operationId: get_a, tags: [a], responses: {}}
    put: {operationId: put_a, tags: [a], x-idempotent: true, security: [{}, {key: []}], responses: {}}
    post:
      operationId: open_a
      tags: [a]
      x-idempotent: false
      security: []
      responses: {'303': {description: A., x-redirect: {$ref: '#/components/schemas/A'}}}
  /b:
    get: {operationId: find_b, tags: [b], x-writes: true, x-idempotent: true, responses: {}}
    head: {operationId: check_b, tags: [b], security: [{}], responses: {}}
components:
  schemas: {A: {properties: {door: {$ref: '#/components/schemas/B'}}}, B: {type: integer, description: A number.}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""


def test_an_operation_says_what_it_changes_and_which_credentials_it_needs(tmp_path: Path) -> None:
    found = whole(tmp_path, PROTOCOL)["operations"]
    assert {each["id"]: (each["writes"], each["idempotent"], each["auth"]) for each in found} == {
        "get_a": (False, None, "required"),
        "put_a": (True, True, "optional"),
        "open_a": (True, False, "none"),
        "find_b": (True, True, "required"),
        "check_b": (False, None, "none"),
    }


def test_an_operation_says_what_the_location_of_its_redirect_contains(tmp_path: Path) -> None:
    found = {each["id"]: each["redirect"] for each in whole(tmp_path, PROTOCOL)["operations"]}
    assert found["get_a"] is None
    assert found["open_a"] == {"status": 303, "query": {"properties": {"door": {"type": "integer"}}}}
