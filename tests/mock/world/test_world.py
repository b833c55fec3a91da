"""A world from its beginning to its resets."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from spkey_mock import Fault, Request, Response, Settings, World

from spkey_client import AuthenticationError

from ..support import START, USER


@pytest.fixture
def world() -> World:
    return World()


def test_a_token_expires_by_the_clock_of_the_world(world: World) -> None:
    world.clock.freeze(START)
    world.users.create("u1")
    with world.client(token=world.token("u1", expires_in=60)) as client:
        assert client.users.get_profile("u1").user_id == "u1"
        world.clock.advance(60_000)
        with pytest.raises(AuthenticationError, match="expired"):
            client.users.get_profile("u1")


def run_of_a_test(settings: Settings) -> list[Response | str]:
    """What a test sees that uses everything random or timed."""
    world = World(settings)
    world.clock.run_in_steps(START)
    user = world.users.create(keys=2)
    headers = ((b"x-api-key", world.api_key.encode()),)
    path = f"/users/{user.id}".encode()
    world.faults.add(Fault(kind="status", probability=0.5, times=3))
    requests = [Request("GET", path + b"/PhysicalKeys", b"", headers)] * 6
    requests += [Request("POST", path + b"/RemovePhysicalKey", b"", headers, b'{"number":%d}' % n) for n in (1, 1, 2)]
    return [world.api_key, world.token("u"), world.credentials.issue_key("o"), *map(world.handle, requests)]


def test_with_one_seed_two_runs_give_identical_bytes() -> None:
    assert run_of_a_test(Settings()) == run_of_a_test(Settings())
    assert run_of_a_test(Settings(seed="a")) == run_of_a_test(Settings(seed="a"))
    assert run_of_a_test(Settings(seed="a")) != run_of_a_test(Settings(seed="b"))


def test_a_reset_keeps_the_settings_and_credentials_of_the_start() -> None:
    world = World(Settings(api_keys=(("k", "acme"), ("l", "umbrella"))))
    transport, faults = world.transport, world.faults
    issued = world.credentials.issue_key("acme")
    world.users.create("u1", keys=1)
    world.clock.freeze(0)
    world.fail_next("create_user")
    world.add_webhook("http://127.0.0.1:9/")
    with httpx.Client(transport=transport, base_url="http://x") as client:
        world.reset()
        assert (len(world.users), world.events(), world.journal.total) == (0, (), 0)
        assert (world.faults.items(), world.webhooks.items(), world.clock.mode) == ({}, [], "wall")
        assert world.faults is not faults
        for key, status in (("k", 404), ("l", 404), (issued, 401)):
            assert client.get("/users/u1/profile", headers={"X-API-Key": key}).status_code == status
        body = {"userId": USER}
        assert client.post(f"/users/{USER}/CreateUser", json=body, headers={"X-API-Key": "k"}).status_code == 201


def test_a_name_is_no_path() -> None:
    with pytest.raises(ValueError, match=r"name must be at most 64 letters, digits, dots, .* not 'a b'"):
        World(name="a b")


def test_its_representation_says_what_it_holds(world: World) -> None:
    world.users.create("u1")
    assert repr(world) == "<World default: 1 users, 0 locks, 0 temporary keys, 0 requests>"
    world.temp_keys.create([world.locks.create().id])
    assert repr(world) == "<World default: 1 users, 1 locks, 1 temporary keys, 0 requests>"
    world.clock.freeze(START)
    assert repr(world.clock) == f"<Clock frozen at {START}>"


def test_a_reset_under_load_leaves_whole_journals(world: World) -> None:
    journals: set[Any] = set()
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            world.handle(Request("GET", b"/nowhere"))

    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(load) for _ in range(4)]
        for _ in range(100):
            journals.add(world.journal)
            world.reset()
        stop.set()
        for future in working:
            future.result()
    for journal in journals:
        ids = [entry.id for entry in journal]
        assert ids == sorted(set(ids))
        assert journal.forgotten >= 0


def test_a_command_under_a_reset_is_recorded_before_it_or_after_it_or_not_at_all(world: World) -> None:
    world.users.create("u1")
    headers = ((b"x-api-key", world.api_key.encode()),)
    add = Request("POST", b"/users/u1/AddPhysicalKey", b"", headers, b'{"orgId":"acme"}')
    with ThreadPoolExecutor(4) as pool:
        working = pool.map(world.handle, [add] * 400)
        for _ in range(20):
            world.reset()
            world.users.create("u1")
        assert {response.status for response in working} <= {200, 404}
    user = world.users.get("u1")
    assert user is not None
    assert [recorded.version for recorded in world.events("u1")] == list(range(1, user.version + 1))
    assert [key.number for key in user.keys] == list(range(1, user.version))


def test_threads_see_steps_of_time_in_the_order_of_events(world: World) -> None:
    world.clock.run_in_steps(START)
    world.users.create("u1")
    headers = ((b"x-api-key", world.api_key.encode()),)
    add = Request("POST", b"/users/u1/AddPhysicalKey", b"", headers, b'{"orgId":"acme"}')
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(world.handle, [add] * 200))
    times = [key.added_at for key in world.inventory("u1")]
    assert times == sorted(set(times))
