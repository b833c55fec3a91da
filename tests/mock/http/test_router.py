"""The world of a request."""

import json

import pytest
from spkey_mock import Request, Response, Settings, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.service.error_formats import Name
from spkey_mock.world.limits import Limits


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(Settings(limits=Limits(worlds=3)))


def handle(worlds: Worlds, method: str, path: str | bytes, body: bytes = b"") -> Response:
    headers = ((b"x-api-key", worlds.default.api_key.encode()),)
    raw = path if isinstance(path, bytes) else path.encode()
    return complete(worlds.handle(Request(method, raw, b"", headers, body)))


def profile(worlds: Worlds, prefix: str) -> int:
    """The status with which the profile of a user is read."""
    return handle(worlds, "GET", f"{prefix}/users/u1/profile").status


def test_a_world_is_made_when_a_request_first_names_it(worlds: Worlds) -> None:
    assert profile(worlds, "/w/a") == 404
    worlds.world("a").users.create("u1")
    assert [profile(worlds, prefix) for prefix in ("", "/w/a", "/w/b")] == [404, 200, 404]
    assert [world.name for world in worlds.items()] == ["", "a", "b"]
    assert [world.journal.total for world in worlds.items()] == [1, 2, 1]


def test_credentials_of_the_start_open_every_world_and_are_revoked_in_one(worlds: Worlds) -> None:
    a, b = worlds.world("a"), worlds.world("b")
    assert a.api_key == b.api_key == worlds.default.api_key
    a.credentials.revoke_key(a.api_key)
    assert [profile(worlds, prefix) for prefix in ("", "/w/a", "/w/b")] == [404, 401, 404]


@pytest.mark.parametrize(
    "name", ["", "a/b", "a b", "%41", "ü", "a" * 65, "a\n", "<script>", "a?", "..%2F", "\x00", ".", ".."], ids=ascii
)
def test_a_name_that_is_not_plain_is_rejected(worlds: Worlds, name: str) -> None:
    response = complete(worlds.handle(Request("GET", f"/w/{name}/users/u1/profile".encode())))
    assert response.status in (400, 401)
    if response.status == 400:
        assert "The name of a world must be 1 to 64 letters" in json.loads(response.body)["message"]
    assert {world.name for world in worlds.items()} <= {"", "a"}


def test_beyond_the_limit_no_world_is_made(worlds: Worlds) -> None:
    for name in "abc":
        worlds.world(name)
    assert profile(worlds, "/w/d") == 503
    assert worlds.delete("a")
    assert profile(worlds, "/w/d") == 404


@pytest.mark.parametrize("errors", ["documented", "runtime"])
def test_an_unreadable_request_is_rejected_in_the_error_format_of_the_mock(errors: Name) -> None:
    response = Worlds(Settings(errors=errors)).reject(431, "too long")
    body = json.loads(response.body)
    assert response.status == 431
    if errors == "documented":
        assert body == {"error": "RequestHeaderFieldsTooLarge", "message": "too long"}
    else:
        assert body == {"success": False, "errors": [{"code": 431, "message": "too long"}]}


def test_the_page_of_a_world_is_below_a_slash(worlds: Worlds) -> None:
    response = handle(worlds, "GET", "/w/a")
    assert (response.status, dict(response.headers)[b"location"]) == (308, b"a/")
    assert len(worlds.items()) == 1
    assert complete(worlds.handle(Request("POST", b"/w/a"))).status == 401
    assert complete(worlds.handle(Request("GET", b"/w/a\r\nb: c"))).status == 400


def test_a_look_at_pages_makes_no_world(worlds: Worlds) -> None:
    for number in range(5):
        assert handle(worlds, "GET", f"/w/x{number}/").status == 200
    assert len(worlds.items()) == 1


def test_the_control_api_of_a_world_is_below_its_name(worlds: Worlds) -> None:
    created = handle(worlds, "POST", "/w/a/_mock/users", b'{"userId":"u1","keys":300}')
    assert (created.status, len(json.loads(created.body)["keys"])) == (201, 300)
    assert [profile(worlds, prefix) for prefix in ("", "/w/a")] == [404, 200]


def test_a_long_control_request_is_done_in_steps(worlds: Worlds) -> None:
    request = Request("POST", b"/_mock/users", b"", (), b'{"userId":"u1","keys":1000}')
    steps = worlds.handle(request)
    assert not isinstance(steps, Response)
    next(steps)
    # Other requests have their turn between the steps.
    assert handle(worlds, "GET", "/nowhere").status == 404
    response = complete(steps)
    assert (response.status, json.loads(response.body)["version"]) == (201, 1001)
