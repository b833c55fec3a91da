"""Every constraint of a body or a parameter: at its bound, beyond it, and with values of other types.

The cases come from the contract, so a constraint that the contract gains is tested without a change here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import frozen

from ..promises import Operation, Schema, load
from ..server import segment
from ..user import User
from .marks import rule


@frozen
class Case:
    """A value of a property or parameter, and whether it is valid."""

    operation: Operation
    name: str
    value: object
    valid: bool
    label: str


_OTHERS: dict[str, object] = {"string": "x", "integer": 1, "number": 1.5, "boolean": True, "object": {}, "array": []}


def _bounds(schema: Schema) -> Iterator[tuple[str, object, bool]]:
    """Yield values at and beyond each bound of a schema, each with a label and whether it is valid."""
    if "minLength" in schema:
        least = schema["minLength"]
        yield f"{least} characters", "x" * least, True
        yield f"{least - 1} characters", "x" * (least - 1), False
    if "maxLength" in schema:
        most = schema["maxLength"]
        yield f"{most} characters", "x" * most, True
        yield f"{most + 1} characters", "x" * (most + 1), False
    if "exclusiveMinimum" in schema:
        least = schema["exclusiveMinimum"]
        yield f"{least + 1}", least + 1, True
        yield f"{least + 1}.0", float(least + 1), True  # an integer to JSON Schema
        yield f"{least}", least, False
        yield f"{least - 1}", least - 1, False
    if "maximum" in schema:
        most = schema["maximum"]
        yield f"{most}", most, True
        yield f"{most + 1}", most + 1, False
    if "pattern" in schema:
        yield "text", "x", False
        yield "empty", "", False


def _types(schema: Schema) -> Iterator[tuple[str, object]]:
    """Yield values of the types that a schema excludes."""
    allowed = schema["type"]
    for name, value in _OTHERS.items():
        if name != allowed and not (allowed == "number" and name == "integer"):
            yield name, value
    yield "null", None


def _cases() -> Iterator[Case]:
    for operation in load().operations.values():
        body = operation.body
        if body is None:
            continue
        for name, schema in body["properties"].items():
            if schema.get("x-server-set") or "type" not in schema:
                continue
            for label, value, valid in _bounds(schema):
                yield Case(operation, name, value, valid, label)
            for label, value in _types(schema):
                yield Case(operation, name, value, False, label)
        for name in body.get("required", ()):
            yield Case(operation, name, ..., False, "missing")


def _cases_of_parameters() -> Iterator[Case]:
    for operation in load().operations.values():
        for parameter in operation.parameters:
            name, schema = parameter["name"], parameter["schema"]
            if parameter["server_set"]:
                continue
            for label, value, valid in _bounds(schema):
                yield Case(operation, name, value, valid, label)
            if schema["type"] == "integer":
                for value in ("x", "1.5", "1x", "null"):
                    yield Case(operation, name, value, False, value)


def _valid_body(operation: Operation, user: User) -> dict[str, Any]:
    examples: dict[str, Any] = {"userId": user.id, "orgId": user.org_id, "number": 1}
    return {name: examples[name] for name in (operation.body or {}).get("required", ())}


def _id(case: Case) -> str:
    return f"{case.operation.id}-{case.name}-{case.label}"


@rule("schema.requests")
@pytest.mark.parametrize("case", list(_cases_of_parameters()), ids=_id)
def test_a_parameter_at_its_bound_is_accepted_and_one_beyond_it_returns_400(somebody: User, case: Case) -> None:
    values = {"id": segment(somebody.id), "number": "1", case.name: str(case.value)}
    path = case.operation.path.format(**values)
    query = {} if f"{{{case.name}}}" in case.operation.path else {case.name: str(case.value)}
    assert (somebody.server.get(path, **query).status != 400) is case.valid


@rule("schema.requests")
@pytest.mark.parametrize("case", list(_cases()), ids=_id)
def test_a_value_at_its_bound_is_accepted_and_one_beyond_it_returns_400(user: User, case: Case) -> None:
    body = _valid_body(case.operation, user)
    if case.value is ...:
        del body[case.name]
    else:
        body[case.name] = case.value
    before = user.state()
    reply = user.server.send("POST", case.operation.path.replace("{id}", user.id), json=body)
    assert (reply.status != 400) is case.valid
    if not case.valid:
        assert user.state() == before
