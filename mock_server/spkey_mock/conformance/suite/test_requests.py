"""Requests in unusual forms: paths, methods, content types, unknown and missing values."""

from collections.abc import Iterator
from typing import Any

import pytest

from ..promises import load
from ..server import Server
from ..user import User, succeeded
from .marks import rule


@rule("service.unknown_route_not_found")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("GET", "/users/{id}"),
        ("GET", "/users/{id}/nowhere"),
        ("GET", "/Users/{id}/profile"),
        ("GET", "/users/{id}//profile"),
        ("GET", "/users/{id}/%2E/profile"),
        ("POST", "/users/{id}/removephysicalkey"),
        ("HEAD", "/users/{id}/RemovePhysicalKey"),
        ("HEAD", "/users/{id}/nowhere"),
    ],
)
def test_an_unknown_path_or_method_returns_404_in_plain_text(somebody: User, method: str, path: str) -> None:
    body = {"number": 1} if method in ("POST", "PUT") else None
    reply = somebody.server.send(method, path.replace("{id}", somebody.id), json=body)
    assert reply.status == 404
    assert reply.headers["content-type"].startswith("text/plain")


def _similar(path: str) -> Iterator[tuple[str, str]]:
    """Yield methods that a path of the contract does not have, and paths that differ from it a little."""
    (known,) = (operation.method for operation in load().operations.values() if operation.path == path)
    for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {known}):
        yield method, path
    name = path.split("/")[3]
    for other in sorted({name.lower(), name.upper(), name.capitalize(), f"{name}.json"} - {name}):
        yield known, path.replace(name, other)
    for other in (f"{path}/", f"/v1{path}", f"/api{path}", f"/{path}"):
        yield known, other


@rule("service.unknown_route_not_found")
@pytest.mark.parametrize("path", dict.fromkeys(operation.path for operation in load().operations.values()))
def test_only_the_methods_and_paths_of_the_contract_are_known(user: User, path: str) -> None:
    user.add()
    before = user.state()
    body = {"userId": user.id, "orgId": user.org_id, "number": 1}
    for method, other in _similar(path):
        # Some frameworks let this header name the method.
        headers = {"X-HTTP-Method-Override": "GET" if method == "POST" else "POST"}
        reply = user.server.send(method, other.format(id=user.id, number=1), json=body, headers=headers)
        found = (reply.status, reply.headers["content-type"].partition(";")[0])
        assert (method, other, *found) == (method, other, 404, "text/plain")
    assert user.state() == before


@rule("service.head_without_body")
@pytest.mark.parametrize(
    "name", ["PhysicalKeys", "profile", "keys", "PhysicalKeys?q=", "PhysicalKeys/1", "PhysicalKeys/0"]
)
def test_head_returns_what_get_returns_without_the_body(
    somebody: User, unknown: User, anonymous: Server, name: str
) -> None:
    nobody = somebody.seen_by(anonymous)
    for seen, headers in ((somebody, {}), (unknown, {}), (nobody, {}), (somebody, {"X-Org-Id": "acme"})):
        got, head = (seen.server.send(method, seen.path(name), headers=headers) for method in ("GET", "HEAD"))
        assert (head.status, head.text) == (got.status, "")
        assert head.headers["content-type"] == got.headers["content-type"]


@rule("service.content_type_ignored")
@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense", None]
)
def test_a_body_is_read_as_json_whatever_its_content_type(user: User, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    body = b'{"orgId": "%b", "note": "x"}' % user.org_id.encode()
    added = succeeded(user.server.send("POST", user.path("AddPhysicalKey"), content=body, headers=headers))
    assert added["note"] == "x"


@rule("service.unknown_members_ignored")
def test_unknown_properties_and_parameters_are_ignored(user: User) -> None:
    added = user.add(number=77, addedAt=1, unknown={"deep": [1]}, NOTE="x")
    assert added["number"] == 1
    assert "note" not in added.body
    assert user.server.get(user.path("PhysicalKeys"), unknown="1", Q="nothing")["total"] == 1
    assert user.server.get(user.path("PhysicalKeys/1"), unknown="1").status == 200
    assert user.server.get(user.path("profile"), q="").status == 200
    assert succeeded(user.try_remove(1, version=99))["version"] == added["version"] + 1


@rule("service.unset_members_absent")
def test_an_optional_property_without_a_value_is_absent(unknown: User) -> None:
    created = succeeded(unknown.create())
    bare = unknown.add()
    replies = (created, bare, unknown.get(1), unknown.inventory(), unknown.profile(), unknown.remove(1))
    for reply in replies:
        assert "null" not in reply.text
    assert {"orgName", "note"} & set(bare.body) == set()
    assert {"email", "firstName", "lastName"} & set(unknown.profile().body) == set()


@rule("service.refusal_changes_nothing")
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b'"x"', b"1", b'{"orgId": "a",}', b"{'orgId': 'a'}", b'{"orgId": "a"} x', b"\xff"),
        b'[{"orgId": "a"}]',
        b'"{\\"orgId\\": \\"a\\"}"',
        b'{"orgId": "a" /**/}',
        b'{"orgId": "a", "x": NaN}',
        b"orgId=a",
    ],
)
def test_a_body_that_is_not_a_json_object_returns_400(user: User, content: bytes) -> None:
    before = user.state()
    assert user.server.send("POST", user.path("AddPhysicalKey"), content=content).status == 400
    assert user.state() == before


@rule("schema.requests")
def test_ids_in_paths_are_decoded_once(server: Server, unknown: User) -> None:
    for encoded in ("a%2Fb", "a%20b", "%C3%A4", "a%252Fb", "..%2F", "%00"):
        assert server.get(f"/users/{encoded}/profile").status == 404
    plain: Any = unknown.path("profile")
    assert server.get(plain.replace("-", "%2D")).status == 404
