"""The rules of our own contract: a document that follows them all, and changes that break one each."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.document.load import load
from generator.document.problem import ContractError

CONTRACT = """\
openapi: 3.1.0
info:
  title: Doors
  version: '1'
  description: The doors of a house.
servers:
  - url: https://doors.test
    description: Production.
    x-environment: production
security:
  - Key: []
tags:
  - name: doors
    description: The doors and their locks.
x-error-format:
  default: flat
x-rules:
  - id: service.key_required
    text: A request without a key returns 401.
    source: seed
  - id: webhooks.delivered_once
    text: An event is delivered once.
    source: seed
    subject: webhook
paths:
  /doors/{id}:
    get:
      operationId: get_door
      tags: [doors]
      summary: Get a door.
      description: Returns the door with its lock.
      x-rules:
        - id: doors.get.must_exist
          text: An unknown door returns 404.
          source: seed
      parameters:
        - $ref: '#/components/parameters/Id'
      responses:
        '200':
          description: The door.
          headers:
            Age:
              $ref: '#/components/headers/Age'
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Door'
        '401':
          $ref: '#/components/responses/Denied'
        '403':
          $ref: '#/components/responses/Denied'
    post:
      operationId: move_door
      tags: [doors]
      summary: Move a door.
      description: Opens or closes the door.
      x-idempotent: true
      parameters:
        - $ref: '#/components/parameters/Id'
        - name: speed
          in: query
          description: The speed of the door.
          schema:
            type: integer
            minimum: 1
            default: 1
          example: 2
      requestBody:
        description: The movement.
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Movement'
            examples:
              open:
                $ref: '#/components/examples/Opening'
              close:
                summary: A door that closes.
                value: {direction: closed}
      responses:
        '200':
          description: The door has moved.
        '400': {$ref: '#/components/responses/Denied'}
        '401': {$ref: '#/components/responses/Denied'}
        '403': {$ref: '#/components/responses/Denied'}
        '413': {$ref: '#/components/responses/Denied'}
webhooks:
  DoorMoved:
    post:
      operationId: door_moved
      tags: [doors]
      summary: A door has moved.
      description: Delivered to all receivers.
      requestBody:
        description: The event in its envelope.
        content:
          application/json:
            schema:
              description: A DoorMoved event.
              allOf:
                - $ref: '#/components/schemas/Event'
                - properties:
                    name: {const: DoorMoved}
            example: {name: DoorMoved}
      responses:
        '200':
          description: The event was received.
components:
  examples:
    Opening:
      summary: A door that opens.
      value: {direction: open}
  headers:
    Age:
      description: The age of the response in seconds.
      schema:
        type: integer
        examples: [3]
  parameters:
    Id:
      name: id
      in: path
      required: true
      description: The id of the door.
      schema:
        type: string
      example: front
  responses:
    Denied:
      description: The request is rejected.
  schemas:
    Direction:
      type: string
      enum: [open, closed]
      description: The direction of a movement.
      examples: [open]
    Door:
      type: object
      description: A door.
      required: [id]
      properties:
        id:
          type: string
          description: The id of the door.
          examples: [front]
        installed:
          type: string
          format: date
          description: The day on which the door was installed.
          examples: ['2026-11-05']
        hinges:
          type: array
          description: The hinges, each by its number.
          items:
            type: integer
          examples: [[1, 2]]
        latest:
          $ref: '#/components/schemas/Movement'
    Event:
      type: object
      description: An event in its envelope.
      properties:
        name:
          type: string
          description: The name of the event.
          examples: [DoorMoved]
    Movement:
      type: object
      description: A movement of a door.
      properties:
        direction:
          $ref: '#/components/schemas/Direction'
          description: The direction of the movement.
        moreover:
          oneOf:
            - $ref: '#/components/schemas/Direction'
            - type: 'null'
          description: The direction of a second movement.
  securitySchemes:
    Key:
      type: apiKey
      in: header
      name: X-Key
      description: The key of a house.
"""

SCHEMAS = "/components/schemas"
GET = "/paths/~1doors~1{id}/get"
POST = "/paths/~1doors~1{id}/post"
BODY = f"{POST}/requestBody/content/application~1json"
WEBHOOK = "/webhooks/DoorMoved/post"
MOVEMENT = f"{SCHEMAS}/Movement"
LATEST = "latest:\n          $ref: '#/components/schemas/Movement'"
DENIED = "$ref: '#/components/responses/Denied'"


class Case(NamedTuple):
    """A change of the document that breaks one rule.

    Attributes:
        old: The text to replace.
        new: The new text, or nothing to remove the lines of the old one.
        where: The location of the problem.
        words: A part of its message.
    """

    old: str
    new: str
    where: str
    words: str


def cases(*found: tuple[str, str, str, str]) -> pytest.MarkDecorator:
    ids = [f"{old} > {new}".replace("\n", " ") for old, new, *_ in found]
    return pytest.mark.parametrize("case", [Case(*each) for each in found], ids=ids)


def changed(old: str, new: str) -> str:
    """The document with a part replaced that occurs once, or without its lines."""
    assert CONTRACT.count(old) == 1, old
    return CONTRACT.replace(old, new) if new else re.sub(rf".*{re.escape(old)}.*\n", "", CONTRACT)


def problems(folder: Path, text: str) -> list[str]:
    """The problems of a document, without the name of its file."""
    file = folder / "doors.yaml"
    file.write_text(text, "utf-8")
    try:
        load(file, strict=True)
    except ContractError as error:
        return [line.removeprefix(f"{file}#") for line in str(error).splitlines()]
    return []


def assert_broken(folder: Path, case: Case) -> None:
    (problem,) = problems(folder, changed(case.old, case.new))
    assert problem.startswith(f"{case.where}: ")
    assert case.words in problem


def test_a_document_that_follows_all_rules_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, CONTRACT) == []


# Descriptions


@cases(
    ("description: The doors of a house.", "", "/info", "The info has no description."),
    ("description: Production.", "", "/servers/0", "The server has no description."),
    ("description: The doors and their locks.", "", "/tags/0", "The tag has no description."),
    ("summary: Get a door.", "", GET, "The operation has no summary."),
    ("description: Opens or closes the door.", "", POST, "The operation has no description."),
    ("description: Delivered to all receivers.", "", WEBHOOK, "The operation has no description."),
    ("description: The speed of the door.", "", f"{POST}/parameters/1", "The parameter has no description."),
    ("description: The movement.", "", f"{POST}/requestBody", "The request body has no description."),
    ("The door has moved.", "''", f"{POST}/responses/200", "The response has no description."),
    ("description: The age of the response in seconds.", "", "/components/headers/Age", "The header has no"),
    ("description: A door.", "", f"{SCHEMAS}/Door", "The schema has no description."),
    ("description: The name of the event.", "", f"{SCHEMAS}/Event/properties/name", "The property has no description."),
    ("description: The key of a house.", "", "/components/securitySchemes/Key", "The security scheme has no"),
)
def test_whatever_has_a_name_has_a_description(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


@cases(
    ("summary: Get a door.", "summary: Get a door", f"{GET}/summary", "'Get a door' is not a sentence."),
    ("A movement of a door.", "a movement.", f"{SCHEMAS}/Movement/description", "'a movement.' is not a sentence."),
    ("A door that closes.", "Close", f"{BODY}/examples/close/summary", "'Close' is not a sentence."),
    ("text: An unknown door returns 404.", "text: None", f"{GET}/x-rules/0/text", "'None' is not a sentence."),
)
def test_texts_are_sentences(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


@pytest.mark.parametrize("text", ["404 is possible.", "_id is the id.", "'`id` is the id.'", "Äther.", "'All: doors.'"])
def test_a_sentence_begins_with_anything_but_a_small_letter(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, changed("A movement of a door.", text)) == []


# Examples


@cases(
    ("          example: 2", "", f"{POST}/parameters/1", "The parameter has no example."),
    ("examples: [3]", "", "/components/headers/Age", "The header has no example."),
    ("examples: [[1, 2]]", "", f"{SCHEMAS}/Door/properties/hinges", "The property has no example."),
    ("examples: [DoorMoved]", "examples: []", f"{SCHEMAS}/Event/properties/name", "The property has no example."),
    (
        "examples: [DoorMoved]",
        "example: DoorMoved",
        f"{SCHEMAS}/Event/properties/name/example",
        "deprecated in schemas",
    ),
)
def test_whatever_has_values_has_an_example(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


@cases(
    ("example: front", "example: 1", "/components/parameters/Id/example", 'not of type "string"'),
    ("examples: [3]", "examples: [3, x]", "/components/headers/Age/schema/examples/1", 'not of type "integer"'),
    ("[[1, 2]]", "[[1, a]]", f"{SCHEMAS}/Door/properties/hinges/examples/0/1", 'not of type "integer"'),
    ("'2026-11-05'", "'2026-11-31'", f"{SCHEMAS}/Door/properties/installed/examples/0", 'not a "date"'),
    ("{direction: closed}", "{direction: up}", f"{BODY}/examples/close/value/direction", "not one of"),
    ("{direction: open}", "{direction: up}", "/components/examples/Opening/value/direction", "not one of"),
    ("{name: DoorMoved}", "{name: Moved}", f"{WEBHOOK}/requestBody/content/application~1json/example/name", "expected"),
    ("default: 1", "default: 0", f"{POST}/parameters/1/schema/default", "minimum"),
    ("enum: [open, closed]", "enum: [open, closed, 1]", f"{SCHEMAS}/Direction/enum/2", 'not of type "string"'),
)
def test_examples_defaults_and_enumerated_values_fit_their_schemas(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


@cases(
    ("{direction: closed}", "{dir: closed}", f"{BODY}/examples/close/value/dir", "does not declare this property."),
    ("{direction: open}", "{Direction: open}", "/components/examples/Opening/value/Direction", "does not declare"),
    ("{name: DoorMoved}", "{names: [a]}", f"{WEBHOOK}/requestBody/content/application~1json/example/names", "declare"),
    (
        "description: A movement",
        "examples: [{o: 1}]\n      description: A movement",
        f"{MOVEMENT}/examples/0/o",
        "declare",
    ),
    (LATEST, f"{LATEST}\n          examples: [{{o: 1}}]", f"{SCHEMAS}/Door/properties/latest/examples/0/o", "declare"),
)
def test_examples_have_only_declared_properties(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


@pytest.mark.parametrize(
    "keyword", ["additionalProperties: true", "additionalProperties: {type: string}", "patternProperties: {^x: true}"]
)
def test_an_open_object_may_have_any_property_in_examples(tmp_path: Path, keyword: str) -> None:
    old = "description: A movement"
    new = f"{keyword}\n      examples: [{{x: a}}]\n      {old}"
    assert problems(tmp_path, changed(old, new)) == []


def test_a_schema_that_no_value_can_be_compared_with_is_reported(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, changed("format: date", "pattern: '['"))
    assert problem.startswith(": The examples cannot be checked")


# Identifiers


@cases(
    ("operationId: get_door", "", GET, "The operation has no operationId."),
    ("operationId: get_door", "operationId: getDoor", f"{GET}/operationId", "getDoor is not of the form verb_noun."),
    ("operationId: get_door", "operationId: get", f"{GET}/operationId", "get is not of the form verb_noun."),
    ("operationId: door_moved", "operationId: Moved", f"{WEBHOOK}/operationId", "not of the form verb_noun."),
)
def test_operations_have_ids_of_one_form(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


def test_operations_and_webhooks_share_no_id(tmp_path: Path) -> None:
    found = problems(tmp_path, changed("operationId: door_moved", "operationId: move_door"))
    message = "The operationId move_door is used by 2 operations. Give each operation an id of its own."
    assert found == [f"{POST}/operationId: {message}", f"{WEBHOOK}/operationId: {message}"]


@cases(
    ("tags: [doors]\n      summary: Get", "tags: []\n      summary: Get", f"{GET}/tags", "The operation has 0 tags."),
    (
        "tags: [doors]\n      summary: A",
        "tags: [d]\n      summary: A",
        f"{WEBHOOK}/tags/0",
        "The tag d is not declared.",
    ),
    (
        "- name: doors",
        "- {name: keys, description: Keys.}\n  - name: doors",
        "/tags/0",
        "No operation has the tag keys.",
    ),
)
def test_operations_have_one_declared_tag_and_tags_have_operations(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


def test_a_document_without_tags_declares_none(tmp_path: Path) -> None:
    found = problems(tmp_path, changed("tags:\n  - name: doors\n    description: The doors and their locks.\n", "\n"))
    assert {problem.partition(": ")[2] for problem in found} == {"The tag doors is not declared. Known: none."}


@cases(
    ("id: doors.get.must_exist", "id: keys.get.must_exist", f"{GET}/x-rules/0/id", "Begin it with doors and a dot."),
    ("id: service.key_required", "id: doors.key", "/x-rules/0/id", "Begin it with service or webhooks or errors"),
    ("    subject: webhook", "", "/x-rules/1", "The id and the subject of the rule webhooks.delivered_once disagree."),
    ("id: service.key_required", "id: webhooks.key_required", "/x-rules/0", "disagree."),
)
def test_rules_have_ids_that_say_what_they_are_about(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


# Responses


@cases(
    (
        "'200':\n          description: The door.",
        "'302':\n          description: The door.",
        GET,
        "declares no success.",
    ),
    (f"'401':\n          {DENIED}", "", GET, "The operation requires credentials, but declares no 401."),
    (f"'403':\n          {DENIED}", "", GET, "The operation requires credentials, but declares no 403."),
    (f"'400': {{{DENIED}}}", "", POST, "The operation has a body, but declares no 400."),
    (f"'413': {{{DENIED}}}", "", POST, "The operation has a body, but declares no 413."),
    (
        "type: string\n      example: front",
        "type: string\n        maxLength: 9\n      example: front",
        GET,
        "The operation has parameters that can be invalid, but declares no 400.",
    ),
    (
        "      parameters:\n        - $ref: '#/components/parameters/Id'\n      responses",
        "      parameters:\n        - $ref: '#/components/parameters/Id'\n"
        "        - {name: a, in: query, required: true, description: A., schema: {type: string}, example: a}\n"
        "      responses",
        GET,
        "The operation has parameters that can be invalid, but declares no 400.",
    ),
)
def test_operations_declare_how_they_end(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case._replace(where=f"{case.where}/responses"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"        '401':\n          {DENIED}\n        '403':", "        4XX:"),
        (f"        '401':\n          {DENIED}\n        '403':", "        default:"),
        (f"        '401':\n          {DENIED}\n        '403':\n          {DENIED}\n", "      security: []\n"),
        (
            f"        '401':\n          {DENIED}\n        '403':\n          {DENIED}\n",
            "      security: [{Key: []}, {}]\n",
        ),
    ],
    ids=["class", "default", "no credentials", "optional credentials"],
)
def test_other_responses_may_stand_for_the_errors_and_not_every_operation_has_them(
    tmp_path: Path, old: str, new: str
) -> None:
    assert problems(tmp_path, changed(old, new)) == []


@cases(
    ("/doors/{id}:", "/doors/{key}:", "/paths/~1doors~1{key}", "path parameters do not match its path."),
    ("/doors/{id}:", "/doors:", "/paths/~1doors", "path parameters do not match its path."),
)
def test_the_parameters_of_a_path_are_declared(tmp_path: Path, case: Case) -> None:
    found = problems(tmp_path, changed(case.old, case.new))
    assert [problem.partition(": ")[0] for problem in found] == [f"{case.where}/get", f"{case.where}/post"]
    assert all(case.words in problem for problem in found)


# Components


@pytest.mark.parametrize(
    ("kind", "component"),
    [
        ("schemas", "{type: string, description: A.}"),
        ("schemas", "{type: array, description: A., items: {$ref: '#/components/schemas/Spare'}}"),
        ("responses", "{description: A.}"),
        ("parameters", "{name: a, in: query, description: A., schema: {type: string}, example: a}"),
        ("headers", "{description: A., schema: {type: string}, example: a}"),
        ("examples", "{summary: A., value: a}"),
        ("securitySchemes", "{type: http, scheme: bearer, description: A.}"),
    ],
)
def test_a_component_is_used(tmp_path: Path, kind: str, component: str) -> None:
    text = changed(f"\n  {kind}:\n", f"\n  {kind}:\n    Spare: {component}\n")
    (problem,) = problems(tmp_path, text)
    assert problem == f"/components/{kind}/Spare: The component Spare is not used. Remove it, or refer to it."


def test_a_component_that_only_unused_ones_use_is_not_used(tmp_path: Path) -> None:
    spare = "Spare: {type: array, description: A., items: {$ref: '#/components/schemas/Part'}}\n"
    part = "Part: {type: array, description: B., items: {$ref: '#/components/schemas/Spare'}}\n"
    found = problems(tmp_path, changed("\n  schemas:\n", f"\n  schemas:\n    {spare}    {part}"))
    assert [problem.partition(": ")[0] for problem in found] == [f"{SCHEMAS}/Spare", f"{SCHEMAS}/Part"]


@pytest.mark.parametrize("target", ["Spare", "'#/components/schemas/Spare'"])
def test_a_component_that_a_discriminator_names_is_used(tmp_path: Path, target: str) -> None:
    spare = "{type: object, description: A., properties: {}}"
    text = changed("\n  schemas:\n", f"\n  schemas:\n    Spare: {spare}\n")
    discriminator = f"discriminator: {{propertyName: kind, mapping: {{spare: {target}}}}}"
    assert problems(tmp_path, text.replace("          oneOf:", f"          {discriminator}\n          oneOf:")) == []


def test_no_two_components_are_equal(tmp_path: Path) -> None:
    text = changed("\n  responses:\n", "\n  responses:\n    No: {description: The request is rejected.}\n")
    text = text.replace("'413': {$ref: '#/components/responses/Denied'}", "'413': {$ref: '#/components/responses/No'}")
    assert problems(tmp_path, text) == [
        "/components/responses/Denied: The components No and Denied are equal. Refer to No instead."
    ]


AGE = "schema:\n        type: integer\n        examples: [3]"
HINGES = "items:\n            type: integer\n          examples: [[1, 2]]"
NARROWING = f"{WEBHOOK}/requestBody/content/application~1json/schema/allOf/1"
OBJECT = "{type: object, description: A., properties: {a: {type: string, description: A., examples: [a]}}}"


@cases(
    (AGE, f"schema: {OBJECT}", "/components/headers/Age/schema", "The schema of an object is written inline."),
    (
        HINGES,
        f"items: {OBJECT}",
        f"{SCHEMAS}/Door/properties/hinges/items",
        "The schema of an object is written inline.",
    ),
    (
        "type: integer\n          examples: [[1, 2]]",
        "type: [object, 'null']\n          examples: [[null]]",
        f"{SCHEMAS}/Door/properties/hinges/items",
        "is written inline.",
    ),
    ("- type: 'null'", f"- {OBJECT}", f"{SCHEMAS}/Movement/properties/moreover/oneOf/1", "is written inline."),
)
def test_objects_are_components(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)


def test_a_part_of_all_of_that_has_a_type_does_not_only_narrow_the_others(tmp_path: Path) -> None:
    found = problems(tmp_path, changed("- properties:", "- type: object\n                  properties:"))
    assert [problem.partition(". ")[0] for problem in found] == [
        f"{NARROWING}/properties/name: The property has no description",
        f"{NARROWING}: The schema of an object is written inline",
        f"{NARROWING}/properties/name: The property has no example",
    ]


@cases(
    ("      description: A door.", "      title: Door\n      description: A door.", f"{SCHEMAS}/Door/title", "a title"),
)
def test_schemas_have_no_titles(tmp_path: Path, case: Case) -> None:
    assert_broken(tmp_path, case)
