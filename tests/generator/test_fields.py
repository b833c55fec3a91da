"""The fields of models: defaults, values that only the service sets, and types of what is not declared."""

from collections.abc import Callable
from typing import Any

import pytest

from .support import Package

SPEC = """
paths:
  /orders:
    post:
      operationId: create_order
      tags: [orders]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [lines]
              properties: {lines: {type: array, items: {$ref: '#/components/schemas/Line'}}}
      responses: {"200": {description: ., content: {application/json: {schema: {$ref: '#/components/schemas/Line'}}}}}
components:
  schemas:
    Line:
      type: object
      required: [id, kind, level, version, exact, sku, only]
      properties:
        id: {type: string, readOnly: true}
        made: {allOf: [{type: string}], readOnly: true}
        kind: {const: line}
        level: {type: string, enum: [high]}
        version: {const: 3}
        exact: {type: boolean, const: true}
        only: {$ref: '#/components/schemas/Only'}
        sku: {type: string}
        optional: {const: maybe}
        wrong: {type: integer, enum: ['1', '2']}
        partly: {type: string, enum: [a, 1, b]}
      additionalProperties: {type: integer}
    Only: {enum: [this]}
"""

LINE = {"id": "1", "kind": "line", "level": "high", "version": 3, "exact": True, "only": "this", "sku": "s"}


@pytest.fixture
def orders(package: Callable[..., Package]) -> Package:
    return package(SPEC)


def test_a_required_property_with_one_value_has_it_as_default(orders: Package) -> None:
    line = orders.models.Line(id="1", sku="s")
    assert (line.kind, line.level, line.version, line.exact, line.only) == ("line", "high", 3, True, "this")
    assert line.to_dict() == LINE


def test_an_optional_property_with_one_value_is_absent_by_default(orders: Package) -> None:
    assert orders.models.Line(id="1", sku="s").optional is None


@pytest.mark.parametrize("value", [{"kind": "other"}, {"optional": "x"}, {"version": 4, "exact": False}])
def test_other_values_are_read(orders: Package, value: dict[str, Any]) -> None:
    assert orders.decode("Line", {**LINE, **value}).to_dict() == {**LINE, **value}


def test_a_model_in_a_request_needs_no_value_that_only_the_service_sets(orders: Package) -> None:
    line = orders.models.Line(sku="s")
    sent = orders.call("orders.create", lines=[line], answer=LINE).body
    assert b'"sku"' in sent
    assert b'"id"' not in sent
    assert b'"made"' not in sent


def test_a_response_needs_the_values_that_the_service_sets(orders: Package) -> None:
    with pytest.raises(ValueError, match="/id is missing"):
        orders.decode("Line", {key: value for key, value in LINE.items() if key != "id"})


def test_further_properties_have_their_type(orders: Package) -> None:
    assert orders.decode("Line", {**LINE, "more": 1}).extra == {"more": 1}
    with pytest.raises(ValueError, match="/more should be an integer but is a string"):
        orders.decode("Line", {**LINE, "more": "x"})


def test_the_type_of_an_enum_wins_over_its_values(orders: Package) -> None:
    assert orders.decode("Line", {**LINE, "wrong": 1}).wrong == 1
    assert orders.decode("Line", {**LINE, "partly": "c"}).partly == "c"
    for name in ("wrong", "partly"):
        where = f"#/components/schemas/Line/properties/{name}"
        assert f"{where}: Values of the enum that its type excludes are ignored." in orders.notes
