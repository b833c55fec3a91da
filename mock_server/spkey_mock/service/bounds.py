"""Bounds: the current use of each limited resource of a world, and its limit."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from threading import RLock

from .errors import Full

_THINGS = {"text": "characters of text", "temp_keys": "temporary keys", "credentials": "API keys"}


class Reservation:
    """Capacity that is reserved for upcoming changes.

    Attributes:
        left: The unused capacity, by the name of the limit.
    """

    def __init__(self, room: Mapping[str, int]) -> None:
        self.left = dict(room)

    def beyond(self, growth: Mapping[str, int]) -> dict[str, int]:
        """Return the part of the growth that exceeds the reservation."""
        return {name: amount - min(amount, self.left.get(name, 0)) for name, amount in growth.items()}

    def use(self, growth: Mapping[str, int]) -> None:
        """Consume capacity from the reservation, as far as it lasts."""
        for name, amount in growth.items():
            left = self.left.get(name, 0)
            self.left[name] = left - min(amount, left)


class Bounds:
    """The use of a world's limits. Thread-safe.

    Args:
        limits: The limits by name. Anything else is unlimited.
    """

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._limits = limits
        self._used: dict[str, int] = dict.fromkeys(limits, 0)
        self._reservations: set[Reservation] = set()
        self._lock = RLock()

    def charge(self, growth: Mapping[str, int], reservation: Reservation | None = None) -> None:
        """Add a growth to the counts. Negative growth frees capacity.

        Raises:
            Full: A limit would be exceeded. The counts are unchanged.
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
            self._add(beyond)

    def limit(self, limits: Mapping[str, int], *, anyway: bool = False) -> None:
        """Change the limits.

        Args:
            limits: The limits by name.
            anyway: Whether to set a limit that is exceeded already. Nothing is removed then, but nothing can be added.

        Raises:
            ValueError: A resource is used beyond its new limit, reservations included. Nothing was changed.
        """
        with self._lock:
            if not anyway:
                check_used(self._used, limits)
            self._limits = limits

    def used(self, name: str) -> int:
        """Return the use of a limited resource."""
        return self._used.get(name, 0)

    @contextmanager
    def reserve(self, room: Mapping[str, int]) -> Generator[Reservation]:
        """Reserve capacity for the duration of the context. Unused capacity is released at the end.

        Raises:
            Full: There is not enough capacity.
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

    def add(self, growth: Mapping[str, int]) -> None:
        """Add growth that has already happened to the counts, even beyond a limit."""
        with self._lock:
            self._add(growth)

    def _add(self, growth: Mapping[str, int]) -> None:
        for name, amount in growth.items():
            self._used[name] = self._used.get(name, 0) + amount

    def check(self, used: Mapping[str, int]) -> None:
        """Check that no amount exceeds its limit.

        Raises:
            Full: An amount does.
        """
        Bounds(self._limits).charge(used)

    def reset(self, used: Mapping[str, int]) -> None:
        """Replace the counts with these amounts, even beyond a limit, and cancel all reservations."""
        with self._lock:
            self._used = {**dict.fromkeys(self._limits, 0), **used}
            for reservation in self._reservations:
                reservation.left.clear()


def check_used(used: Mapping[str, int], limits: Mapping[str, int]) -> None:
    """Check that new limits allow the current use of a world's resources.

    Raises:
        ValueError: A resource is used beyond its limit.
    """
    for name, amount in used.items():
        if name in limits and amount > limits[name]:
            raise ValueError(
                f"limits.{name} must be at least {amount}, not {limits[name]}, because the world has that many "
                f"{_THINGS.get(name, name)}. Remove some, or reset the world first."
            )
