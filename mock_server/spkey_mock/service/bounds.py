"""Bounds: how much of each limited thing a world holds, and how much it may hold."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from threading import RLock

from .errors import Full

_THINGS = {"text": "characters of text"}


class Reservation:
    """Room that is kept for what is about to come.

    Attributes:
        left: How much of it is not used yet, by the name of the limit.
    """

    def __init__(self, room: Mapping[str, int]) -> None:
        self.left = dict(room)

    def beyond(self, growth: Mapping[str, int]) -> dict[str, int]:
        """Return how much is wanted beyond the reservation."""
        return {name: amount - min(amount, self.left.get(name, 0)) for name, amount in growth.items()}

    def use(self, growth: Mapping[str, int]) -> None:
        """Take room out of the reservation, as far as there is any."""
        for name, amount in growth.items():
            left = self.left.get(name, 0)
            self.left[name] = left - min(amount, left)


class Bounds:
    """The use of limits. Any thread may call it.

    Args:
        limits: The most that there may be of each thing. What is not named is not bounded.
    """

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._limits = limits
        self._used: dict[str, int] = dict.fromkeys(limits, 0)
        self._reservations: set[Reservation] = set()
        self._lock = RLock()

    def charge(self, growth: Mapping[str, int], reservation: Reservation | None = None) -> None:
        """Count more of some things, or less where the growth is negative.

        Raises:
            Full: There may not be so many. Nothing was counted.
        """
        with self._lock:
            beyond = growth if reservation is None else reservation.beyond(growth)
            for name, amount in beyond.items():
                limit = self._limits.get(name)
                if amount > 0 and limit is not None and self._used[name] + amount > limit:
                    raise Full(
                        f"Too many {_THINGS.get(name, name)} in this world (limit {limit}). "
                        f"Reset the world or raise Limits.{name}."
                    )
            if reservation is not None:
                reservation.use(growth)
            for name, amount in beyond.items():
                self._used[name] = self._used.get(name, 0) + amount

    @contextmanager
    def reserve(self, room: Mapping[str, int]) -> Generator[Reservation]:
        """Keep room for a while. What is not used in the end is given back.

        Raises:
            Full: There is not so much room.
        """
        reservation = Reservation(room)
        with self._lock:
            self.charge(room)
            self._reservations.add(reservation)
        try:
            yield reservation
        finally:
            with self._lock:
                self._reservations.discard(reservation)
                self.charge({name: -amount for name, amount in reservation.left.items()})

    def reset(self, used: Mapping[str, int]) -> None:
        """Count anew, from these amounts. Room that was reserved is no longer.

        Raises:
            Full: They are more than there may be. The counts stay as they were.
        """
        fresh = Bounds(self._limits)
        fresh.charge(used)
        with self._lock:
            self._used = fresh._used
            for reservation in self._reservations:
                reservation.left.clear()
