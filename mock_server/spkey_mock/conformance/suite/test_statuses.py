"""Every documented status of every operation, with a body that fits its schema."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn
from uuid import uuid4

import pytest

from ..mock import Mock
from ..promises import Operation, load
from ..server import Reply, Server
from ..setting import Setting
from ..user import User
from .marks import category, rule

pytestmark = category("errors")

DOCUMENTED = [(operation.id, status) for operation in load().operations.values() for status in operation.responses]
PROVOKED_BY_FAULTS = (429, 500, 503)

BODIES: dict[str, dict[str, Any]] = {
    "create_user": {},
    "add_physical_key": {"note": "front door"},
    "remove_physical_key": {"number": 1},
}
INVALID: dict[str, tuple[str, dict[str, Any]]] = {
    "create_user": ("", {"userId": "x"}),
    "add_physical_key": ("", {"orgId": ""}),
    "remove_physical_key": ("", {"number": 0}),
    "list_physical_keys": ("?q=", {}),
    "get_physical_key": ("0", {}),
}
"""What makes a request invalid: the end of its path, and the properties of its body. Other operations take no input."""


def send(server: Server, operation: Operation, user: User, headers: dict[str, str] | None = None, **body: Any) -> Reply:
    """Send a request for an operation that is valid unless the properties of the body make it invalid."""
    path = operation.path.replace("{id}", user.id).replace("{number}", "1")
    if operation.query:
        return server.send("GET", path, headers=headers)
    return server.send("POST", path, json={**_body(operation, user), **body}, headers=headers)


def _body(operation: Operation, user: User) -> dict[str, Any]:
    return {"userId": user.id, "orgId": user.org_id, **BODIES[operation.id]}


def assert_error(reply: Reply, status: int) -> None:
    """Check what the contract says about errors beside their schemas."""
    assert reply.status == status
    assert reply.body.get("success", False) is False
    assert reply.body.get("errors") != []
    for error in reply.body.get("errors", ()):
        assert error["code"] == (7001 if status == 400 else status)
        assert error.get("path", ["body"])[0] in ("body", "query", "params")


@rule("schema.responses")
@pytest.mark.parametrize(("name", "status"), [it for it in DOCUMENTED if it[1] in PROVOKED_BY_FAULTS])
def test_a_failure_of_the_service_has_its_documented_body(unknown: User, mock: Mock, name: str, status: int) -> None:
    mock.fail_next(name, status)
    assert_error(send(unknown.server, load().operations[name], unknown), status)


@rule("schema.responses")
@pytest.mark.parametrize(("name", "status"), [it for it in DOCUMENTED if it[1] in (200, 201)])
def test_a_success_has_its_documented_body(user: User, unknown: User, name: str, status: int) -> None:
    user.add(orgName="Acme", note="front door")
    whose = unknown if status == 201 else user
    reply = send(user.server, load().operations[name], whose)
    assert reply.status == status
    assert reply.body.get("success", True) is True
    assert reply.body.get("aggregateId", whose.id) == whose.id


@rule("schema.responses")
@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_request_has_its_documented_body(somebody: User, name: str) -> None:
    end, body = INVALID[name]
    operation = load().operations[name]
    if operation.query:
        path = operation.path.replace("{id}", somebody.id).replace("{number}", end)
        reply = somebody.server.send("GET", path if "{number}" in operation.path else path + end)
    else:
        reply = send(somebody.server, operation, somebody, **body)
    assert_error(reply, 400)


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 401])
def test_an_unauthenticated_request_has_its_documented_body(unknown: User, anonymous: Server, name: str) -> None:
    assert_error(send(anonymous, load().operations[name], unknown), 401)


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 403])
def test_a_forbidden_request_has_its_documented_body(unknown: User, name: str) -> None:
    internal = {"X-Org-Id": "acme"}
    assert_error(send(unknown.server, load().operations[name], unknown, headers=internal), 403)


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 404])
def test_a_request_for_something_unknown_has_its_documented_body(unknown: User, name: str) -> None:
    assert_error(send(unknown.server, load().operations[name], unknown), 404)


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 413])
def test_a_body_over_the_limit_has_its_documented_body(somebody: User, mock: Mock, setting: Setting, name: str) -> None:
    path = setting.promises.operations[name].path.replace("{id}", somebody.id)
    body = b'{"note": "%b", "id": "%b"}' % (b"x" * mock.body_limit(), uuid4().bytes.hex().encode())
    assert_error(somebody.server.send("POST", path, content=body), 413)


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
@pytest.mark.parametrize("name", load().operations)
def test_a_body_is_json_that_all_parsers_read_alike(user: User, unknown: User, name: str) -> None:
    user.add(note="front door")
    operation, server = load().operations[name], user.server
    for whose in (user, unknown):
        request = server.http.build_request(
            operation.method,
            operation.path.format(id=whose.id, number=1),
            json=None if operation.query else _body(operation, whose),
            headers=dict(server.credentials.headers),
        )
        response = server.perform(request)
        try:
            body = _read(response.content)
        except ValueError as error:
            raise AssertionError(f"The body is not JSON in UTF-8 without a byte order mark: {error}") from None
        assert operation.problems(response.status_code, body) == []


@rule("schema.responses")
@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"},
        {"If-Match": '"x"'},
        {"Range": "bytes=0-9"},
        {"Accept": "text/html"},
        {"Accept": "application/xml"},
    ],
    ids=lambda it: " ".join(*it.items()),
)
def test_a_header_that_the_contract_does_not_know_changes_no_response(user: User, headers: dict[str, str]) -> None:
    user.add(note="front door")
    for operation in load().operations.values():
        if operation.query:
            plain, reply = (send(user.server, operation, user, headers=sent) for sent in ({}, headers))
            assert (reply.status, reply.body) == (200, plain.body)
    assert send(user.server, load().operations["add_physical_key"], user, headers=headers).status == 200
