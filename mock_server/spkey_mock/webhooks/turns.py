"""Turns: the order of attempts, in which slow receivers of one world do not delay another world."""

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

_ALONE = 50
"""The approximate maximum number of attempts in progress for a party without competitors, or a quarter of the total."""


class Turns(Generic[T]):
    """A fair queue of parties, each of which may have several attempts in progress.

    The party with the fewest attempts in progress is next, and of those the one that has waited longest. The more
    attempts a party has in progress, the more must be free for it to start another. Therefore, some are always left
    for parties that have none.

    Args:
        total: The maximum number of attempts in progress.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._alone = max(1, min(_ALONE, total // 4))
        self._free = total
        self._in_progress: dict[T, int] = {}
        # The waiting parties by their number of attempts in progress, those that have waited longest first.
        self._waiting: list[dict[T, None]] = [{}]

    def add(self, party: T) -> None:
        """Add a party to the queue, unless it is waiting already."""
        level = self._in_progress.get(party, 0)
        while len(self._waiting) <= level:
            self._waiting.append({})
        self._waiting[level].setdefault(party)

    def take(self) -> T | None:
        """Remove the party that may start an attempt from the queue and return it, or None if there is none."""
        if not self._free:
            return None
        for level, parties in enumerate(self._waiting):
            if level * self._total >= self._alone * self._free:
                return None
            for party in parties:
                del parties[party]
                return party
        return None

    def start(self, party: T) -> None:
        """Count an attempt of a party that is not in the queue."""
        self._free -= 1
        self._in_progress[party] = self._in_progress.get(party, 0) + 1

    def end(self, party: T) -> None:
        """Count the end of an attempt."""
        self._free += 1
        level = self._in_progress.pop(party)
        waits = level < len(self._waiting) and party in self._waiting[level]
        if waits:
            del self._waiting[level][party]
        if level > 1:
            self._in_progress[party] = level - 1
        if waits:
            self.add(party)
