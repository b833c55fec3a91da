"""Objects that hold the items of a list: `x-items`."""

from collections.abc import Callable
from typing import Any

import pytest

from .support import Package

SPEC = """
paths:
  /things:
    get:
      operationId: list_things
      tags: [things]
      responses:
        '200': {description: ., content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: string}}}
    Things:
      type: object
      x-items: class
      required: [class, total]
      properties:
        class: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        total: {type: integer}
        others: {type: array, items: {type: string}}
"""


def things(made: Package, *ids: str) -> Any:
    return made.call("things.list", answer={"class": [{"id": each} for each in ids], "total": 7}).result


def test_a_list_can_be_iterated_and_has_the_length_of_what_was_received(package: Callable[..., Package]) -> None:
    made = package(SPEC)
    found = things(made, "a", "b")
    assert [thing.id for thing in found] == ["a", "b"]
    assert (len(found), found.total) == (2, 7)
    assert found.class_[0] in found
    assert not things(made)
    assert "Iterating over it yields the items of `class_`" in made.models.Things.__doc__


@pytest.mark.parametrize(
    "items", ["", "x-items: total", "x-items: others", "x-items: none"], ids=["none", "integer", "optional", "unknown"]
)
def test_other_objects_are_no_lists(package: Callable[..., Package], items: str) -> None:
    found = things(package(SPEC.replace("x-items: class", items or "description: Things.")), "a")
    with pytest.raises(TypeError, match="not iterable"):
        iter(found)
    assert not hasattr(type(found), "__len__")
