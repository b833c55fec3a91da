import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock import Clock
from spkey_mock.world.clock import LATEST, wall_clock

from .support import START, Mock


def test_by_itself_it_is_the_clock_of_the_machine() -> None:
    before = wall_clock()
    assert before <= Clock().now() <= wall_clock()


def test_it_can_stand_still_and_be_moved_on() -> None:
    clock = Clock()
    clock.freeze(START)
    assert (clock.mode, clock.now(), clock.now()) == ("frozen", START, START)
    clock.advance(5)
    assert clock.now() == START + 5
    clock.tick()
    assert clock.now() == START + 5


def test_frozen_without_a_time_it_stands_at_that_of_now() -> None:
    clock = Clock()
    before = wall_clock()
    clock.freeze()
    assert before <= clock.now() <= wall_clock()


def test_it_can_go_on_with_every_event(mock: Mock) -> None:
    mock.world.clock.run_in_steps(START, 10)
    mock.create()
    added = [mock.add().body["addedAt"] for _ in range(3)]
    mock.profile()
    mock.remove(9)
    assert added == [START + 10, START + 20, START + 30]
    assert mock.remove(1).body["event"]["data"]["removedAt"] == START + 40


def test_it_can_be_ahead_of_the_machine_and_go_on() -> None:
    clock = Clock()
    clock.advance(3_600_000)
    ahead = clock.now() - wall_clock()
    assert 3_590_000 < ahead <= 3_600_000
    clock.run(START)
    assert START <= clock.now() < START + 10_000
    clock.run()
    assert abs(clock.now() - wall_clock()) < 10_000


@pytest.mark.parametrize("time", [-1, LATEST + 1])
def test_a_time_that_cannot_be_written_is_refused_and_nothing_changes(time: int) -> None:
    clock = Clock()
    clock.freeze(START)
    for action in (clock.freeze, clock.run, clock.run_in_steps):
        with pytest.raises(ValueError, match="is not a time of the clock"):
            action(time)
    assert (clock.mode, clock.now()) == ("frozen", START)


def test_time_does_not_go_back() -> None:
    clock = Clock()
    clock.freeze(LATEST)
    for milliseconds, problem in ((-1, "time does not go back"), (1, "is not a time")):
        with pytest.raises(ValueError, match=problem):
            clock.advance(milliseconds)
    assert clock.now() == LATEST


@given(st.lists(st.integers(0, 10**9)))
def test_what_passes_adds_up(steps: list[int]) -> None:
    clock = Clock()
    clock.freeze(START)
    for step in steps:
        clock.advance(step)
    assert clock.now() == START + sum(steps)


def test_whoever_waits_for_a_time_is_told_of_changes() -> None:
    clock = Clock()
    told: list[int] = []
    clock.changed = lambda: told.append(clock.now())
    clock.freeze(1)
    clock.advance(1)
    assert told == [1, 2]
