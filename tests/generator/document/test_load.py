from pathlib import Path

import pytest

from generator.document.load import load
from generator.document.problem import ContractError

from ..support import document


def loaded(folder: Path, *texts: str, strict: bool = False) -> str:
    """The problems of a document, if it has any."""
    file = folder / "spec.yaml"
    file.write_text(document(*texts), "utf-8")
    try:
        load(file, strict=strict)
    except ContractError as error:
        return str(error).replace(str(folder), "")
    return ""


@pytest.mark.parametrize(
    "text",
    [
        "paths: {/a: {get: {responses: {'200': {description: A.}}}}}",
        "paths: {/a: {get: {tags: [a, b], responses: {'200': {description: A.}}}}}",
        "paths: {/a: {post: {operationId: a, tags: [a], responses: {'200': {description: A.}}}}}",
        "x-logo: {url: a}\npaths: {}",
    ],
)
def test_our_own_rules_apply_only_to_our_own_contract(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text) == ""
    assert loaded(tmp_path, text, strict=True) != ""


def test_values_of_the_api_are_not_parts_of_the_document(tmp_path: Path) -> None:
    text = """
    openapi: 3.1.0
    info: {title: A, version: '1', description: A.}
    tags: [{name: a, description: A.}]
    x-error-format: {default: flat}
    paths:
      /a:
        get:
          operationId: get_a
          tags: [a]
          summary: A.
          description: A.
          responses:
            '200':
              description: A.
              content:
                application/json:
                  schema:
                    enum: [&value {$ref: '#/nowhere', x-unknown: 1}]
                    const: *value
                    default: *value
                    examples: [*value]
                  example: *value
    """
    assert loaded(tmp_path, text, strict=True) == ""


def test_names_may_look_like_keywords(tmp_path: Path) -> None:
    text = """
    openapi: 3.1.0
    info: {title: A, version: '1', description: A.}
    tags: [{name: a, description: A.}]
    x-error-format: {default: flat}
    paths:
      /a:
        get:
          operationId: get_a
          tags: [a]
          summary: A.
          description: A.
          responses: {'200': {$ref: '#/components/responses/x-name'}}
    components:
      responses:
        x-name: {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/x-name'}}}}
      schemas:
        x-name:
          type: object
          description: A.
          properties:
            $ref: {type: string, description: A., examples: [a]}
            x-rules: {type: string, description: A., examples: [a]}
            properties: {$ref: '#/components/schemas/properties'}
            example: {$ref: '#/components/schemas/x-name'}
            default: {$ref: '#/components/schemas/x-name'}
            parameters: {type: array, description: A., items: {$ref: '#/components/schemas/x-name'}}
            responses: {$ref: '#/components/schemas/x-name'}
        properties:
          type: object
          description: A.
          properties: {example: {type: string, description: A., examples: [a]}}
    """
    assert loaded(tmp_path, text, strict=True) == ""


@pytest.mark.parametrize("name", ["example", "default", "value", "enum"])
def test_references_below_such_names_are_checked(tmp_path: Path, name: str) -> None:
    text = f"paths: {{}}\ncomponents: {{schemas: {{A: {{properties: {{{name}: {{$ref: '#/nowhere'}}}}}}}}}}"
    assert f"#/components/schemas/A/properties/{name}: The reference #/nowhere leads nowhere." in loaded(
        tmp_path, text, strict=True
    )


def test_references_may_lead_to_any_part(tmp_path: Path) -> None:
    text = """
    paths:
      /a~b/{c}: {get: {responses: {'200': {$ref: '#/paths/~1d/get/responses/200'}}}}
      /d: {get: {responses: {'200': {description: '', content: {application/json: {schema: &s {type: string}}}}}}}
      /e: {$ref: '#/paths/~1a~0b~1%7Bc%7D'}
    components:
      parameters: {A: {$ref: '#/components/parameters/B'}, B: {name: b, in: query, schema: {type: string}}}
      schemas:
        T: {$ref: '#/paths/~1d/get/responses/200/content/application~1json/schema'}
        L: {allOf: [{$ref: '#/components/schemas/L/allOf/1'}, {type: object}]}
    """
    assert loaded(tmp_path, text) == ""


def test_every_problem_of_a_kind_is_listed(tmp_path: Path) -> None:
    text = "paths: {}\ncomponents: {schemas: {A: {$ref: '#/a'}, B: {$ref: '#/b'}}}"
    problems = loaded(tmp_path, text, strict=True).splitlines()
    assert [problem.partition(": ")[0] for problem in problems] == [
        "/spec.yaml#/components/schemas/A",
        "/spec.yaml#/components/schemas/B",
    ]


def test_a_boolean_is_a_schema(tmp_path: Path) -> None:
    text = "paths: {}\ncomponents: {schemas: {A: true, B: {$ref: '#/components/schemas/A'}, C: {items: false}}}"
    assert loaded(tmp_path, text) == ""


def test_a_problem_names_the_file_that_it_is_in(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/a.yaml").write_text("get: {tags: [a], responses: {'200': {}}}", "utf-8")
    text = "paths: {/a: {$ref: parts/a.yaml}, /b: {get: {responses: {'200': {}}}}}"
    assert loaded(tmp_path, text, strict=True).splitlines() == [
        "/parts/a.yaml#/get/responses/200: The response has no description. Add `description`.",
        "/spec.yaml#/paths/~1b/get/responses/200: The response has no description. Add `description`.",
    ]


def test_a_note_can_name_the_file_that_it_is_in(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("get: {responses: {'200': {}}}", "utf-8")
    file = tmp_path / "spec.yaml"
    file.write_text(document("paths: {/a: {$ref: a.yaml}}"), "utf-8")
    loaded = load(file, strict=False)
    (note,) = loaded.notes
    assert note.pointer == "/paths/~1a/get/responses/200"
    assert str(loaded.located(note)).startswith(f"{tmp_path / 'a.yaml'}#/get/responses/200: ")
    assert loaded.origin("/info") == (str(file), "/info")


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: []",
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\nservers: [{description: A.}]",
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\nsecurity: {}",
        "openapi: 3.2.0\ninfo: {title: A, version: '1'}\npaths: {}",
        "swagger: '2.0'\ninfo: {title: A, version: '1'}\npaths: {}",
    ],
)
def test_a_document_that_makes_all_requests_wrong_is_rejected(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text) != ""


def test_an_old_document_names_a_converter(tmp_path: Path) -> None:
    assert "`npx swagger2openapi`" in loaded(tmp_path, "swagger: '2.0'\nopenapi:")
