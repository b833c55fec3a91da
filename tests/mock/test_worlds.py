"""Which world a request is for."""

import json

import pytest
from spkey_mock import Request, Settings, Site, World, Worlds
from spkey_mock.service.error_formats import Name
from spkey_mock.service.errors import Full
from spkey_mock.world.limits import Limits

from spkey_client import SpkeyClient


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(Settings(limits=Limits(worlds=3)))


def profile(worlds: Worlds, path: str) -> int:
    headers = ((b"x-api-key", worlds.default.api_key.encode()),)
    return worlds.handle(Request("GET", f"{path}/users/u1/profile".encode(), b"", headers)).status


def test_a_world_is_made_when_it_is_first_named_and_has_a_state_of_its_own(worlds: Worlds) -> None:
    assert profile(worlds, "/w/a") == 404
    worlds.world("a").users.create("u1")
    assert [profile(worlds, path) for path in ("", "/w/a", "/w/b")] == [404, 200, 404]
    assert [world.name for world in worlds.items()] == ["", "a", "b"]
    assert [world.journal.total for world in worlds.items()] == [1, 2, 1]


def test_credentials_that_the_mock_was_started_with_open_every_world_and_later_ones_one(worlds: Worlds) -> None:
    a, b = worlds.world("a"), worlds.world("b")
    assert a.api_key == b.api_key == worlds.default.api_key
    a.credentials.revoke_key(a.api_key)
    assert [profile(worlds, path) for path in ("", "/w/a", "/w/b")] == [404, 401, 404]


def test_ids_differ_between_worlds(worlds: Worlds) -> None:
    assert worlds.world("a").users.create().id != worlds.world("b").users.create().id


@pytest.mark.parametrize(
    "name", ["", "a/b", "a b", "%41", "ü", "a" * 65, "a\n", "<script>", "a?", "..%2F", "\x00", ".", ".."], ids=ascii
)
def test_a_name_that_is_not_plain_is_refused(worlds: Worlds, name: str) -> None:
    response = worlds.handle(Request("GET", f"/w/{name}/users/u1/profile".encode()))
    assert response.status in (400, 401)
    if response.status == 400:
        assert "the name of a world is 1 to 64 letters" in json.loads(response.body)["message"]
    assert {world.name for world in worlds.items()} <= {"", "a"}
    if name and name != "a/b":
        with pytest.raises(ValueError, match="the name of a world is"):
            worlds.world(name)


def test_there_may_not_be_more_worlds_than_the_limit(worlds: Worlds) -> None:
    for name in "abc":
        worlds.world(name)
    assert profile(worlds, "/w/d") == 503
    with pytest.raises(Full, match="There are 3 worlds, and there may not be more: delete some"):
        worlds.world("d")
    assert worlds.delete("a")
    assert not worlds.delete("a")
    assert profile(worlds, "/w/d") == 404


def test_a_world_that_a_test_has_made_can_be_served_for_a_while(worlds: Worlds) -> None:
    world = World(name="mine")
    world.users.create("u1")
    with worlds.mounted(world, "http://127.0.0.1:1") as site:
        assert site == Site("http://127.0.0.1:1/w/mine", world)
        assert site.api_key == world.api_key
        assert profile(worlds, "/w/mine") == 200
        assert isinstance(site.client(), SpkeyClient)
    assert profile(worlds, "/w/mine") == 404


@pytest.mark.parametrize("errors", ["documented", "runtime"])
def test_what_cannot_be_read_is_refused_in_the_dialect_of_the_mock(errors: Name) -> None:
    response = Worlds(Settings(errors=errors)).refuse(431, "too long")
    body = json.loads(response.body)
    assert response.status == 431
    if errors == "documented":
        assert body == {"error": "RequestHeaderFieldsTooLarge", "message": "too long"}
    else:
        assert body == {"success": False, "errors": [{"code": 431, "message": "too long"}]}


def test_the_page_of_a_world_is_below_a_slash(worlds: Worlds) -> None:
    response = worlds.handle(Request("GET", b"/w/a"))
    assert (response.status, dict(response.headers)[b"location"]) == (308, b"a/")
    assert len(worlds.items()) == 1
    assert worlds.handle(Request("POST", b"/w/a")).status == 401
    assert worlds.handle(Request("GET", b"/w/a\r\nb: c")).status == 400
