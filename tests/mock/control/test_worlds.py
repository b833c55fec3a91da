from typing import Any

import httpx
import pytest
from spkey_mock import Limits, Settings, Transport, Worlds

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_worlds_are_listed_and_deleted(control: Any, worlds: Worlds, package: Any) -> None:
    worlds.world("other").users.create("u1")
    control.users.list()
    assert [(world.name, world.users) for world in control.worlds.list().worlds] == [
        ("", 0),
        ("other", 1),
        ("tests", 0),
    ]
    assert all(world.memory > 20_000 and 0 <= world.idle < 60_000 for world in control.worlds.list().worlds)
    control.worlds.delete("other")
    assert [world.name for world in control.worlds.list().worlds] == ["", "tests"]
    for name in ("other", "?"):
        with pytest.raises(package.NotFoundError, match="There is no world"):
            control.worlds.delete(name)


def test_worlds_are_deleted_by_prefix(control: Any, worlds: Worlds) -> None:
    for name in ("cart-1", "cart-2", "desk-1"):
        worlds.world(name)
    assert control.worlds.delete_by_prefix(prefix="cart-").deleted == 2
    assert [world.name for world in worlds.items()] == ["", "desk-1"]


def test_an_empty_prefix_deletes_all_named_worlds(http: httpx.Client, worlds: Worlds) -> None:
    for name in ("cart-1", "desk-1"):
        worlds.world(name)
    assert http.delete("/_mock/worlds?prefix=").json() == {"deleted": 2}
    assert [world.name for world in worlds.items()] == [""]


def test_without_a_prefix_no_world_is_deleted(http: httpx.Client, worlds: Worlds) -> None:
    worlds.world("cart-1")
    response = http.delete("/_mock/worlds")
    assert response.status_code == 400
    assert "prefix" in response.json()["message"]
    assert [world.name for world in worlds.items()] == ["", "cart-1"]


def test_a_world_is_reset(control: Any) -> None:
    control.users.create(user_id="u1")
    control.faults.add(kind="drop")
    control.clock.set(mode="frozen", now=0)
    control.worlds.reset()
    assert control.users.list().total == 0
    assert control.faults.list().faults == ()
    assert control.clock.get().mode == "wall"


def test_a_request_that_fills_a_world_lets_others_make_room_at_once() -> None:
    worlds = Worlds(Settings(limits=Limits(memory=2 << 20)))
    with httpx.Client(transport=Transport(worlds), base_url="http://localhost") as http:
        for name in "abc":
            assert http.post(f"/w/{name}/_mock/users", json={"keys": 3_000}).status_code == 201
    assert [world.name for world in worlds.items()] == ["", "c"]
