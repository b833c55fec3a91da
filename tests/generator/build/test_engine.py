"""What the engine warns of. The documents are made here, because `engine_document` makes none that it warns of."""

from pathlib import Path

from attrs import evolve

from generator.build.api import build
from generator.build.engine import engine_problems, parse
from generator.build.engine_document import EngineDocument, engine_document
from generator.document.load import load

from ..support import document

SPEC = """
x-error-format: {default: flat}
paths:
  /a:
    get:
      operationId: get_a
      tags: [a]
      responses:
        '200':
          description: A.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components: {schemas: {Thing: {type: object, properties: {inner: {type: string}}}}}
"""


def spoiled(folder: Path, name: str, schema: object) -> tuple[EngineDocument, str]:
    """The shaped document with another schema for the engine, and what the engine warns of."""
    file = folder / "spec.yaml"
    file.write_text(document(SPEC))
    contract = load(file, strict=False)
    shaped = engine_document(contract)
    root = {**shaped.root, "components": {"schemas": {**shaped.root["components"]["schemas"], name: schema}}}
    found = evolve(shaped, root=root)
    return found, "\n".join(map(str, engine_problems(parse(contract, found), found)))


def test_the_engine_warns_of_nothing(tmp_path: Path) -> None:
    shaped, warnings = spoiled(tmp_path, "Unused", {"type": "string"})
    assert warnings == ""
    assert list(shaped.operations) == ["Operation1"]


def test_a_warning_names_the_schema_of_the_contract(tmp_path: Path) -> None:
    _, warnings = spoiled(tmp_path, "Schema1", {"type": "array"})
    assert "#/components/schemas/Thing: The engine warns: " in warnings
    assert "type array must have items" in warnings
    assert warnings.endswith("Simplify that part.")


def test_a_warning_names_the_operation_of_the_contract(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"answer1": {"$ref": "#/components/schemas/Nowhere"}}}
    _, warnings = spoiled(tmp_path, "Operation1", schema)
    assert "#/paths/~1a/get: The engine warns: " in warnings


def test_parts_that_the_engine_drops_are_left_out_or_fatal(tmp_path: Path, monkeypatch: object) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(document(SPEC))
    api = build(load(file, strict=False), strict=True)
    assert [resource.name for resource in api.resources] == ["a"]
    assert api.notes == ()
