"""Arguments that are ids: text, or a UUID."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from generator.ir import names

from .support import Package

SPEC = """
paths:
  /users/{id}/keys/{key}:
    put:
      operationId: put_key
      tags: [keys]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: key, in: path, required: true, schema: {type: string, format: uuid}}
        - {name: orgId, in: query, schema: {type: string}}
        - {name: ids, in: query, schema: {type: array, items: {type: string}}}
        - {name: X-Request-Id, in: header, schema: {type: string}}
        - {name: session_id, in: cookie, schema: {type: string}}
        - {name: kind, in: query, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [ownerId]
              properties:
                ownerId: {type: [string, 'null']}
                parent: {type: string, format: uuid}
                number_id: {type: integer}
      responses:
        '200': {description: ., content: {application/json: {schema: {type: string, format: uuid}}}}
"""
ID = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")


def test_an_id_can_be_a_uuid_wherever_it_is_sent(package: Callable[..., Package]) -> None:
    made = package(SPEC)

    def sent(each: Any) -> tuple[Any, ...]:
        exchange = made.call(
            "keys.put",
            each,
            each,
            org_id=each,
            ids=[each, each],
            x_request_id=each,
            session_id=each,
            owner_id=each,
            parent=each,
            answer=str(ID),
        )
        assert exchange.result == str(ID)
        request = exchange.sent
        return request.url, request.content, request.headers["X-Request-Id"], request.headers["Cookie"]

    assert sent(ID) == sent(str(ID))


def test_the_types_of_arguments_say_so(package: Callable[..., Package]) -> None:
    (operation,) = package(SPEC).api.resources[0].operations
    assert {each.name: each.type.argument for each in operation.parameters} == {
        "user_id": "str | UUID",
        "key": "str | UUID",
        "org_id": "str | UUID",
        "ids": "Sequence[str | UUID]",
        "x_request_id": "str | UUID",
        "session_id": "str | UUID",
        "kind": "str",
        "owner_id": "str | UUID | None",
        "parent": "str | UUID",
        "number_id": "int",
    }
    assert [success.type.annotation for success in operation.successes] == ["str"]


@pytest.mark.parametrize("name", ["id", "Id", "userId", "user_ids", "X-Request-ID", "uuid", "keyUuid"])
def test_names_of_ids_are_known(name: str) -> None:
    assert names.is_id(name)


@pytest.mark.parametrize("name", ["paid", "identity", "idea", "grid", "id_type", "kind"])
def test_other_names_are_not_those_of_ids(name: str) -> None:
    assert not names.is_id(name)
