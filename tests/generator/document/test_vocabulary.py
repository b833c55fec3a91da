"""The extensions of operations that open doors, and changes that make each of them meaningless."""

from pathlib import Path

import pytest

from generator.document.document import Document
from generator.document.load import load
from generator.document.problem import ContractError

ROOT = """\
openapi: 3.1.0
info: {title: Doors, version: '1', description: Doors.}
servers: [{url: 'https://doors.test', description: Production., x-environment: production}]
security: [{Key: []}]
tags: [{name: doors, description: Doors.}]
x-error-format: {default: flat}
paths:
  /doors/{id}/code: {$ref: doors.yaml#/paths/code}
  /doors/{id}/open: {$ref: doors.yaml#/paths/open}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: X-Key, description: A key.}}
"""

DOORS = """\
paths:
  code:
    get:
      operationId: get_code
      tags: [doors]
      summary: Get the code.
      description: Makes the code on first use.
      x-writes: true
      x-idempotent: true
      x-error-format: {'401': empty}
      x-pages: {parameter: page, items: codes, total: totalPages}
      parameters: [{$ref: '#/parameters/Id'}, {$ref: '#/parameters/Page'}]
      responses:
        '200':
          description: The code.
          content:
            application/json:
              schema: {$ref: '#/schemas/Codes'}
              example: {codes: ['1234'], totalPages: 1}
        '400': {description: No page.}
        '401': {description: No key.}
        '403': {description: No right.}
    delete:
      operationId: remove_code
      tags: [doors]
      summary: Remove the code.
      description: The door has no code afterwards.
      x-idempotent: true
      security: [{}, {Key: []}]
      parameters: [{$ref: '#/parameters/Id'}]
      responses:
        '200': {description: Removed.}
  open:
    post:
      operationId: open_door
      tags: [doors]
      summary: Open the door.
      description: Counts a use.
      x-idempotent: false
      security: []
      parameters: [{$ref: '#/parameters/Id'}]
      responses:
        '303':
          description: Opened.
          headers:
            Location:
              description: A page.
              required: true
              schema: {type: string}
              example: /page?door=1
          x-redirect: {$ref: '#/schemas/Opening'}
parameters:
  Id: {name: id, in: path, required: true, description: The id., schema: {type: string}, example: front}
  Page: {name: page, in: query, description: The page., schema: {type: integer}, example: 1}
schemas:
  Codes:
    type: object
    description: Codes.
    required: [codes, totalPages]
    properties:
      codes:
        type: array
        description: The codes.
        items: {type: string}
        examples: [['1234']]
      master: {type: string, x-secret: true, description: The code of the owner., examples: ['0000']}
      totalPages: {type: integer, description: The number of pages., examples: [1]}
  Opening:
    type: object
    description: What was opened.
    properties:
      door: {type: integer, description: The door., examples: [1]}
"""


def read(folder: Path, doors: str, *, strict: bool = True) -> Document:
    (folder / "doors.yaml").write_text(doors, "utf-8")
    (folder / "root.yaml").write_text(ROOT, "utf-8")
    return load(folder / "root.yaml", strict=strict)


def test_the_target_of_a_redirect_may_stand_in_another_file(tmp_path: Path) -> None:
    document = read(tmp_path, DOORS)
    (response,) = document.responses(document.root["paths"]["/doors/{id}/open"]["post"]).values()
    assert document.deref(response["x-redirect"])["properties"].keys() == {"door"}


CODE = "/paths/code"
OPEN = "/paths/open/post/responses/303"


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("      x-writes: true\n      x-idempotent: true\n", "      x-writes: true\n", f"{CODE}/get", "can be retried"),
        ("      x-idempotent: true\n      security", "      x-writes: true\n      security", CODE, "DELETE"),
        ("x-writes: true", "x-writes: false", f"{CODE}/get/x-writes", "true was expected"),
        (", total: totalPages", "", f"{CODE}/get/x-pages", '"total" is a required property'),
        ("x-secret: true", "x-secret: 1", "/schemas/Codes/properties/master/x-secret", "expected"),
        ("No key.}", "No key., content: {text/html: {}}}", f"{CODE}/get/responses/401", "format is empty"),
        ("required: true\n", "required: false\n", OPEN, "a location and nothing else"),
        ("'303'", "'200'", "/paths/open/post/responses/200", "no meaning for 200"),
        ("      door:", "      location:", f"{OPEN}/x-redirect", "without `location`"),
        ("          x-redirect: {$ref: '#/schemas/Opening'}\n", "", "/paths/open/post/responses", "no success"),
        ("#/schemas/Opening", "#/schemas/Closing", f"{OPEN}/x-redirect", "leads nowhere"),
    ],
)
def test_a_misused_extension_is_reported(tmp_path: Path, old: str, new: str, where: str, words: str) -> None:
    assert DOORS.count(old) == 1
    with pytest.raises(ContractError) as caught:
        read(tmp_path, DOORS.replace(old, new))
    lines = [line for line in str(caught.value).splitlines() if f"doors.yaml#{where}" in line and words in line]
    assert lines, str(caught.value)


@pytest.mark.parametrize("meaning", ["true", "https://elsewhere.test", "{url: /page}", "[{$ref: nowhere}]", "null"])
def test_a_redirect_that_means_something_else_in_another_document_is_dropped(tmp_path: Path, meaning: str) -> None:
    document = read(tmp_path, DOORS.replace("{$ref: '#/schemas/Opening'}", meaning), strict=False)
    (response,) = document.responses(document.root["paths"]["/doors/{id}/open"]["post"]).values()
    assert "x-redirect" not in response
    assert {note.pointer.rpartition("/")[2] for note in document.notes} == {"x-redirect"}
