"""Requests in unusual forms: paths, methods, content types, unknown and missing values."""

from typing import Any

import pytest

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
        ("GET", "/users/{id}/Profile"),
        ("GET", "/users/{id}/profile/"),
        ("GET", "/Users/{id}/profile"),
        ("GET", "/users/{id}//profile"),
        ("GET", "/users/{id}/physicalkeys"),
        ("GET", "/users/{id}/PhysicalKeys/"),
        ("GET", "/users/{id}/PhysicalKeys/1/"),
        ("GET", "/users/{id}/AddPhysicalKey"),
        ("PUT", "/users/{id}/profile"),
        ("PATCH", "/users/{id}/profile"),
        ("DELETE", "/users/{id}/PhysicalKeys/1"),
        ("POST", "/users/{id}/PhysicalKeys"),
        ("POST", "/users/{id}/removephysicalkey"),
        ("POST", "/users/{id}/RemovePhysicalKey/"),
        ("PUT", "/users/{id}/RemovePhysicalKey"),
        ("HEAD", "/users/{id}/RemovePhysicalKey"),
        ("HEAD", "/users/{id}/nowhere"),
    ],
)
def test_an_unknown_path_or_method_returns_404_in_plain_text(somebody: User, method: str, path: str) -> None:
    body = {"number": 1} if method in ("POST", "PUT") else None
    reply = somebody.server.send(method, path.replace("{id}", somebody.id), json=body)
    assert reply.status == 404
    assert reply.headers["content-type"].startswith("text/plain")


@rule("service.head_without_body")
@pytest.mark.parametrize("name", ["PhysicalKeys", "profile", "keys", "PhysicalKeys?q="])
def test_head_returns_what_get_returns_without_the_body(somebody: User, unknown: User, name: str) -> None:
    for user in (somebody, unknown):
        got, head = (user.server.send(method, user.path(name)) for method in ("GET", "HEAD"))
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
    [b"", b"{", b"[]", b"null", b'"x"', b"1", b'{"orgId": "a",}', b"{'orgId': 'a'}", b'{"orgId": "a"} x', b"\xff"],
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
