"""The time in a world: that of the machine, a frozen one, or one that advances with every event."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Literal

Mode = Literal["wall", "frozen", "stepped"]

LATEST = 253_402_300_799_999
"""The last millisecond of the year 9999, beyond which dates are not written."""


def wall_clock() -> int:
    """Return the time of this machine, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


class Clock:
    """A clock that shows epoch milliseconds. Any thread may call it.

    Attributes:
        mode: Whether it runs, is frozen, or advances in steps.
        step: By how many milliseconds a stepped clock advances with every event.
        changed: Called after the clock was set or advanced.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._time: int | None = None  # the time of a clock that does not run, or None
        self._ahead = 0
        self.mode: Mode = "wall"
        self.step = 0
        self.changed: Callable[[], None] = lambda: None

    def __repr__(self) -> str:
        return f"<Clock {self.mode} at {self.now()}>"

    def now(self) -> int:
        """Return the time."""
        fixed = self._time
        return min(wall_clock() + self._ahead, LATEST) if fixed is None else fixed

    def freeze(self, at: int | None = None) -> None:
        """Freeze the time.

        Args:
            at: The time, in epoch milliseconds; by default that of now.
        """
        self._set("frozen", self.now() if at is None else at)

    def run_in_steps(self, at: int | None = None, step: int = 1000) -> None:
        """Advance the time by a step with every event, so that no two events of a world have the same time.

        Args:
            at: The time to begin with, in epoch milliseconds; by default that of now.
            step: The step, in milliseconds.

        Raises:
            ValueError: The time is out of range, or the step is below 1.
        """
        if step < 1:
            raise ValueError(f"step must be at least 1 millisecond, not {step}.")
        self._set("stepped", self.now() if at is None else at, step)

    def run(self, at: int | None = None) -> None:
        """Let the time run as it does on this machine.

        Args:
            at: The time to begin with, in epoch milliseconds; by default that of the machine.
        """
        self._set("wall", None, ahead=0 if at is None else _checked(at) - wall_clock())

    def advance(self, milliseconds: int) -> None:
        """Advance the time at once.

        Raises:
            ValueError: The duration is negative, or leads beyond the year 9999.
        """
        if milliseconds < 0:
            raise ValueError(f"milliseconds must be at least 0, not {milliseconds}. To go back, set the clock.")
        with self._lock:
            time = _checked(self.now() + milliseconds)
            if self._time is None:
                self._ahead += milliseconds
            else:
                self._time = time
        self.changed()

    def ticks(self) -> bool:
        """Return whether the time runs by itself."""
        return self._time is None

    def tick(self) -> None:
        """Advance a stepped clock after an event."""
        if self.step:
            with self._lock:
                if self._time is not None:
                    self._time = min(self._time + self.step, LATEST)

    def _set(self, mode: Mode, time: int | None, step: int = 0, ahead: int = 0) -> None:
        if time is not None:
            _checked(time)
        with self._lock:
            self.mode, self._time, self.step, self._ahead = mode, time, step, ahead
        self.changed()


def _checked(time: int) -> int:
    if not 0 <= time <= LATEST:
        raise ValueError(f"The time must be from 0 to {LATEST} milliseconds since 1970, not {time}.")
    return time
