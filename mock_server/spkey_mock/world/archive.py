"""The archive: the worlds that a database keeps, of which a server has some in memory."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from ..service.errors import Overtaken
from ..store.durable import Database, StoreError
from .clock import wall_clock

_PENDING = ("delivery", "later")
"""The kinds of documents that need work even if no request arrives."""


@contextmanager
def reaching() -> Generator[None]:
    """Convert a failure of the database for clients.

    They may see the message, so the reason, which names the database, is only its cause.

    Raises:
        Overtaken: The database failed.
    """
    try:
        yield
    except StoreError as error:
        raise Overtaken("The store of the mock cannot be reached. Retry the request.") from error


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
        with reaching():
            return [row.name for row in self.database.worlds()]

    def idle(self) -> dict[str, float]:
        """Return the idle seconds of each world, by name, according to the database."""
        now = wall_clock()
        with reaching():
            return {row.name: (now - row.used) / 1000 for row in self.database.worlds()}

    def has(self, name: str) -> bool:
        """Return whether the database keeps a world that has not expired."""
        with reaching():
            if self._ttl != float("inf"):
                self.database.delete(name, unused_since=self._cutoff())
            return self.database.open(name, wall_clock(), create=False) is not None

    def delete(self, name: str) -> bool:
        """Delete a world. Return whether it existed."""
        with reaching():
            return self.database.delete(name)

    def homes(self, hashed: bytes) -> list[str]:
        """Return the names of the worlds that issued the API key with this digest."""
        with reaching():
            return self.database.find("credential", hashed.hex())

    def pending(self) -> list[str]:
        """Return the names of the worlds with pending deliveries or scheduled work."""
        with reaching():
            return [name for kind in _PENDING for name in self.database.find(kind)]

    def touch(self, idle: Mapping[str, float]) -> None:
        """Record for how many seconds worlds have been idle."""
        now = wall_clock()
        with reaching():
            self.database.touch({name: now - round(seconds * 1000) for name, seconds in idle.items()})

    def expire(self) -> int:
        """Delete the worlds that have not been used for too long, but not the default world. Return how many."""
        if self._ttl == float("inf"):
            return 0
        cutoff = self._cutoff()
        with reaching():
            old = [row.name for row in self.database.worlds() if row.name and row.used < cutoff]
            return sum([self.database.delete(name, unused_since=cutoff) for name in old])

    def _cutoff(self) -> int:
        return wall_clock() - round(self._ttl * 1000)
