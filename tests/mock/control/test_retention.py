"""Retention: old records are dropped, and the state stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from spkey_mock import Request, Transport, World, Worlds
from spkey_mock.service.errors import Full
from spkey_mock.world.retention import Pruned

from ..support import START
from .furnished import statuses

DAY = 86_400_000


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    """Worlds in each kind of store."""
    url = {"memory": "memory", "sqlite": f"sqlite:{tmp_path / 'state.db'}"}.get(request.param)
    worlds = Worlds(store=url or request.getfixturevalue("postgres_url"))
    yield worlds
    worlds.close()


def age(world: World) -> None:
    """Record some events and a request now, and more of them ten days later."""
    world.clock.freeze(START)
    world.users.create("old", keys=2)
    world.users.create("both", keys=1)
    statuses(world, world.api_key)
    world.clock.advance(10 * DAY)
    world.users.create("both", keys=1)
    world.users.create("new")
    statuses(world, world.api_key)


def test_old_records_are_dropped_and_the_state_stays(kept: Worlds) -> None:
    world = kept.world("a")
    age(world)
    users, events = list(world.users), world.events()
    assert world.prune(11) == Pruned()
    assert world.prune(5, dry_run=True) == Pruned(events=5, requests=1)
    assert world.events() == events
    assert world.prune(5) == Pruned(events=5, requests=1)
    assert world.prune(5) == Pruned()
    assert (list(world.users), world.events(), world.events_forgotten) == (users, events[5:], 5)
    assert [entry.at for entry in world.journal] == [START + 10 * DAY]
    assert world.users.create("both", keys=1).next_number == 4
    with pytest.raises(ValueError, match="no longer has the events"):
        world.rewind(events[2].position)
    world.rewind(events[-1].position)
    assert list(world.users) == users


@pytest.mark.parametrize("more", [0, 1], ids=["alone", "with a later event"])
def test_another_process_sees_the_state_of_events_that_were_dropped_before_it_read_them(
    postgres_url: str, more: int
) -> None:
    with Worlds(store=postgres_url) as one, Worlds(store=postgres_url) as two:
        for worlds in (one, two):
            worlds.world("a").clock.freeze(START)
        one.world("a").users.create("u", keys=1)
        assert len(two.world("a").inventory("u")) == 1
        one.world("a").users.create("u", keys=1)
        one.world("a").clock.advance(DAY)
        assert one.world("a").prune(0.5).events == 3
        one.world("a").users.create("u", keys=more)
        assert two.world("a").users.create("u", keys=1).next_number == 4 + more


def test_every_limit_holds_after_old_events_are_dropped(world: World) -> None:
    age(world)
    world.configure(limits={"locks": 1, "temp_keys": 1, "keys": 5, "users": 3})
    world.locks.create(1)
    world.temp_keys.create([1])
    world.prune(5)
    for more in (world.users.create, world.locks.create, lambda: world.temp_keys.create([1])):
        with pytest.raises(Full, match="Too many"):
            more()
    with pytest.raises(Full, match="Too many keys"):
        world.locks.create(1, keys=1)


def test_the_state_of_pruned_events_survives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    worlds = Worlds(store=url)
    age(worlds.world("a"))
    worlds.world("a").prune(5)
    users = list(worlds.world("a").users)
    worlds.close()
    worlds = Worlds(store=url)
    world = worlds.world("a")
    assert (sorted(world.users, key=str), len(world.events())) == (sorted(users, key=str), 2)
    worlds.close()


def test_ended_deliveries_are_dropped_and_pending_ones_stay(world: World) -> None:
    world.clock.freeze(START)
    world.add_webhook("http://localhost:9/hook", attempts=1)
    world.users.create("u1")
    world.settle()
    world.add_webhook("http://localhost:9/other", attempts=1, delay=3600)
    world.users.create("u2")
    world.settle()
    assert [it.state for it in world.webhooks.deliveries()] == ["exhausted", "exhausted", "waiting"]
    world.clock.freeze(START + DAY // 1000)
    assert world.prune(0, dry_run=True).deliveries == 2
    assert world.prune(0).deliveries == 2
    assert [it.state for it in world.webhooks.deliveries()] == ["waiting"]


def test_worlds_are_pruned_over_http(http: httpx.Client, worlds: Worlds, world: World) -> None:
    age(world)
    age(worlds.default)

    def prune(**options: object) -> Any:
        return http.post("/_mock/prune", json={"olderThan": 5, **options}).json()

    def pruned(name: str) -> dict[str, object]:
        return {"name": name, "events": 5, "requests": 1, "deliveries": 0}

    assert prune(dryRun=True) == {"worlds": [pruned(""), pruned("tests")], "deleted": [], "failed": []}
    assert prune(world="tests") == {"worlds": [pruned("tests")], "deleted": [], "failed": []}
    assert (len(world.events()), len(worlds.default.events())) == (2, 7)
    assert prune(world="tests") == {"worlds": [], "deleted": [], "failed": []}
    assert prune(world="other")["message"] == "There is no world other."


def test_unused_worlds_are_deleted_on_request_and_pruning_does_not_use_a_world(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    worlds = Worlds(store=url)
    worlds.world("a").users.create("u1")
    worlds.close()
    worlds = Worlds(store=url)
    with httpx.Client(transport=Transport(worlds), base_url="http://localhost") as http:

        def prune(**options: object) -> Any:
            return http.post("/_mock/prune", json={"olderThan": 9, **options}).json()["deleted"]

        assert prune(unusedWorlds=1) == []
        assert http.get("/w/a/_mock/state").json()["users"]
        assert prune(unusedWorlds=0, dryRun=True) == prune(unusedWorlds=0) == ["a"]
        assert (worlds.names(), prune(unusedWorlds=0)) == ([""], [])
    worlds.close()


def test_a_team_prunes_its_own_worlds_only() -> None:
    worlds = Worlds(control_token="secret")
    team = worlds.teams.create("locksmiths")
    worlds.world("locksmiths.a")
    worlds.world("other")
    body = b'{"olderThan":1,"unusedWorlds":0}'

    def prune(token: str) -> bytes:
        headers = ((b"x-mock-token", token.encode()),)
        response: Any = worlds.handle(Request("POST", b"/_mock/prune", b"", headers, body))
        return bytes(response.body)

    assert prune(team.control_token) == b'{"worlds":[],"deleted":["locksmiths.a"],"failed":[]}'
    assert prune("secret") == b'{"worlds":[],"deleted":["other"],"failed":[]}'
