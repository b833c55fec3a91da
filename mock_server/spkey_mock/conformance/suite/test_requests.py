"""Requests in unusual forms: paths, methods, content types, unknown and missing values."""

from collections.abc import Iterator
from typing import Any

import pytest

from ..plugin import NewScene
from ..promises import load
from ..scene import Scene
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


PATHS = [*dict.fromkeys(operation.path for operation in load().operations.values())]
PAGES = {"/temp-keys/{uuid}", "/collective-temp-keys/{uuid}"}
"""The paths at which the service shows a page to browsers. These pages are not operations of the contract."""


def _similar(path: str) -> Iterator[tuple[str, str]]:
    """Yield methods that a path of the contract does not have, and paths that differ from it a little."""
    known, *more = (operation.method for operation in load().operations.values() if operation.path == path)
    if path in PAGES:
        more.append("GET")
    for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {known, *more}):
        yield method, path
    name = next(part for part in reversed(path.split("/")) if part and "{" not in part)
    yield known, f"{path}/"
    yield known, path.replace(f"/{name}", f"/{name.lower() if name != name.lower() else name.upper()}")
    # Each path gets one of the other spellings, and together the paths get all of them.
    others = [path.replace(f"/{name}", f"/{other}") for other in (name.upper(), name.capitalize(), f"{name}.json")]
    spelt = [it for it in (*others, f"/v1{path}", f"/api{path}", f"/{path}") if it != path]
    yield known, spelt[PATHS.index(path) % len(spelt)]


@rule("service.unknown_route_not_found")
@pytest.mark.parametrize("path", PATHS)
def test_only_the_methods_and_paths_of_the_contract_are_known(new_scene: NewScene, path: str) -> None:
    operation = next(operation for operation in load().operations.values() if operation.path == path)
    scene = new_scene(operation)
    scene.prepare(operation)
    before = scene.state()
    given = scene.input(operation)
    for method, other in _similar(path):
        # Some frameworks let this header name the method.
        headers = {"X-HTTP-Method-Override": "GET" if method == "POST" else "POST"}
        reply = scene.server.send(method, other.format(**given.path), json=given.body or {}, headers=headers)
        found = (reply.status, reply.headers["content-type"].partition(";")[0])
        assert (method, other, *found) == (method, other, 404, "text/plain")
    assert scene.state() == before


@rule("service.head_without_body")
@pytest.mark.parametrize("name", [operation.id for operation in load().operations.values() if operation.query])
def test_head_of_every_query_returns_what_get_returns_without_the_body(
    new_scene: NewScene, nothing: Scene, name: str
) -> None:
    operation = load().operations[name]
    prepared = new_scene(operation)
    prepared.prepare(operation)
    for scene in (prepared, nothing):
        given = scene.input(operation)
        path = operation.path.format(**given.path)
        got, head = (scene.server.send(method, path, query=given.query) for method in ("GET", "HEAD"))
        assert (head.status, head.text) == (got.status, "")
        assert head.headers["content-type"] == got.headers["content-type"]


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
