"""Named snapshots, and rewinding to an earlier position."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Fault, Limits, Settings, World, Worlds
from spkey_mock.aggregates.users import USERS, User
from spkey_mock.service.errors import Overtaken
from spkey_mock.store.store import ForgottenError
from spkey_mock.world.content import Content
from spkey_mock.world.snapshots import UnknownSnapshotError

from ..support import START
from .furnished import STEPS, Step, furnish, outlook, replay, statuses


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    """Worlds in each kind of store."""
    url = {"memory": "memory", "sqlite": f"sqlite:{tmp_path / 'state.db'}"}.get(request.param)
    worlds = Worlds(store=url or request.getfixturevalue("postgres_url"))
    yield worlds
    worlds.close()


def test_a_snapshot_has_everything_that_belongs_to_the_content(kept: Worlds) -> None:
    world = kept.world("a")
    furnish(world)
    world.snapshots.save("ready")
    before = outlook(world)
    world.reset()
    world.users.create("other")
    world.faults.add(Fault(kind="drop", operation="get_user_keys"))
    world.credentials.issue_key("other", "later")
    world.add_webhook("http://localhost:9/other")
    world.clock.run()
    world.snapshots.restore("ready")
    assert outlook(world) == before
    assert statuses(world, "later") == 401
    assert world.users.create("u1", keys=1).next_number == 4


def test_a_world_can_be_rewound_again_and_again(kept: Worlds) -> None:
    world = kept.world("a")
    states: dict[int, list[User]] = {0: []}
    for user_id in "abcab":
        world.users.create(user_id, keys=1)
        states[world.latest_events(1)[0].position] = list(world.users)
    latest = max(states)
    for position in sorted(states, reverse=True)[1:]:
        world.rewind(position)
        assert list(world.users) == states[position]
        assert all(event.position <= position for event in world.events())
        world.users.create("z")
        before, latest = latest, world.latest_events(1)[0].position
        assert before < latest


def test_a_snapshot_fills_other_worlds_and_its_own_stays(kept: Worlds) -> None:
    world = kept.world("base")
    furnish(world)
    world.snapshots.save("ready")
    before = outlook(world)
    existing = kept.world("existing")
    existing.users.create("other", keys=9)
    for other in (kept.world("new"), existing):
        world.snapshots.fork("ready", other.snapshots)
        assert outlook(other) == before or other is existing
        assert list(other.users) == list(world.users)
        assert other.snapshots.items() == {}
        other.users.create("u2")
    assert existing.latest_events(1)[0].position > 10
    assert outlook(world) == before


def test_a_durable_snapshot_survives_the_process(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}"
    worlds = Worlds(store=url)
    worlds.world("a").users.create("u1", keys=1)
    worlds.world("a").snapshots.save("ready")
    worlds.world("a").users.create("u1", keys=5)
    worlds.close()
    worlds = Worlds(store=url)
    worlds.world("a").snapshots.restore("ready")
    worlds.close()
    worlds = Worlds(store=url)
    assert [len(user.keys) for user in worlds.world("a").users] == [1]
    worlds.close()


def test_a_full_disk_leaves_the_world_as_it_was(tmp_path: Path) -> None:
    worlds = Worlds(store=f"sqlite:{tmp_path / 'state.db'}")
    world = worlds.world("a")
    database: Any = worlds.database
    world.users.create("u1", keys=500)
    world.snapshots.save("large")
    world.rewind(3)
    before = list(world.users)
    with database.session() as session:
        ((pages,),) = session.rows("PRAGMA page_count")
        session.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Overtaken, match="cannot be reached or cannot write"):
        world.snapshots.restore("large")
    assert list(world.users) == before
    with database.session() as session:
        session.rows(f"PRAGMA max_page_count = {pages + 1000}")
    world.snapshots.restore("large")
    assert len(world.inventory("u1")) == 500
    worlds.close()


def test_all_replicas_see_a_restored_world(postgres_url: str) -> None:
    ours, theirs = Worlds(store=postgres_url), Worlds(store=postgres_url)
    here, there = ours.world("a"), theirs.world("a")
    furnish(here)
    here.snapshots.save("ready")
    before = outlook(here)
    there.users.create("u1", keys=2)
    there.faults.add(Fault(kind="drop", operation="get_user_keys"))
    assert there.snapshots.items() == here.snapshots.items()
    for restored, other in ((there, here), (here, there)):
        restored.snapshots.restore("ready")
        assert outlook(other) == before
        assert other.users.create("u1", keys=1).next_number == 4
        assert len(restored.inventory("u1")) == 3
    there.rewind(there.latest_events(2)[0].position)
    assert len(here.inventory("u1")) == 2
    ours.close()
    theirs.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_large_numbers_fit_into_every_store(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    url = f"sqlite:{tmp_path / 'state.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    worlds = Worlds(store=url)
    user = User("u1", version=2**52, next_number=2**53 - 10)
    worlds.default.replace(Content([(USERS, user)], [], 2**52))
    after = worlds.default.users.create("u1", keys=1)
    assert (after.version, after.next_number, worlds.default.events_forgotten) == (2**52 + 1, 2**53 - 9, 2**52)
    worlds.close()


@given(st.lists(STEPS, max_size=10), st.lists(STEPS, max_size=10), st.lists(STEPS, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_restored_world_continues_from_the_snapshot(before: list[Step], after: list[Step], more: list[Step]) -> None:
    world, other = World(), World()
    for it in (world, other):
        replay(it, before)
    world.snapshots.save("ready")
    replay(world, after)
    world.snapshots.restore("ready")
    assert (list(world.users), world.clock.now()) == (list(other.users), other.clock.now())
    for it in (world, other):
        replay(it, more)
    assert list(world.users) == list(other.users)
    assert [(it.stream.id, it.version, it.data) for it in world.events()] == [
        (it.stream.id, it.version, it.data) for it in other.events()
    ]


@given(st.lists(STEPS, max_size=12), st.data(), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_a_rewound_world_has_the_states_that_its_events_lead_to(
    steps: list[Step], data: st.DataObject, most: int
) -> None:
    world = World(Settings(limits=Limits(events=most)))
    states = {0: set[User]()}
    for step in steps:
        replay(world, [step])
        states[world.repository.feed(limit=0).latest] = {*world.users}
    position = data.draw(st.sampled_from(sorted(states)))
    if _is_forgotten(world, position):
        assert world.events_forgotten > 0
        assert {*world.users} == states[max(states)]
    else:
        assert {*world.users} == states[position]
        assert all(event.position <= position for event in world.events())
        world.users.create("new")
        assert world.repository.feed(limit=0).latest == max(states) + 1


def _is_forgotten(world: World, position: int) -> bool:
    """Rewind a world. Return whether the log no longer has the required events."""
    try:
        world.rewind(position)
    except ForgottenError:
        return True
    return False


def test_the_journal_stays_and_pending_deliveries_are_dropped(world: World) -> None:
    world.clock.freeze(START)
    world.add_webhook("http://localhost:9/hook", delay=60)
    world.users.create("u1")
    statuses(world, world.api_key)
    world.snapshots.save("ready")
    restores: list[Callable[[], None]] = [lambda: world.snapshots.restore("ready"), lambda: world.rewind(1)]
    for restore in restores:
        world.users.create("u1", keys=1)
        assert world.webhooks.backlog().later
        restore()
        assert (len(world.webhooks.deliveries()), world.webhooks.backlog().later) == (0, 0)
        world.journal.assert_called("list_physical_keys", times=1)
    world.users.create("u1", keys=1)
    assert world.webhooks.backlog().later == 1


def test_new_ids_and_keys_do_not_repeat_those_since_the_snapshot(world: World) -> None:
    world.snapshots.save("ready")
    before = {world.new_id(), world.credentials.issue_key("acme")}
    world.snapshots.restore("ready")
    assert not before & {world.new_id(), world.credentials.issue_key("acme")}


def test_the_settings_of_a_snapshot_apply_to_its_content(world: World) -> None:
    world.configure(limits={"users": 3})
    for user_id in "abc":
        world.users.create(user_id)
    world.snapshots.save("three")
    world.reset()
    world.configure(limits={"users": 1})
    world.snapshots.restore("three")
    assert (len(world.users), world.limits.users) == (3, 3)


def test_a_fork_beyond_a_limit_changes_nothing() -> None:
    world, small = World(), World(Settings(limits=Limits(users=1)))
    before = small.users.create("other")
    for user_id in "ab":
        world.users.create(user_id)
    world.snapshots.save("two")
    with pytest.raises(Exception, match=r"Too many users in this world \(limit 1\)"):
        world.snapshots.fork("two", small.snapshots)
    assert list(small.users) == [before]


def test_snapshots_are_bounded_and_count_as_memory(world: World) -> None:
    before = world.size
    for number in range(20):
        world.snapshots.save(f"s{number}")
    world.snapshots.save("s0")
    with pytest.raises(Exception, match=r"Too many snapshots in this world \(limit 20\). Delete some."):
        world.snapshots.save("more")
    assert world.size > before + 20 * 100
    assert world.snapshots.delete("s1")
    assert not world.snapshots.delete("s1")
    world.snapshots.save("more")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "ü", "x" * 65])
def test_names_are_checked(world: World, name: str) -> None:
    with pytest.raises(ValueError, match="name must be 1 to 64 letters"):
        world.snapshots.save(name)


def test_an_unknown_snapshot_names_those_that_exist(world: World) -> None:
    with pytest.raises(UnknownSnapshotError, match=r"Unknown snapshot 'x'\. Known: none\."):
        world.snapshots.restore("x")
    world.snapshots.save("ready")
    with pytest.raises(UnknownSnapshotError, match=r"Unknown snapshot 'x'\. Known: ready\."):
        world.snapshots.fork("x", World().snapshots)


def test_no_key_that_stays_valid_is_rejected_while_a_world_is_restored(world: World) -> None:
    world.users.create("u1")
    world.credentials.issue_key("acme", "issued")
    world.snapshots.save("ready")

    def restore(times: int) -> None:
        for _ in range(times):
            world.snapshots.restore("ready")

    with ThreadPoolExecutor(1) as pool:
        restoring = pool.submit(restore, 50)
        while not restoring.done():
            assert statuses(world, "issued") == 200


def test_snapshots_over_http(http: httpx.Client, world: World, worlds: Worlds) -> None:
    world.users.create("u1", keys=1)
    saved = http.put("/_mock/snapshots/ready").json()
    assert http.get("/_mock/snapshots").json() == {"snapshots": [saved]}
    world.users.create("u1", keys=1)
    for path, body in (("ready/fork", {"world": "other"}), ("ready/restore", None)):
        assert http.post(f"/_mock/snapshots/{path}", json=body).status_code == 204
    assert [[len(user.keys) for user in it.users] for it in (world, worlds.world("other"))] == [[1], [1]]
    assert http.post("/_mock/rewind", json={"position": 1}).status_code == 204
    assert [len(user.keys) for user in world.users] == [0]
    assert http.delete("/_mock/snapshots/ready").status_code == 204
    for method, path, body in (
        ("DELETE", "ready", None),
        ("POST", "ready/restore", None),
        ("POST", "ready/fork", {"world": ""}),
    ):
        response = http.request(method, f"/_mock/snapshots/{path}", json=body)
        assert (response.status_code, "snapshot" in response.json()["message"]) == (404, True)


def test_impossible_calls_are_rejected(http: httpx.Client, world: World) -> None:
    world.configure(limits={"events": 1})
    world.users.create("u1", keys=3)
    for method, path, body, message in (
        ("PUT", "/_mock/snapshots/a%20b", None, "name must be 1 to 64 letters"),
        ("POST", "/_mock/rewind", {"position": 1}, "The log no longer has the events after position 1."),
        ("POST", "/_mock/rewind", {"position": -1}, "body/position"),
    ):
        response = http.request(method, path, json=body)
        assert response.status_code == 400
        assert message in response.json()["message"]
    response = http.post("/_mock/rewind", json={"position": 99})
    message = "position must be 0 or the position of an event in the log, not 99."
    assert (response.status_code, response.json()["message"]) == (404, message)
    http.put("/_mock/snapshots/ready")
    response = http.post("/_mock/snapshots/ready/fork", json={"world": "?"})
    assert (response.status_code, "body/world: " in response.text) == (400, True)
