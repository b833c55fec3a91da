"""Every documented status of every operation, with a body that fits its schema."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from attrs import evolve
from jsonschema_rs import Draft202012Validator

from ..cases import invalid
from ..mock import Mock
from ..plugin import NewScene
from ..promises import Operation, load
from ..scene import Scene, spoiled
from ..server import Reply, Server
from ..temp_key import location
from ..user import User
from .marks import category, rule

pytestmark = category("errors")

OPERATIONS = load().operations
PROVOKED_BY_FAULTS = (429, 500, 503)
CREATED_FROM_NOTHING = ("create_user", "create_lock")
"""The operations that return 201 if their target does not exist yet, and 200 if it does."""

UNKNOWN: dict[str, dict[str, str]] = {
    "find_or_create_user_by_email": {"searchOnly": "true"},
    "find_or_create_user_by_phone": {"searchOnly": "true"},
    "list_temp_keys": {"lockId": "1999999999"},
}
"""The parameters with which queries name something unknown. Other requests name it in their path or body."""


def documented(*statuses: int) -> list[str]:
    """Return the operations that have one of these statuses."""
    return [operation.id for operation in OPERATIONS.values() if set(statuses) & operation.responses.keys()]


def marks(operation: Operation) -> list[pytest.MarkDecorator]:
    """Return further rules that a success of an operation shows."""
    return [] if operation.redirect is None else [rule("temp_keys.open_door.redirect_says_offline")]


def successes() -> Iterator[Any]:
    """Yield the operations with their successes."""
    for operation in OPERATIONS.values():
        for status in operation.responses:
            if status < 400:
                yield pytest.param(operation.id, status, marks=marks(operation))


def assert_error(operation: Operation, reply: Reply, status: int) -> None:
    """Check what the contract says about errors beside their schemas."""
    assert reply.status == status
    if operation.responses[status] is None:
        return
    assert reply.body.get("success", False) is False
    assert reply.body.get("errors") != []
    for error in reply.body.get("errors", ()):
        assert error["code"] == (7001 if status == 400 else status)
        assert error.get("path", ["body"])[0] in ("body", "query", "params")


@rule("schema.responses")
@pytest.mark.parametrize("name", documented(*PROVOKED_BY_FAULTS))
def test_a_failure_of_the_service_has_its_documented_body(nothing: Scene, mock: Mock, name: str) -> None:
    operation = OPERATIONS[name]
    for status in PROVOKED_BY_FAULTS:
        mock.fail_next(name, status)
        assert_error(operation, nothing.send(operation), status)


@rule("schema.responses")
@pytest.mark.parametrize(("name", "status"), [*successes()])
def test_a_success_has_its_documented_body(new_scene: NewScene, nothing: Scene, name: str, status: int) -> None:
    operation = OPERATIONS[name]
    scene = nothing if name in CREATED_FROM_NOTHING and status == 201 else new_scene(operation)
    scene.prepare(operation)
    reply = scene.send(operation)
    assert reply.status == status
    if operation.redirect is not None:
        Draft202012Validator(operation.redirect).validate(location(reply))
    elif reply.body is not None and operation.path.startswith("/users/{id}"):
        assert reply.body.get("success", True) is True
        assert reply.body.get("aggregateId", scene.user.id) == scene.user.id


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name in documented(400) if invalid(OPERATIONS[name], {})])
def test_an_invalid_request_has_its_documented_body(new_scene: NewScene, name: str) -> None:
    operation = OPERATIONS[name]
    scene = new_scene(operation)
    scene.prepare(operation)
    given = scene.input(operation)
    case = invalid(operation, given.body or {})
    assert case is not None
    assert_error(operation, scene.send(operation, spoiled(given, case)), 400)


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name in documented(401) if OPERATIONS[name].auth == "required"])
def test_an_unauthenticated_request_has_its_documented_body(nothing: Scene, anonymous: Server, name: str) -> None:
    assert_error(OPERATIONS[name], nothing.send(OPERATIONS[name], server=anonymous), 401)


@rule("schema.responses")
@pytest.mark.parametrize("name", documented(403))
def test_a_forbidden_request_has_its_documented_body(nothing: Scene, name: str) -> None:
    assert_error(OPERATIONS[name], nothing.send(OPERATIONS[name], headers={"X-Org-Id": "acme"}), 403)


@rule("schema.responses")
@pytest.mark.parametrize("name", documented(404))
def test_a_request_for_something_unknown_has_its_documented_body(nothing: Scene, name: str) -> None:
    operation = OPERATIONS[name]
    given = nothing.input(operation)
    if name in UNKNOWN:
        given = evolve(given, query={**given.query, **UNKNOWN[name]})
    assert_error(operation, nothing.send(operation, given), 404)


@rule("schema.responses")
@pytest.mark.parametrize("name", documented(413))
def test_a_body_over_the_limit_has_its_documented_body(nothing: Scene, mock: Mock, name: str) -> None:
    body = b'{"note": "%b", "id": "%b"}' % (b"x" * mock.body_limit(), uuid4().bytes.hex().encode())
    assert_error(OPERATIONS[name], nothing.send(OPERATIONS[name], content=body), 413)


def _read(content: bytes) -> Any:
    """Return the JSON value of a body, unless some parsers would read another value or none."""

    def named_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"A JSON object must have each name once, not {names}."
        return dict(pairs)

    def no_number(text: str) -> NoReturn:
        raise AssertionError(f"{text} is not JSON.")

    return json.loads(content.decode("utf-8"), object_pairs_hook=named_once, parse_constant=no_number)


@rule("schema.responses")
@pytest.mark.parametrize("name", [pytest.param(name, marks=marks(it)) for name, it in OPERATIONS.items()])
def test_a_body_is_json_that_all_parsers_read_alike(new_scene: NewScene, nothing: Scene, name: str) -> None:
    operation = OPERATIONS[name]
    prepared = new_scene(operation)
    prepared.prepare(operation)
    for scene in (prepared, nothing):
        reply = scene.send(operation)
        if operation.responses[reply.status] is None:
            continue
        try:
            body = _read(reply.content)
        except ValueError as error:
            raise AssertionError(f"The body is not JSON in UTF-8 without a byte order mark: {error}") from None
        assert operation.problems(reply.status, body) == []


HEADERS = [
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"},
    {"If-Match": '"x"'},
    {"Range": "bytes=0-9"},
    {"Accept": "text/html"},
    {"Accept": "application/xml"},
]


@rule("schema.responses")
@pytest.mark.parametrize("name", [operation.id for operation in OPERATIONS.values() if operation.query])
def test_a_header_that_the_contract_does_not_know_changes_no_response(new_scene: NewScene, name: str) -> None:
    operation = OPERATIONS[name]
    scene = new_scene(operation)
    scene.prepare(operation)
    plain = scene.send(operation)
    for headers in HEADERS:
        reply = scene.send(operation, headers=headers)
        assert (reply.status, reply.body) == (200, plain.body), headers


@rule("schema.responses")
@pytest.mark.parametrize("headers", HEADERS, ids=lambda it: " ".join(*it.items()))
def test_a_header_that_the_contract_does_not_know_changes_no_command(user: User, headers: dict[str, str]) -> None:
    body = {"orgId": user.org_id, "note": "front door"}
    assert user.server.send("POST", user.path("AddPhysicalKey"), json=body, headers=headers).status == 200
