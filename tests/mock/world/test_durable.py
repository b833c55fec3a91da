"""A durable world: the state that a new process loads, and the consistency of processes that share a database."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import pytest
from spkey_mock import Fault, Request, Settings, World, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.record.meter import METER
from spkey_mock.service.decision import Later
from spkey_mock.service.errors import Full, Overtaken
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import Database, DurableStore, StoreError
from spkey_mock.store.recorded import Stream
from spkey_mock.store.store import Append, ConflictError
from spkey_mock.world.limits import Limits
from spkey_mock.world.schedule import Schedule

from ..support import ORG, START, USER, Mock


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each durable kind."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'state.db'}"
    return str(request.getfixturevalue("postgres_url"))


@contextmanager
def served(url: str, settings: Settings | None = None, **options: Any) -> Iterator[Worlds]:
    """The worlds of a process, which ends with the context."""
    worlds = Worlds(settings or Settings(api_keys=(("key", ORG),), seed=None), store=url, **options)
    try:
        yield worlds
    finally:
        worlds.close()


def send(worlds: Worlds, method: str, path: str, body: bytes = b"", key: str = "key") -> tuple[int, bytes]:
    """Send a request, and return the status and the body of the response."""
    headers = ((b"host", b"localhost"), (b"x-api-key", key.encode()))
    response = complete(worlds.handle(Request(method, path.encode(), b"", headers, body)))
    return response.status, response.body


def add(worlds: Worlds, world: str = "") -> int:
    """Add a key to the user, and return the status."""
    return send(worlds, "POST", f"{world}/users/{USER}/AddPhysicalKey", b'{"orgId":"%b"}' % ORG.encode())[0]


def remove(worlds: Worlds, number: int) -> int:
    """Remove a key of the user, and return the status."""
    return send(worlds, "POST", f"/users/{USER}/RemovePhysicalKey", b'{"number":%d}' % number)[0]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Return the results of calls that start at the same moment."""
    barrier = threading.Barrier(len(calls))

    def wait_and(call: Callable[[], Any]) -> Any:
        barrier.wait(30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(wait_and, call) for call in calls]]


def test_a_new_process_continues_where_the_last_one_ended(url: str) -> None:
    with served(url) as worlds:
        world = worlds.default
        world.users.create(USER, keys=3, email="ada@example.com")
        assert remove(worlds, 3) == 200
        token = world.token(USER)
        issued, revoked = world.credentials.issue_key("other"), world.credentials.issue_key("other")
        world.credentials.revoke_key(revoked)
        world.fail_next("get_physical_key", times=3)
        world.configure(errors="runtime", limits={"faults": 7})
        world.clock.run_in_steps(START, 500)
        assert send(worlds, "GET", f"/users/{USER}/PhysicalKeys/1")[0] == 503
        assert add(worlds) == 200
        events, user, total = world.events(), world.users.get(USER), world.journal.total
        reached = str(world.coverage)
    with served(url) as worlds:
        world = worlds.default
        assert world.users.get(USER) == user
        assert world.events() == events
        assert (world.clock.mode, world.clock.now(), world.clock.step) == ("stepped", START + 500, 500)
        assert (world.settings.errors, world.limits.faults) == ("runtime", 7)
        assert [fault.times for fault in world.faults.items().values()] == [2]
        assert (world.journal.total, str(world.coverage)) == (total, reached)
        assert send(worlds, "GET", f"/users/{USER}/PhysicalKeys", key=issued)[0] == 200
        assert send(worlds, "GET", f"/users/{USER}/PhysicalKeys", key=revoked)[0] == 401
        assert world.token(USER) == token
        assert add(worlds) == 200
        assert [key.number for key in world.inventory(USER)] == [1, 2, 4, 5]  # 3 is not used again


def listed(worlds: Worlds) -> list[str]:
    """Return the ids of the temporary keys, in the order of the list."""
    status, body = send(worlds, "GET", "/temp-keys")
    assert status == 200
    return [key["uuid"] for key in json.loads(body)["tempKeys"]]


def test_keys_created_in_the_same_millisecond_stay_in_order(url: str) -> None:
    with served(url) as worlds:
        world = worlds.default
        world.clock.freeze(START)
        world.locks.create(7)
        created = [world.temp_keys.create([7]).id for _ in range(8)]
        assert send(worlds, "DELETE", f"/temp-keys/{created[2]}")[0] == 200
        assert listed(worlds) == created != sorted(created)
    with served(url) as worlds:
        assert listed(worlds) == created


def test_generated_credentials_stay_the_same(url: str) -> None:
    generated = []
    for _ in range(2):
        with served(url, Settings(seed=None)) as worlds:
            generated.append((worlds.default.api_key, worlds.default.token("u")))
    assert generated[0] == generated[1]


def test_given_credentials_are_accepted_only_as_long_as_they_are_given(url: str) -> None:
    for given in ("first", "second"):
        with served(url, Settings(api_keys=((given, ORG),))) as worlds:
            statuses = [send(worlds, "GET", f"/users/{USER}/profile", key=key)[0] for key in ("first", "second")]
            assert statuses == ([404, 401] if given == "first" else [401, 404])


def test_ids_from_a_seed_are_not_repeated(url: str) -> None:
    settings = Settings(seed=7)
    ids = []
    for _ in range(3):
        with served(url, settings) as worlds:
            ids += [worlds.default.new_id(), worlds.default.credentials.issue_key("org")]
    assert ids[0] == World(settings).new_id()  # the first process creates the ids of a world in memory
    assert len(set(ids)) == 6


def test_many_events_are_loaded_from_a_snapshot(url: str) -> None:
    database = connect(url)
    world = World(database=database)
    world.users.create(USER, keys=250)
    world.flush()
    world.users.create(USER, keys=3)
    world.flush()  # a few events are no reason for another snapshot
    contents = cast("DurableStore", database.open("", 0, create=False)).load()
    assert ([base.version for base in contents.bases.values()], len(contents.events)) == ([251], 3)
    assert World(database=database).users.get(USER) == world.users.get(USER)
    world.close()
    database.close()


def test_a_named_world_is_loaded_when_it_is_used_and_gone_when_it_was_deleted(url: str) -> None:
    with served(url) as worlds:
        worlds.world("a").users.create(USER)
        worlds.world("b")
    with served(url) as worlds:
        assert sorted(worlds.names()) == ["", "a", "b"]
        assert [world.name for world in worlds.loaded()] == [""]
        assert len(worlds.world("a").users) == 1
        assert worlds.delete("a")
        assert not worlds.delete("a")
    with served(url) as worlds:
        assert worlds.names() == ["", "b"]
        assert len(worlds.world("a").users) == 0


def test_a_world_that_makes_room_for_others_is_unloaded_and_not_lost(url: str) -> None:
    settings = Settings(api_keys=(("key", ORG),), limits=Limits(worlds=2))
    with served(url, settings) as worlds:
        for name in "abc":
            worlds.world(name).users.create(USER, keys=ord(name) - 96)
        assert [world.name for world in worlds.loaded()] == ["", "b", "c"]
        assert len(worlds.world("a").inventory(USER)) == 1
        assert [world.name for world in worlds.loaded()] == ["", "c", "a"]


def test_requests_that_come_at_the_same_time_load_a_world_once(url: str) -> None:
    with served(url) as worlds:
        worlds.world("a").users.create(USER)
    with served(url) as worlds:
        before = METER.store_operations["load"].count
        found = at_once(*[lambda: worlds.world("a")] * 8)
        assert {id(world) for world in found} == {id(worlds.world("a"))}
        assert METER.store_operations["load"].count == before + 1


def test_reads_see_writes_while_worlds_are_unloaded_to_make_room_for_others(url: str) -> None:
    settings = Settings(api_keys=(("key", ORG),), limits=Limits(worlds=2))

    def use(worlds: Worlds, name: str) -> list[int]:
        send(worlds, "POST", f"/w/{name}/users/{USER}/CreateUser", b'{"userId":"%b"}' % USER.encode())
        totals = []
        for _ in range(8):
            assert add(worlds, f"/w/{name}") == 200
            status, body = send(worlds, "GET", f"/w/{name}/users/{USER}/PhysicalKeys")
            assert status == 200
            totals.append(json.loads(body)["total"])
        return totals

    with served(url, settings) as worlds:
        for totals in at_once(*[lambda name=name: use(worlds, name) for name in "abcde"]):
            assert totals == [*range(1, 9)]


def test_settings_whose_limits_processes_have_exceeded_together_are_restored_all_the_same(url: str) -> None:
    database = connect(url)
    world = World(database=database)
    world.configure(errors="runtime", limits={"users": 1})
    world.users.create(USER)
    other = World(Settings(limits=Limits(users=5)), database=database)
    store = cast("DurableStore", database.open("", 0, create=False))
    store.append(Append(Stream("user", "other"), 0, [(START, "UserCreated", {"userId": "other"})], None))
    again = World(database=database)
    assert (again.settings.errors, again.limits.users, len(again.users)) == ("runtime", 1, 2)
    with pytest.raises(Full, match="Too many users in this world"):
        again.users.create()
    assert other.settings.errors == "runtime"
    database.close()


def test_a_world_that_was_not_used_for_too_long_is_new(url: str) -> None:
    with served(url) as worlds:
        worlds.world("a").users.create(USER)
        cast("Database", worlds.database).touch({"a": 0})
    with served(url, world_ttl=3600.0) as worlds:
        database = cast("Database", worlds.database)
        database.delete("a", unused_since=1)  # it was used since, when it was created
        assert len(worlds.world("a").users) == 1


def test_an_api_key_leads_to_the_world_that_issued_it_even_before_it_is_loaded(url: str) -> None:
    with served(url) as worlds:
        worlds.world("a").users.create(USER, keys=1)
        key = worlds.world("a").credentials.issue_key(ORG)
    with served(url) as worlds:
        status, body = send(worlds, "GET", f"/users/{USER}/PhysicalKeys", key=key)
        assert (status, b'"total":1' in body) == (200, True)
        assert [world.name for world in worlds.loaded()] == ["", "a"]


def test_a_reset_leaves_nothing_behind(url: str) -> None:
    with served(url) as worlds:
        world = worlds.default
        world.users.create(USER, keys=2)
        world.fail_next("get_physical_key")
        world.clock.freeze(START)
        world.reset()
        assert (world.events(), len(world.users), world.faults.items(), world.clock.mode) == ((), 0, {}, "wall")
        world.users.create(USER)
    with served(url) as worlds:
        (event,) = worlds.default.events()
        assert (event.version, len(worlds.default.inventory(USER)), worlds.default.clock.mode) == (1, 0, "wall")


def test_work_that_was_scheduled_is_restored_in_its_order() -> None:
    before, after = Schedule(), Schedule()
    work = [Later(at, "door", f"d{at}", "close", {"n": at}) for at in (5, 3, 4)]
    before.add(*work)
    for kind, key, data in before.items_to_keep():
        after.restore(kind, key, data)
    after.restore("later", "3", None)
    assert [after.take(9), after.take(9), after.take(9)] == [work[1], work[0], None]


# Several processes, one database


@pytest.fixture
def replicas(postgres_url: str) -> Iterator[tuple[Worlds, Worlds]]:
    """The worlds of two processes that share a database."""
    with served(postgres_url) as one, served(postgres_url) as two:
        yield one, two


def test_one_process_sees_every_change_that_the_other_has_acknowledged(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    for n in range(1, 6):
        assert send(one, "POST", f"/users/{USER}/CreateUser", b'{"userId":"%b"}' % USER.encode())[0] < 300
        assert add(two) == 200
        assert add(one) == 200
        assert remove(two, 2 * n) == 200
        assert len(one.default.inventory(USER)) == len(two.default.inventory(USER)) == n
    assert [event.version for event in one.default.events()] == [*range(1, 17)]
    assert one.default.events() == two.default.events()


def test_settings_clock_keys_and_faults_are_those_of_all_processes(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas[0].default, replicas[1].default
    one.clock.freeze(START)
    assert two.clock.now() == START
    two.clock.advance(1000)
    assert one.clock.now() == START + 1000
    key = two.credentials.issue_key(ORG)
    assert send(replicas[0], "GET", f"/users/{USER}/profile", key=key)[0] == 404
    one.credentials.revoke_key(key)
    assert send(replicas[1], "GET", f"/users/{USER}/profile", key=key)[0] == 401
    one.configure(auth="both")
    assert two.settings.auth == "both"
    two.reset()
    assert (one.settings.auth, one.clock.mode, len(one.users)) == ("either", "wall", 0)


def test_a_fault_fires_as_often_as_it_should_over_all_processes(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    one.default.users.create(USER, keys=1)
    one.default.faults.add(Fault(kind="status", operation="get_physical_key", times=3))
    two.default.faults.add(Fault(kind="status", operation="get_physical_key", times=2, carried_out=True, status=500))
    calls = [lambda it=it: send(it, "GET", f"/users/{USER}/PhysicalKeys/1")[0] for it in (one, two) * 6]
    assert Counter(at_once(*calls)) == {503: 3, 500: 2, 200: 7}
    assert one.default.faults.items() == two.default.faults.items() == {}


def test_of_parallel_removals_one_succeeds_and_numbers_are_not_used_twice(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    one.default.users.create(USER, keys=1)
    assert Counter(at_once(*[lambda it=it: remove(it, 1) for it in (one, two) * 4])) == {200: 1, 404: 7}
    assert set(at_once(*[lambda it=it: add(it) for it in (one, two) * 8])) == {200}
    assert [key.number for key in one.default.inventory(USER)] == [*range(2, 18)]
    assert [event.version for event in two.default.events()] == [*range(1, 20)]


def test_a_world_that_another_process_deletes_is_new_at_its_next_use(replicas: tuple[Worlds, Worlds]) -> None:
    one, two = replicas
    path = f"/w/a/users/{USER}"
    assert send(one, "POST", f"{path}/CreateUser", b'{"userId":"%b"}' % USER.encode())[0] == 201
    assert add(two, "/w/a") == 200
    assert two.delete("a")
    assert send(one, "GET", f"{path}/profile")[0] == 404
    assert add(one, "/w/a") == 404
    assert two.delete("a")
    assert [world.name for world in one.loaded()] == ["", "a"]
    assert send(one, "GET", "/_mock/worlds")[0] == 200


def test_processes_that_delete_worlds_and_use_them_at_the_same_time_fail_no_request(
    replicas: tuple[Worlds, Worlds],
) -> None:
    body = b'{"userId":"%b"}' % USER.encode()

    def use_and_delete(worlds: Worlds) -> set[int]:
        statuses = set[int]()
        for n in range(10):
            name = f"w{n % 2}"
            statuses.add(send(worlds, "POST", f"/w/{name}/users/{USER}/CreateUser", body)[0])
            statuses.add(add(worlds, f"/w/{name}"))
            statuses.add(send(worlds, "GET", "/_mock/worlds")[0])
            worlds.delete(name)
        return statuses

    one, two = replicas
    for statuses in at_once(*[lambda it=it: use_and_delete(it) for it in (one, two, one, two)]):
        assert statuses <= {200, 201, 404, 503}
        assert 200 in statuses


# Failures


class Stubborn:
    """A database that loses every race, or fails, for as long as a test requires."""

    def __init__(self, inner: Database) -> None:
        self.inner = inner
        self.error: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def open(self, name: str, used: int, *, create: bool) -> Any:
        return _Stubborn(self, self.inner.open(name, used, create=create))


class _Stubborn:
    def __init__(self, database: Stubborn, inner: Any) -> None:
        self._database = database
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def append(self, *appends: Append, **puts: Any) -> Any:
        if self._database.error is not None:
            raise self._database.error
        return self._inner.append(*appends, **puts)


@pytest.fixture
def stubborn(tmp_path: Path) -> Iterator[Stubborn]:
    database = Stubborn(connect(f"sqlite:{tmp_path / 'state.db'}"))
    yield database
    database.close()


@pytest.mark.parametrize("error", [ConflictError("user a"), StoreError("The disk is full.")], ids=["races", "failure"])
@pytest.mark.parametrize("errors", ["documented", "runtime"])
def test_a_command_that_cannot_be_recorded_returns_503_and_changes_nothing(
    stubborn: Stubborn, error: Exception, errors: Any
) -> None:
    world = World(Settings(api_keys=(("key", ORG),), errors=errors), database=cast("Database", stubborn))
    world.users.create(USER, keys=1)
    before = world.users.get(USER)
    stubborn.error = error
    body = b'{"number":1}'
    request = Request("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", ((b"x-api-key", b"key"),), body)
    response = world.handle(request)
    assert response.status == 503
    assert dict(response.headers)[b"retry-after"] in (b"1", b"2")
    with pytest.raises(Overtaken):
        world.fail_next("get_physical_key")
    with pytest.raises(Overtaken):
        world.clock.freeze(START)
    stubborn.error = None
    assert world.users.get(USER) == before
    assert (world.faults.items(), world.clock.mode) == ({}, "wall")
    assert world.handle(request).status == 200
    with suppress(Overtaken):
        world.close()


def test_a_request_that_a_store_cannot_record_is_in_the_journal(stubborn: Stubborn) -> None:
    world = World(Settings(api_keys=(("key", ORG),)), database=cast("Database", stubborn))
    stubborn.error = StoreError("The disk is full.")
    with pytest.raises(Overtaken):
        world.users.create(USER)
    body = b'{"userId":"%b"}' % USER.encode()
    path = f"/users/{USER}/CreateUser".encode()
    assert world.handle(Request("POST", path, b"", ((b"x-api-key", b"key"),), body)).status == 503
    stubborn.error = None
    world.journal.assert_called("create_user", status=503, times=1)


def test_a_world_in_memory_keeps_nothing() -> None:
    mock = Mock()
    mock.create()
    mock.world.flush()
    assert mock.world.run(lambda: 5) == 5
