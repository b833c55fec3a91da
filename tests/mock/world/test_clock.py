import re
import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spkey_mock import Clock, Fault, Request, World
from spkey_mock.service.times import LATEST
from spkey_mock.world import clock as module
from spkey_mock.world.clock import wall_clock

from ..support import START, Mock


def test_by_default_it_is_the_clock_of_the_machine() -> None:
    before = wall_clock()
    assert before <= Clock().now() <= wall_clock()


def test_a_frozen_clock_moves_only_when_it_is_advanced() -> None:
    clock = Clock()
    clock.freeze(START)
    assert (clock.mode, clock.now(), clock.now()) == ("frozen", START, START)
    clock.advance(5)
    assert clock.now() == START + 5
    clock.tick()
    assert clock.now() == START + 5


def test_without_a_time_it_freezes_at_the_present_one() -> None:
    clock = Clock()
    before = wall_clock()
    clock.freeze()
    assert before <= clock.now() <= wall_clock()


def test_a_stepped_clock_advances_with_every_event(mock: Mock) -> None:
    mock.world.clock.run_in_steps(START, 10)
    mock.create()
    added = [mock.add().body["addedAt"] for _ in range(3)]
    mock.profile()
    mock.remove(9)
    assert added == [START + 10, START + 20, START + 30]
    assert mock.remove(1).body["event"]["data"]["removedAt"] == START + 40


def test_a_running_clock_can_be_ahead_of_the_machine() -> None:
    clock = Clock()
    clock.advance(3_600_000)
    ahead = clock.now() - wall_clock()
    assert 3_590_000 < ahead <= 3_600_000
    clock.run(START)
    assert START <= clock.now() < START + 10_000
    clock.run()
    assert abs(clock.now() - wall_clock()) < 10_000


@pytest.mark.parametrize("time", [-1, LATEST + 1])
def test_a_time_that_dates_cannot_show_is_rejected_and_nothing_changes(time: int) -> None:
    clock = Clock()
    clock.freeze(START)
    for action in (clock.freeze, clock.run, clock.run_in_steps):
        with pytest.raises(ValueError, match=f"The time must be from 0 to {LATEST} milliseconds .* not {time}"):
            action(time)
    assert (clock.mode, clock.now()) == ("frozen", START)


@pytest.mark.parametrize("value", [1.5, 1e12, "1", True, date(2026, 1, 1)], ids=repr)
def test_other_types_are_rejected_and_nothing_changes(value: Any) -> None:
    clock = Clock()
    clock.freeze(START)
    shown = re.escape(repr(value))
    for set_to in (clock.freeze, clock.run, clock.run_in_steps):
        with pytest.raises(
            TypeError, match=f"^The time must be a whole number of .* or an aware datetime, not {shown}"
        ):
            set_to(value)
    for name, wait in (("duration", clock.advance), ("step", lambda it: clock.run_in_steps(step=it))):
        with pytest.raises(TypeError, match=f"^{name} must be a whole number of .* or a timedelta, not {shown}"):
            wait(value)
    assert (clock.mode, clock.now()) == ("frozen", START)


class Unknown(tzinfo):
    """A time zone whose offset is unknown, so that a datetime with it is not aware."""

    def utcoffset(self, dt: datetime | None, /) -> None:
        return None

    def dst(self, dt: datetime | None, /) -> None:
        return None

    def tzname(self, dt: datetime | None, /) -> None:
        return None


def test_a_time_may_be_an_aware_datetime() -> None:
    clock = Clock()
    noon = datetime(2026, 11, 5, 12, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=-4)))
    for set_to in (clock.freeze, clock.run_in_steps):
        set_to(noon)
        assert clock.now() == 1793894400123
    clock.run(noon)
    assert 0 <= clock.now() - 1793894400123 < 10_000
    clock.freeze(datetime.max.replace(tzinfo=UTC))
    assert clock.now() == LATEST
    with pytest.raises(TypeError, match=r"or an aware datetime, not datetime\.datetime\(2026, 11, 5, 0, 0, tzinfo="):
        clock.freeze(datetime(2026, 11, 5, tzinfo=Unknown()))
    with pytest.raises(TypeError, match=r"or an aware datetime, not datetime\.datetime\(2026, 11, 5, 0, 0\)"):
        clock.freeze(datetime(2026, 11, 5))
    with pytest.raises(ValueError, match="The time must be from 0 to"):
        clock.freeze(datetime(1969, 12, 31, tzinfo=UTC))
    assert clock.now() == LATEST


def test_a_duration_may_be_a_timedelta() -> None:
    clock = Clock()
    clock.freeze(START)
    clock.advance(timedelta(days=1, microseconds=1999))
    assert clock.now() == START + 86_400_001
    for _ in clock.advance_in_slices(timedelta(seconds=1)):
        pass
    assert clock.now() == START + 86_401_001
    clock.run_in_steps(START, timedelta(seconds=2))
    clock.tick()
    assert (clock.now(), clock.step) == (START + 2000, 2000)
    with pytest.raises(ValueError, match=r"duration must be at least 0, not -1000\. To go back, set the clock\."):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="step must be at least 1 millisecond, not 0"):
        clock.run_in_steps(step=timedelta(microseconds=999))


def test_advancing_leads_neither_back_nor_beyond_the_end() -> None:
    clock = Clock()
    clock.freeze(LATEST)
    for duration, problem in ((-1, "duration must be at least 0, not -1"), (1, "The time must be from 0 to")):
        with pytest.raises(ValueError, match=problem):
            clock.advance(duration)
    assert clock.now() == LATEST


def test_a_step_is_at_least_a_millisecond() -> None:
    with pytest.raises(ValueError, match="step must be at least 1 millisecond, not 0"):
        Clock().run_in_steps(step=0)


def test_a_running_clock_stops_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    machine = START
    monkeypatch.setattr(module, "wall_clock", lambda: machine)
    clock.run(LATEST - 2)
    clock.advance(1)
    assert clock.now() == LATEST - 1
    machine += 1
    assert clock.now() == LATEST
    machine += 10_000
    assert clock.now() == LATEST


def test_a_stepped_clock_stops_at_its_end() -> None:
    clock = Clock()
    clock.run_in_steps(LATEST - 1, step=5)
    clock.tick()
    clock.tick()
    assert clock.now() == LATEST


def test_a_world_goes_on_at_the_end_of_time() -> None:
    world = World()
    world.users.create("u1", keys=1)
    world.add_webhook("http://127.0.0.1:9/", delay=1.0)
    world.clock.run(LATEST)
    with world.client() as client:
        assert client.physical_keys.add("u1", org_id="acme").added_at == LATEST
        world.clock.freeze(LATEST)
        world.faults.add(Fault(kind="latency", delay=5))
        assert client.users.get_profile("u1").user_id == "u1"
    world.close()


@given(st.lists(st.integers(0, 10**9)))
def test_advances_add_up(steps: list[int]) -> None:
    clock = Clock()
    clock.freeze(START)
    for step in steps:
        clock.advance(step)
    assert clock.now() == START + sum(steps)


def test_a_running_clock_advances_by_the_whole_time(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = count(START)
    monkeypatch.setattr(module, "wall_clock", lambda: next(machine))
    clock = Clock()
    assert list(clock.advance_in_slices(5)) == []
    assert clock.now() == START + 5 + 1


def test_a_listener_is_called_after_each_change() -> None:
    clock = Clock()
    times: list[int] = []
    clock.changed = lambda: times.append(clock.now())
    clock.freeze(1)
    clock.advance(1)
    assert times == [1, 2]


def test_a_response_is_dated_by_a_clock_that_shows_another_time(mock: Mock) -> None:
    def date() -> bytes | None:
        return mock.world.handle(Request("GET", b"/")).date

    clock = mock.world.clock
    assert date() == b"Fri, 06 Nov 2026 00:00:00 GMT"
    clock.advance(999)
    assert date() == b"Fri, 06 Nov 2026 00:00:00 GMT"
    clock.run_in_steps(LATEST)
    assert date() == b"Fri, 31 Dec 9999 23:59:59 GMT"
    clock.run()
    assert date() is None
    clock.advance(86_400_000)
    ahead = parsedate_to_datetime((date() or b"").decode()).timestamp() - time.time()
    assert ahead == pytest.approx(86_400, abs=60)
