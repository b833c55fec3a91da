"""Operations whose status says what happened: `x-outcome`."""

import pickle
from collections.abc import Callable
from typing import Any, get_type_hints

import httpx
import pytest

from .support import Package

CREATED = {"id": "a", "version": 1, "event": {"type": "Made"}}
EXISTING = {"id": "a", "version": 4, "event": None}

SPEC = """
paths:
  /things:
    post:
      operationId: create_thing
      tags: [things]
      responses:
        '200':
          description: It existed already.
          {existing}
          content: {application/json: {schema: {$ref: '#/components/schemas/Existing'}}}
        '201':
          description: It was created.
          {created}
          content: {application/json: {schema: {$ref: '#/components/schemas/Created'}}}
components:
  schemas:
    Existing:
      type: object
      required: [id, version, event]
      properties:
        id: {type: string, description: The id.}
        version: {type: integer, description: The same version.}
        event: {type: ['null', object]}
    Created:
      type: object
      required: [id, version, event, owner]
      properties:
        id: {type: string, description: The id., examples: [a]}
        version: {type: integer, description: Always 1.}
        event: {type: [object, 'null']}
        owner: {type: string, description: Its owner.}
"""


def spec(existing: str = "x-outcome: {created: false}", created: str = "x-outcome: {created: true}") -> str:
    return SPEC.replace("{existing}", existing).replace("{created}", created)


@pytest.fixture
def things(package: Callable[..., Package]) -> Package:
    return package(spec())


def create(things: Package, status: int, body: Any) -> Any:
    return things.call("things.create", answer=httpx.Response(status, json=body)).result


def test_the_status_is_an_attribute_of_one_class(things: Package) -> None:
    created, existing = create(things, 201, {**CREATED, "owner": "o"}), create(things, 200, EXISTING)
    assert type(created) is type(existing) is things.models.CreateThingResult
    assert (created.created, existing.created) == (True, False)
    assert things.models.__all__ == ["CreateThingResult"]


def test_a_property_is_required_if_every_body_requires_it(things: Package) -> None:
    hints = get_type_hints(things.models.CreateThingResult)
    assert {name: hints[name] for name in ("id", "version", "created", "owner")} == {
        "id": str,
        "version": int,
        "created": bool,
        "owner": str | None,
    }


def test_properties_that_differ_are_described_by_status(things: Package) -> None:
    text = " ".join(things.models.CreateThingResult.__doc__.split())
    assert "The result of `create_thing`." in text
    assert " id: The id. " in text
    assert " version: With status 200: The same version. With status 201: Always 1. " in text
    assert " owner: With status 201: Its owner. " in text
    assert " created: True with status 201: It was created. False with status 200: It existed already. " in text


def test_the_outcome_survives_the_way_to_json_and_back(things: Package) -> None:
    created = create(things, 201, {**CREATED, "owner": "o", "new": 1})
    assert created.to_dict() == {**CREATED, "owner": "o", "new": 1, "created": True}
    assert type(created).from_dict(created.to_dict()) == created
    assert pickle.loads(pickle.dumps(created)) == created


def test_an_undeclared_success_is_read_like_the_first(things: Package) -> None:
    assert create(things, 202, EXISTING).created is False


def test_the_status_tells_more_than_a_body_that_says_otherwise(things: Package) -> None:
    assert create(things, 200, {**EXISTING, "created": True}).created is False


@pytest.mark.parametrize(
    ("existing", "created"),
    [("", ""), ("", "x-outcome: {created: true}"), ("x-outcome: {existed: true}", "x-outcome: {created: true}")],
)
def test_without_common_terms_the_result_is_a_union(
    package: Callable[..., Package], existing: str, created: str
) -> None:
    things = package(spec(existing, created))
    assert create(things, 200, EXISTING) == things.decode("Existing", EXISTING)
    assert create(things, 201, {**CREATED, "owner": "o"}) == things.decode("Created", {**CREATED, "owner": "o"})


def test_properties_of_different_types_become_a_union(package: Callable[..., Package]) -> None:
    things = package(spec().replace("version: {type: integer, description: Always 1.}", "version: {type: string}"))
    hints = get_type_hints(things.models.CreateThingResult)
    assert hints["version"] == int | str
    assert create(things, 201, {**CREATED, "version": "v1", "owner": "o"}).version == "v1"
    assert create(things, 200, EXISTING).version == 4


def test_a_body_that_is_no_object_cannot_have_an_outcome(package: Callable[..., Package]) -> None:
    things = package(spec().replace("{$ref: '#/components/schemas/Existing'}", "{type: array, items: {type: string}}"))
    assert create(things, 200, ["a"]) == ("a",)
    assert create(things, 201, {**CREATED, "owner": "o"}).owner == "o"
