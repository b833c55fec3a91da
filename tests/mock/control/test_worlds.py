from typing import Any

import pytest
from spkey_mock import Worlds

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_health_is_reported(control: Any) -> None:
    assert control.worlds.get_health().status == "ok"


def test_worlds_are_listed_and_deleted(control: Any, worlds: Worlds, package: Any) -> None:
    worlds.world("other").users.create("u1")
    assert [(world.name, world.users) for world in control.worlds.list().worlds] == [
        ("", 0),
        ("other", 1),
        ("tests", 0),
    ]
    control.worlds.delete("other")
    assert [world.name for world in control.worlds.list().worlds] == ["", "tests"]
    for name in ("other", "?"):
        with pytest.raises(package.NotFoundError, match="There is no world"):
            control.worlds.delete(name)


def test_a_world_is_reset(control: Any) -> None:
    control.users.create(user_id="u1")
    control.faults.add(kind="drop")
    control.clock.set(mode="frozen", now=0)
    control.worlds.reset()
    assert control.users.list().total == 0
    assert control.faults.list().faults == ()
    assert control.clock.get().mode == "wall"
