"""The SDK's pauses before retries, in a world whose clock does not run: they advance the clock and take no time."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from spkey_mock import Fault, Site, World

from spkey_client import APIConnectionError, ServerError

from .support import START

Call = Callable[..., int]
"""Lists the keys of the user in a world with a client that has these options."""


def sync_total(world: World, **options: Any) -> int:
    with world.client(**options) as client:
        return client.with_options(headers={"X-Trace": "1"}).physical_keys.list("u1").total


def async_total(world: World, **options: Any) -> int:
    async def total() -> int:
        async with world.async_client(**options) as client:
            return (await client.physical_keys.list("u1")).total

    return asyncio.run(total())


@pytest.fixture(params=[sync_total, async_total], ids=["sync", "async"])
def total(request: pytest.FixtureRequest) -> Call:
    call: Call = request.param
    return call


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses in real time, which are skipped."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(anyio, "sleep", pause)
    return pauses


@pytest.fixture
def world() -> World:
    """A world whose next response tells the client to wait for 30 seconds."""
    world = World()
    world.users.create("u1", keys=1)
    world.fail_next("list_physical_keys", retry_after=30)
    return world


def freeze(world: World) -> None:
    world.clock.freeze(START)


def step(world: World) -> None:
    world.clock.run_in_steps(START)


@pytest.mark.parametrize("stop", [freeze, step])
def test_a_pause_advances_a_clock_that_does_not_run(
    world: World, total: Call, paused: list[float], stop: Callable[[World], None]
) -> None:
    stop(world)
    assert total(world) == 1
    assert world.clock.now() == START + 30_000
    assert paused == []


def test_a_pause_takes_real_time_while_the_clock_runs(world: World, total: Call, paused: list[float]) -> None:
    assert total(world) == 1
    assert paused == [30.0]


def test_an_instant_clock_runs_and_skips_pauses_and_delays(world: World, total: Call, paused: list[float]) -> None:
    world.clock.instant = True
    world.faults.add(Fault(kind="latency", operation="list_physical_keys", delay=5))
    begun = world.clock.now()
    assert total(world) == 1
    assert world.clock.mode == "wall"
    assert world.clock.now() >= begun + 35_000
    assert paused == []


def test_the_deadline_counts_pauses_that_take_no_time(world: World, total: Call, paused: list[float]) -> None:
    freeze(world)
    world.fail_next("list_physical_keys", retry_after=30)
    with pytest.raises(ServerError):
        total(world, deadline=50)
    assert world.clock.now() == START + 30_000
    world.journal.assert_called("list_physical_keys", times=2)
    world.fail_next("list_physical_keys", retry_after=30)
    assert total(world, deadline=70) == 1
    assert paused == []


def test_a_client_on_a_socket_pauses_in_real_time(world: World, paused: list[float]) -> None:
    freeze(world)
    with Site("http://127.0.0.1:1", world).client() as client, pytest.raises(APIConnectionError):
        client.physical_keys.list("u1")
    assert len(paused) == 2
    assert world.clock.now() == START
