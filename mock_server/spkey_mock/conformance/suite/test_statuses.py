"""Every documented status of every operation, with a body that fits its schema."""

from typing import Any
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
    valid = {"userId": user.id, "orgId": user.org_id, **BODIES[operation.id]}
    return server.send("POST", path, json={**valid, **body}, headers=headers)


@rule("schema.responses")
@pytest.mark.parametrize(("name", "status"), [it for it in DOCUMENTED if it[1] in PROVOKED_BY_FAULTS])
def test_a_failure_of_the_service_has_its_documented_body(unknown: User, mock: Mock, name: str, status: int) -> None:
    mock.fail_next(name, status)
    assert send(unknown.server, load().operations[name], unknown).status == status


@rule("schema.responses")
@pytest.mark.parametrize(("name", "status"), [it for it in DOCUMENTED if it[1] in (200, 201)])
def test_a_success_has_its_documented_body(user: User, unknown: User, name: str, status: int) -> None:
    user.add(orgName="Acme", note="front door")
    reply = send(user.server, load().operations[name], unknown if status == 201 else user)
    assert reply.status == status


@rule("schema.responses")
@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_request_has_its_documented_body(somebody: User, name: str) -> None:
    end, body = INVALID[name]
    operation = load().operations[name]
    if operation.query:
        path = operation.path.replace("{id}", somebody.id).replace("{number}", end)
        assert somebody.server.send("GET", path if "{number}" in operation.path else path + end).status == 400
    else:
        assert send(somebody.server, operation, somebody, **body).status == 400


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 401])
def test_an_unauthenticated_request_has_its_documented_body(unknown: User, anonymous: Server, name: str) -> None:
    assert send(anonymous, load().operations[name], unknown).status == 401


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 403])
def test_a_forbidden_request_has_its_documented_body(unknown: User, name: str) -> None:
    internal = {"X-Org-Id": "acme"}
    assert send(unknown.server, load().operations[name], unknown, headers=internal).status == 403


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 404])
def test_a_request_for_something_unknown_has_its_documented_body(unknown: User, name: str) -> None:
    assert send(unknown.server, load().operations[name], unknown).status == 404


@rule("schema.responses")
@pytest.mark.parametrize("name", [name for name, status in DOCUMENTED if status == 413])
def test_a_body_over_the_limit_has_its_documented_body(somebody: User, mock: Mock, setting: Setting, name: str) -> None:
    path = setting.promises.operations[name].path.replace("{id}", somebody.id)
    body = b'{"note": "%b", "id": "%b"}' % (b"x" * mock.body_limit(), uuid4().bytes.hex().encode())
    assert somebody.server.send("POST", path, content=body).status == 413
