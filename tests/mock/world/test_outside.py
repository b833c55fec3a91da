"""The switches of a world for the devices and systems outside the service."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spkey_mock import Settings, World, Worlds
from spkey_mock.service.errors import Invalid
from spkey_mock.service.outside import USUAL, Outside
from spkey_mock.store.recorded import Document
from spkey_mock.world.content import Content

from ..support import START
from .test_durable import served


@pytest.fixture
def world() -> World:
    world = World()
    world.clock.freeze(START)
    return world


def test_everything_works_in_a_new_world_and_after_a_reset(world: World) -> None:
    assert world.outside.current == USUAL
    world.outside.change(offline_locks=["12"], pins=False, wallet="never")
    assert world.outside.current == Outside(offline_locks={"12"}, pins=False, wallet="never")
    world.reset()
    assert world.outside.current == USUAL


def test_a_change_keeps_the_other_switches(world: World) -> None:
    world.outside.change(pins=False, offline_locks=("1", "2"))
    world.configure(errors="runtime")
    world.outside.change(three_deye=False)
    assert world.outside.current == Outside(pins=False, offline_locks={"1", "2"}, three_deye=False)


@pytest.mark.parametrize("locks", [[7, 12], ["7", "12"], {"007", 12}, (12, "7", 7)])
def test_a_lock_is_named_by_its_number_as_an_integer_or_a_string(world: World, locks: Any) -> None:
    assert world.outside.change(offline_locks=locks).offline_locks == {"7", "12"}


def test_a_late_read_model_shows_nothing_later_than_its_first_delay(world: World) -> None:
    world.outside.change(read_model="late")
    world.clock.advance(10)
    world.outside.change(read_model="late", pins=False)
    assert world.outside.current.read_model_at == START
    world.outside.change(read_model="current")
    assert world.outside.current.read_model_at is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weather": "fine"}, "Unknown switch 'weather'. Known: offline_locks, pins, "),
        ({"read_model_at": 5}, "Unknown switch 'read_model_at'"),
        ({"offline_locks": "12"}, "offline_locks must be numbers of locks, such as [12] or ['12'], not '12'."),
        ({"offline_locks": 12}, "offline_locks must be numbers of locks, such as [12] or ['12'], not 12."),
        ({"offline_locks": b"12"}, "offline_locks must be numbers of locks"),
        ({"offline_locks": [True]}, "offline_locks must be numbers of locks"),
        ({"offline_locks": ["front"]}, "offline_locks must be numbers of locks"),
        ({"offline_locks": [0, "7"]}, "offline_locks must be numbers of locks"),
        ({"offline_locks": [1.0]}, "offline_locks must be numbers of locks"),
        ({"wallet": "lost"}, "wallet must be one of commit, roll-back, never, not 'lost'."),
        ({"pins": 0}, "pins must be True or False, not 0."),
    ],
)
def test_a_change_that_is_invalid_changes_nothing(world: World, change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=r"Unknown switch|must be") as error:
        world.outside.change(personal_data=False, **change)
    assert str(error.value).startswith(problem)
    assert world.outside.current == USUAL


def test_snapshots_and_exports_carry_the_switches(world: World) -> None:
    world.outside.change(offline_locks=["12"], read_model="late")
    changed, content = world.outside.current, world.content(documents=True)
    world.snapshots.save("before")
    world.outside.change(offline_locks=[], read_model="current")
    world.snapshots.restore("before")
    assert world.outside.current == changed
    other = World()
    other.replace(content)
    assert other.outside.current == changed


@pytest.mark.parametrize("data", [{"pins": 1}, {"wallet": "lost"}, {"offlineLocks": "12"}, {"weather": "fine"}])
def test_an_export_with_an_invalid_switch_is_rejected(world: World, data: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="The outside '' is invalid"):
        world.replace(Content((), (), 0, (Document("outside", "", 1, data),)))


@pytest.fixture
def replicas(postgres_url: str) -> Iterator[tuple[Worlds, Worlds]]:
    with served(postgres_url) as one, served(postgres_url) as two:
        yield one, two


def test_processes_share_the_switches_and_keep_them(replicas: tuple[Worlds, Worlds], postgres_url: str) -> None:
    one, two = replicas[0].default, replicas[1].default
    one.outside.change(offline_locks=["12"])
    two.outside.change(pins=False)
    assert one.outside.current == two.outside.current == Outside(offline_locks={"12"}, pins=False)
    with served(postgres_url) as later:
        assert later.default.outside.current == one.outside.current
    two.outside.change(offline_locks=(), pins=True)
    assert one.outside.current == USUAL


def test_superuser_keys_are_kept_with_the_other_keys(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    settings = Settings(api_keys=(("key", "acme"),))
    with served(url, settings) as worlds:
        credentials = worlds.default.credentials
        key = credentials.issue_key("acme", superuser=True)
        usual = credentials.issue_key("acme", credentials.issue_key("acme", superuser=True))
    for _ in range(2):
        with served(url, settings) as worlds:
            verify = worlds.default.credentials.verify
            callers = [verify(((b"x-api-key", it.encode()),), START) for it in (key, usual)]
            assert [(it.org_id, it.scope, it.superuser) for it in callers] == [
                ("acme", None, True),
                ("acme", "acme", False),
            ]
            worlds.default.replace(worlds.default.content(documents=True))
