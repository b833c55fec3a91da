"""The worlds of a server, by name."""

import pytest
from spkey_mock import Settings, World, Worlds
from spkey_mock.service.errors import Full
from spkey_mock.world.limits import Limits


@pytest.fixture
def worlds() -> Worlds:
    return Worlds(Settings(limits=Limits(worlds=3)))


def test_a_world_is_made_when_it_is_first_named_and_has_a_state_of_its_own(worlds: Worlds) -> None:
    a = worlds.world("a")
    a.users.create("u1")
    assert worlds.world("a") is a
    assert worlds.world("") is worlds.default
    assert worlds.world("b").users.get("u1") is None
    assert [world.name for world in worlds.items()] == ["", "a", "b"]


def test_ids_differ_between_worlds(worlds: Worlds) -> None:
    assert worlds.world("a").users.create().id != worlds.world("b").users.create().id


@pytest.mark.parametrize(
    "name", ["a/b", "a b", "%41", "ü", "a" * 65, "a\n", "<script>", "a?", "..%2F", "\x00", ".", ".."], ids=ascii
)
def test_a_name_that_is_not_plain_is_rejected(worlds: Worlds, name: str) -> None:
    with pytest.raises(ValueError, match="The name of a world must be 1 to 64 letters"):
        worlds.world(name)
    assert len(worlds.items()) == 1


def test_the_number_of_worlds_is_limited(worlds: Worlds) -> None:
    for name in "abc":
        worlds.world(name)
    message = r"Too many worlds \(limit 3\)\. Delete some or raise Limits.worlds\."
    with pytest.raises(Full, match=message):
        worlds.world("d")
    with pytest.raises(Full, match=message):
        worlds.mount(World(name="d"))
    assert worlds.delete("a")
    assert not worlds.delete("a")
    assert worlds.world("d").name == "d"


def test_a_mounted_world_does_not_replace_another_of_its_name(worlds: Worlds) -> None:
    first, second = World(name="a"), World(name="a")
    assert worlds.mount(first) is first
    assert worlds.mount(second) is first


def test_a_deleted_world_delivers_nothing_more(worlds: Worlds) -> None:
    world = worlds.world("x")
    world.clock.freeze(0)
    world.add_webhook("http://127.0.0.1:9/", delay=1.0)
    world.users.create("u1", keys=1)
    worlds.delete("x")
    world.clock.advance(1000)
    assert (world.webhooks.items(), world.webhooks.backlog().due) == ([], ())
