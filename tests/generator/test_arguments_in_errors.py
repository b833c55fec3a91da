"""Errors about arguments: they name the argument, not what it is sent as."""

from collections.abc import Iterator
from typing import Any

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
        (1.5, {}, TypeError, "user_id must be a string, an integer or a UUID, not float."),
        (None, {}, TypeError, "user_id must be a string, an integer or a UUID, not NoneType."),
        (True, {}, TypeError, "user_id must be a string, an integer or a UUID, not bool."),
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
