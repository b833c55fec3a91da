"""Errors about arguments: they name the argument, not what it is sent as."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from .support import Package, forget, generate

SPEC = """
paths:
  /users/{id}:
    post:
      operationId: change_user
      tags: [users]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: minAge, in: query, schema: {type: number}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: Limit, in: cookie, schema: {type: number}}
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {maxAge: {type: number}, given: {}}}}}
      responses: {'204': {description: .}}
  /measures/{count}/{ratio}/{exact}/{unit}/{userId}:
    get:
      operationId: get_measure
      tags: [measures]
      parameters:
        - {name: count, in: path, required: true, schema: {type: integer}}
        - {name: ratio, in: path, required: true, schema: {type: number}}
        - {name: exact, in: path, required: true, schema: {type: boolean}}
        - {name: unit, in: path, required: true, schema: {type: string}}
        - {name: userId, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: .}}
"""
NAN = float("nan")


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    made = generate(tmp_path_factory.mktemp("package"), SPEC)
    yield made
    forget(made)


@pytest.mark.parametrize(
    ("user", "arguments", "kind", "message"),
    [
        (1.5, {}, TypeError, "user_id must be a str or a UUID, not float."),
        (None, {}, TypeError, "user_id must be a str or a UUID, not NoneType."),
        (True, {}, TypeError, "user_id must be a str or a UUID, not bool."),
        ("..", {}, ValueError, "user_id must not be '..', because that would change the path /users/{id}."),
        ("\ud800", {}, ValueError, "user_id cannot be sent in the path: "),
        ("u", {"min_age": NAN}, ValueError, "min_age cannot be sent in the query: "),
        ("u", {"min_age": object()}, TypeError, "min_age cannot be sent in the query: "),
        ("u", {"x_trace": "a\nb"}, ValueError, "x_trace cannot be sent in the header: "),
        ("u", {"limit": NAN}, ValueError, "limit cannot be sent in the cookie: "),
        ("u", {"max_age": NAN}, ValueError, "max_age cannot be sent in the body: "),
        ("u", {"max_age": 1, "given": {"a": [object()]}}, TypeError, "given cannot be sent in the body: "),
    ],
)
def test_an_error_names_the_argument(
    users: Package, user: Any, arguments: dict[str, Any], kind: type[Exception], message: str
) -> None:
    exchange = users.call("users.change", user, **arguments)
    assert exchange.request is None
    assert type(exchange.result) is kind
    assert str(exchange.result).startswith(message)


MEASURE = {"count": 3, "ratio": 0.5, "exact": True, "unit": "m", "user_id": UUID(int=1)}


def test_arguments_of_all_types_are_sent_in_the_path(users: Package) -> None:
    sent = users.call("measures.get", *MEASURE.values()).sent
    assert sent.url.path == f"/measures/3/0.5/true/m/{UUID(int=1)}"


@pytest.mark.parametrize("value", ["1", 1])
def test_strings_and_integers_are_accepted_for_other_types(users: Package, value: object) -> None:
    assert users.call("measures.get", *(MEASURE | {"ratio": value}).values()).sent.url.path.startswith("/measures/3/1/")


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("count", 3.0, "count must be an int, not float."),
        ("count", True, "count must be an int, not bool."),
        ("count", UUID(int=1), "count must be an int, not UUID."),
        ("ratio", None, "ratio must be a float, not NoneType."),
        ("ratio", False, "ratio must be a float, not bool."),
        ("exact", 0.5, "exact must be a bool, not float."),
        ("unit", 0.5, "unit must be a str, not float."),
        ("user_id", 0.5, "user_id must be a str or a UUID, not float."),
    ],
)
def test_an_error_names_the_types_that_an_argument_takes(
    users: Package, argument: str, value: object, message: str
) -> None:
    exchange = users.call("measures.get", *(MEASURE | {argument: value}).values())
    assert exchange.request is None
    assert type(exchange.result) is TypeError
    assert str(exchange.result) == message
