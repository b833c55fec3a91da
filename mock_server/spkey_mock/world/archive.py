"""The archive: the worlds that a database keeps, of which a server has some in memory."""

from collections.abc import Mapping

from ..service.errors import Overtaken
from ..store.durable import Database, StoreError
from .clock import wall_clock

_PENDING = ("delivery", "later")
"""The kinds of documents that need work even if no request arrives."""


class Archive:
    """The worlds in a database. Thread-safe.

    Args:
        database: The database.
        ttl: The seconds after which an unused world is deleted. Infinity means never.

    Every method may raise `Overtaken` if the database fails.
    """

    def __init__(self, database: Database, ttl: float) -> None:
        self.database = database
        self._ttl = ttl

    def names(self) -> list[str]:
        """Return the names of the worlds, least recently used first."""
        try:
            return [row.name for row in self.database.worlds()]
        except StoreError as error:
            raise _unreachable() from error

    def idle(self) -> dict[str, float]:
        """Return the idle seconds of each world, by name, according to the database."""
        now = wall_clock()
        try:
            return {row.name: (now - row.used) / 1000 for row in self.database.worlds()}
        except StoreError as error:
            raise _unreachable() from error

    def has(self, name: str) -> bool:
        """Return whether the database keeps a world that has not expired."""
        try:
            if self._ttl != float("inf"):
                self.database.delete(name, unused_since=self._cutoff())
            return self.database.open(name, wall_clock(), create=False) is not None
        except StoreError as error:
            raise _unreachable() from error

    def delete(self, name: str) -> bool:
        """Delete a world. Return whether it existed."""
        try:
            return self.database.delete(name)
        except StoreError as error:
            raise _unreachable() from error

    def homes(self, hashed: bytes) -> list[str]:
        """Return the names of the worlds that issued the API key with this digest."""
        try:
            return self.database.find("credential", hashed.hex())
        except StoreError as error:
            raise _unreachable() from error

    def pending(self) -> list[str]:
        """Return the names of the worlds with pending deliveries or scheduled work."""
        try:
            return [name for kind in _PENDING for name in self.database.find(kind)]
        except StoreError as error:
            raise _unreachable() from error

    def touch(self, idle: Mapping[str, float]) -> None:
        """Record for how many seconds worlds have been idle."""
        now = wall_clock()
        try:
            self.database.touch({name: now - round(seconds * 1000) for name, seconds in idle.items()})
        except StoreError as error:
            raise _unreachable() from error

    def expire(self) -> int:
        """Delete the worlds that have not been used for too long, but not the default world. Return how many."""
        if self._ttl == float("inf"):
            return 0
        cutoff = self._cutoff()
        try:
            old = [row.name for row in self.database.worlds() if row.name and row.used < cutoff]
            return sum([self.database.delete(name, unused_since=cutoff) for name in old])
        except StoreError as error:
            raise _unreachable() from error

    def _cutoff(self) -> int:
        return wall_clock() - round(self._ttl * 1000)


def _unreachable() -> Overtaken:
    # Clients may see the message, so the reason, which names the database, is only its cause.
    return Overtaken("The store of the mock cannot be reached. Retry the request.")
