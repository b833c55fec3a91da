"""The world of a request."""

import json
from collections.abc import Generator

import pytest
from spkey_mock import Request, Response, Settings, World, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.service.error_formats import Name
from spkey_mock.world.limits import Limits


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(Settings(limits=Limits(worlds=3)))


def handle(worlds: Worlds, method: str, path: str | bytes, body: bytes = b"") -> Response:
    headers = ((b"x-api-key", worlds.default.api_key.encode()),)
    raw, _, query = (path if isinstance(path, bytes) else path.encode()).partition(b"?")
    return complete(worlds.handle(Request(method, raw, query, headers, body)))


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


def test_beyond_the_limit_the_least_recently_used_world_makes_room(worlds: Worlds) -> None:
    for name in "abc":
        worlds.world(name)
    assert profile(worlds, "/w/a") == 404
    assert profile(worlds, "/w/d") == 404
    assert [world.name for world in worlds.items()] == ["", "a", "c", "d"]


def test_if_no_world_can_be_evicted_a_request_that_needs_one_gets_503(worlds: Worlds) -> None:
    for name in "abc":
        worlds.mount(World(name=name))
    response = handle(worlds, "GET", "/w/d/users/u1/profile")
    assert (response.status, "Too many worlds (limit 3)" in json.loads(response.body)["message"]) == (503, True)


@pytest.mark.parametrize("path", ["/w/a/users/u1/profile", "/w/a/nowhere", "/w/a", "/w/a/_mock/server"])
@pytest.mark.parametrize("credential", [None, (b"x-api-key", b"unknown"), (b"authorization", b"Bearer nonsense")])
def test_requests_without_valid_credentials_create_no_world(path: str, credential: tuple[bytes, bytes] | None) -> None:
    worlds = Worlds(control_token="token")
    headers = () if credential is None else (credential,)
    assert complete(worlds.handle(Request("POST", path.encode(), b"", headers))).status == 401
    assert [world.name for world in worlds.items()] == [""]


def test_in_a_world_that_exists_such_a_request_is_journalled(worlds: Worlds) -> None:
    world = worlds.world("a")
    assert complete(worlds.handle(Request("GET", b"/w/a/users/u1/profile"))).status == 401
    assert [entry.status for entry in world.journal] == [401]


def test_operations_on_the_server_create_no_world(worlds: Worlds) -> None:
    for path in ("health", "ready", "server", "worlds"):
        assert handle(worlds, "GET", f"/w/a/_mock/{path}").status == 200
    assert handle(worlds, "DELETE", "/w/a/_mock/worlds?prefix=").status == 200
    assert handle(worlds, "GET", "/w/a/_mock/nothing").status == 404
    assert [world.name for world in worlds.items()] == [""]


# Worlds that the path does not name


def profile_with(worlds: Worlds, *headers: tuple[bytes, bytes], path: bytes = b"/users/u1/profile") -> Response:
    return complete(worlds.handle(Request("GET", path, b"", headers)))


def test_a_key_that_was_created_in_a_world_selects_it(worlds: Worlds) -> None:
    key = worlds.world("a").credentials.issue_key("acme").encode()
    worlds.world("a").users.create("u1")
    assert profile_with(worlds, (b"X-API-Key", key)).status == 200
    assert profile_with(worlds, (b"x-api-key", key), path=b"/w/b/users/u1/profile").status == 401
    assert [world.journal.total for world in worlds.items()] == [0, 1]


def test_a_revoked_key_still_selects_its_world(worlds: Worlds) -> None:
    world = worlds.world("a")
    key = world.credentials.issue_key("acme")
    world.credentials.revoke_key(key)
    assert profile_with(worlds, (b"x-api-key", key.encode())).status == 401
    assert world.journal.entries[0].violations[0].code == "service.revoked_key_refused"


def test_a_key_selects_no_world_once_the_world_is_reset_or_deleted(worlds: Worlds) -> None:
    world = worlds.world("a")
    for end in (world.reset, lambda: worlds.delete("a")):
        key = world.credentials.issue_key("acme", "key").encode()
        assert profile_with(worlds, (b"x-api-key", key)).status == 404
        end()
        assert profile_with(worlds, (b"x-api-key", key)).status == 401
    assert worlds.default.journal.total == 2


def test_a_key_that_two_worlds_created_must_come_with_the_name_of_one(worlds: Worlds) -> None:
    for name in "ab":
        worlds.world(name).credentials.issue_key("acme", "key")
    response = profile_with(worlds, (b"x-api-key", b"key"))
    assert (response.status, "2 worlds issued this API key" in json.loads(response.body)["message"]) == (400, True)
    assert profile_with(worlds, (b"x-api-key", b"key"), (b"x-mock-world", b"a")).status == 404
    worlds.delete("b")
    assert profile_with(worlds, (b"x-api-key", b"key")).status == 404


def test_a_key_of_the_settings_selects_no_world_even_if_a_world_created_it_again(worlds: Worlds) -> None:
    key = worlds.default.api_key
    worlds.world("a").credentials.issue_key("acme", key)
    assert profile_with(worlds, (b"x-api-key", key.encode())).status == 404
    assert worlds.default.journal.total == 1


def test_a_mounted_world_is_selected_by_keys_that_it_created_before(worlds: Worlds) -> None:
    world = World(name="a")
    key = world.credentials.issue_key("acme").encode()
    worlds.mount(world)
    assert profile_with(worlds, (b"x-api-key", key)).status == 404
    assert world.journal.total == 1


def test_keys_of_a_world_that_is_reset_repeatedly_do_not_accumulate() -> None:
    worlds = Worlds(Settings(limits=Limits(credentials=2)))
    world = worlds.world("a")
    for number in range(50):
        world.credentials.issue_key("acme", f"key-{number}")
        world.reset()
    assert len(worlds._homes._homes) <= 6


def test_a_header_selects_a_world_for_the_service_and_the_control_api(worlds: Worlds) -> None:
    key, header = worlds.default.api_key.encode(), (b"X-Mock-World", b"a")
    created = complete(worlds.handle(Request("POST", b"/_mock/users", b"", (header,), b'{"userId":"u1"}')))
    assert created.status == 201
    assert profile_with(worlds, (b"x-api-key", key), header).status == 200
    assert profile_with(worlds, (b"x-api-key", key)).status == 404


def test_path_and_header_must_not_name_different_worlds(worlds: Worlds) -> None:
    key = worlds.default.api_key.encode()
    for path in (b"/w/a/users/u1/profile", b"/w/a/_mock/users"):
        response = profile_with(worlds, (b"x-api-key", key), (b"x-mock-world", b"b"), path=path)
        assert (response.status, json.loads(response.body)["message"]) == (
            400,
            "The path names the world a, but X-Mock-World names b. Name one of them.",
        )
    assert (
        profile_with(worlds, (b"x-api-key", key), (b"x-mock-world", b"a"), path=b"/w/a/users/u1/profile").status == 404
    )


@pytest.mark.parametrize("name", [b"", b"a/b", b"..", b"\xff", b"a b", b"a" * 65])
def test_a_header_that_is_not_a_name_is_rejected(worlds: Worlds, name: bytes) -> None:
    response = profile_with(worlds, (b"x-mock-world", name))
    assert (response.status, "X-Mock-World: The name of a world" in json.loads(response.body)["message"]) == (400, True)


# Strict worlds


def test_with_strict_worlds_a_request_that_names_none_is_rejected_with_the_reason() -> None:
    worlds = Worlds(strict=True)
    key = worlds.default.api_key.encode()
    response = profile_with(worlds, (b"x-api-key", key))
    assert (response.status, "drops the path of its base URL" in json.loads(response.body)["message"]) == (400, True)
    assert handle(worlds, "POST", "/_mock/users", b"{}").status == 400
    own = worlds.world("b").credentials.issue_key("acme").encode()
    for headers, path in (
        (((b"x-api-key", key),), b"/w/a/users/u1/profile"),
        (((b"x-api-key", key), (b"x-mock-world", b"a")), b"/users/u1/profile"),
        (((b"x-api-key", own),), b"/users/u1/profile"),
    ):
        assert profile_with(worlds, *headers, path=path).status == 404


def test_with_strict_worlds_the_server_can_still_be_managed() -> None:
    worlds = Worlds(strict=True)
    for path in ("/", "/openapi.json", "/_mock/health", "/_mock/server", "/_mock/worlds", "/_mock/users"):
        assert handle(worlds, "GET", path).status == 200
    assert handle(worlds, "DELETE", "/_mock/worlds?prefix=").status == 200


# Memory


def test_while_the_worlds_use_too_much_memory_only_cleaning_up_is_possible() -> None:
    worlds = Worlds(Settings(limits=Limits(memory=60_000)))
    body = json.dumps({"userId": "u1", "firstName": "x" * 50_000}).encode()
    assert handle(worlds, "POST", "/_mock/users", body).status == 201
    for _ in range(20):
        profile(worlds, "")
    for method, path, content in (("GET", "/users/u1/profile", b""), ("POST", "/_mock/users", b"{}")):
        response = handle(worlds, method, path, content)
        assert response.status == 503
        assert "use too much memory" in json.loads(response.body)["message"]
    assert handle(worlds, "POST", "/_mock/reset").status == 204
    assert profile(worlds, "") == 404


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
    assert isinstance(steps, Generator)
    next(steps)
    # Other requests have their turn between the steps.
    assert handle(worlds, "GET", "/nowhere").status == 404
    response = complete(steps)
    assert (response.status, json.loads(response.body)["version"]) == (201, 1001)
