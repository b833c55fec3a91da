"""The clock of a world: running, frozen, or advancing with every event."""

import time
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from functools import lru_cache, partial
from threading import Lock
from typing import Literal, TypeGuard

from ..service.codec import present
from ..service.times import LATEST, since_epoch
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data

Mode = Literal["wall", "frozen", "stepped"]

_MILLISECOND = timedelta(milliseconds=1)

_BREAK = 0.001
"""The pause between two slices of an advance, in seconds. Without it, threads that wait for the world get no turn."""


def wall_clock() -> int:
    """Return the time of this machine, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def http_date(milliseconds: int) -> bytes:
    """Return a time in epoch milliseconds as the value of a Date header."""
    return _http_date(milliseconds // 1000)


@lru_cache(maxsize=16)
def _http_date(seconds: int) -> bytes:
    # Imported on use, because a world whose clock shows the real time never needs it.
    from email.utils import formatdate

    return formatdate(seconds, usegmt=True).encode()


class Clock:
    """A clock in epoch milliseconds. Thread-safe.

    Attributes:
        mode: Whether the clock runs (`wall`), is frozen, or advances in steps.
        step: The milliseconds by which a stepped clock advances with every event.
        changed: Called after the clock is set or advanced.
        stop: Returns the time to which one slice of an advance to a given time goes.
        documents: Keeps the setting of the clock.
        instant: Whether pauses advance the clock and take no real time even while the clock runs.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._time: int | None = None  # the time of a frozen or stepped clock, or None
        self._ahead = 0
        self.mode: Mode = "wall"
        self.step = 0
        self.documents: Documents = EPHEMERAL
        self.changed: Callable[[], None] = lambda: None
        self.stop: Callable[[int], int] = lambda until: until
        self.instant = False

    def __repr__(self) -> str:
        return f"<Clock {self.mode} at {self.now()}>"

    def now(self) -> int:
        """Return the time."""
        fixed = self._time
        return min(wall_clock() + self._ahead, LATEST) if fixed is None else fixed

    def date(self) -> bytes | None:
        """Return the time as the value of a Date header, or None while the clock shows this machine's time."""
        if self._time is None and not self._ahead:
            return None
        return http_date(self.now())

    def freeze(self, at: int | datetime | None = None) -> None:
        """Freeze the clock.

        Args:
            at: The time, in epoch milliseconds or as an aware datetime; by default the current time.

        Raises:
            TypeError: The time has the wrong type, or is a datetime without a time zone.
            ValueError: The time is out of range.
        """
        self._set("frozen", self.now() if at is None else _epoch(at))

    def run_in_steps(self, at: int | datetime | None = None, step: int | timedelta = 1000) -> None:
        """Advance the clock by a step with every event, which gives every event of a world a distinct time.

        Args:
            at: The initial time, as for `freeze`; by default the current time.
            step: The step, in milliseconds or as a timedelta.

        Raises:
            TypeError: The time or the step has the wrong type.
            ValueError: The time is out of range, or the step is shorter than a millisecond.
        """
        milliseconds = _duration("step", step)
        if milliseconds < 1:
            raise ValueError(f"step must be at least 1 millisecond, not {milliseconds}.")
        self._set("stepped", self.now() if at is None else _epoch(at), milliseconds)

    def run(self, at: int | datetime | None = None) -> None:
        """Run the clock in real time.

        Args:
            at: The initial time, as for `freeze`; by default this machine's time.
        """
        self._set("wall", None, ahead=0 if at is None else _epoch(at) - wall_clock())

    def advance(self, duration: int | timedelta) -> None:
        """Advance the clock immediately, and do the work that becomes due.

        If a lot of work becomes due, the clock pauses on the way so that other requests can run.

        Args:
            duration: The duration, in milliseconds or as a timedelta.

        Raises:
            TypeError: The duration has the wrong type.
            ValueError: The duration is negative, or the new time would be after the year 9999.
        """
        for _ in self.advance_in_slices(duration):
            time.sleep(_BREAK)

    def advance_in_slices(self, duration: int | timedelta) -> Generator[None, None, None]:
        """Advance the clock like `advance`, but yield at each pause."""
        milliseconds = _duration("duration", duration)
        if milliseconds < 0:
            raise ValueError(f"duration must be at least 0, not {milliseconds}. To go back, set the clock.")
        while True:
            milliseconds -= self.documents.run(partial(self._advance, milliseconds))
            self.changed()  # outside the transaction, which a lost race repeats with everything that it recorded
            if not milliseconds:
                return
            yield

    def _advance(self, milliseconds: int) -> int:
        """Advance by one slice. Return its length in milliseconds."""
        now = self.now()  # read once, because a running clock moves on between two readings
        passed = min(max(self.stop(_epoch(now + milliseconds)) - now, 0), milliseconds)
        with self._lock:
            if self._time is None:
                self._ahead += passed
            else:
                self._time += passed
        self._keep()
        return passed

    def pause(self, seconds: float) -> float:
        """Return the seconds of a pause that pass in real time. Unless the clock runs, it is advanced instead."""
        if self.ticks() and not self.instant:
            return seconds
        if seconds:
            self.advance(min(round(seconds * 1000), LATEST - self.now()))
        return 0.0

    def ticks(self) -> bool:
        """Return whether the clock runs in real time."""
        return self._time is None

    def tick(self) -> None:
        """Advance a stepped clock after an event."""
        if self.step:
            with self._lock:
                if self._time is not None:
                    self._time = min(self._time + self.step, LATEST)
            self._keep()

    def _set(self, mode: Mode, time: int | None, step: int = 0, ahead: int = 0) -> None:
        self.documents.run(partial(self._change, mode, time, step, ahead))
        self.changed()

    def _change(self, mode: Mode, time: int | None, step: int, ahead: int) -> None:
        with self._lock:
            self.mode, self._time, self.step, self._ahead = mode, time, step, ahead
        self._keep()

    # Documents

    def _keep(self) -> None:
        if self.documents.durable:
            self.documents.keep("clock", "", next((data for _, _, data in self.items_to_keep()), None))

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the setting of the clock, unless it shows this machine's time."""
        if self.mode != "wall" or self._ahead:
            yield "clock", "", present(mode=self.mode, time=self._time, step=self.step, ahead=self._ahead)

    def forget(self) -> None:
        """Show this machine's time."""
        with self._lock:
            self.mode, self._time, self.step, self._ahead = "wall", None, 0, 0

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Set the clock as it was kept."""
        self.forget()
        if data is not None:
            with self._lock:
                self.mode, self._time = data["mode"], data.get("time")
                self.step, self._ahead = data["step"], data["ahead"]


def _epoch(at: int | datetime) -> int:
    """Return a time in epoch milliseconds."""
    time = since_epoch(at) if isinstance(at, datetime) and at.utcoffset() is not None else at
    if not _is_whole(time):
        raise TypeError(f"The time must be a whole number of milliseconds or an aware datetime, not {at!r}.")
    if not 0 <= time <= LATEST:
        raise ValueError(f"The time must be from 0 to {LATEST} milliseconds since 1970, not {time}.")
    return time


def _duration(name: str, duration: int | timedelta) -> int:
    """Return a duration in milliseconds."""
    milliseconds = duration // _MILLISECOND if isinstance(duration, timedelta) else duration
    if not _is_whole(milliseconds):
        raise TypeError(f"{name} must be a whole number of milliseconds or a timedelta, not {duration!r}.")
    return milliseconds


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
