"""The worlds in a database: the part that both kinds of database share."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from . import rows
from .durable import WorldRow
from .schema import OF_WORLD, SERVER
from .session import Sessions
from .tables import TableStore

S = TypeVar("S", bound=TableStore)

_FIND = "SELECT world, incarnation FROM worlds WHERE name = :name"

_CREATE = """
INSERT INTO worlds (name, long, used) VALUES (:name, :long, :used) ON CONFLICT (name) DO NOTHING
"""

_WITH_DOCUMENT = """
SELECT DISTINCT w.name, w.long FROM documents d JOIN worlds w ON w.world = d.world AND w.incarnation = d.incarnation
WHERE d.kind || '' = :kind AND d.data IS NOT NULL
"""


class Catalogue(Generic[S]):
    """The worlds in a database. Thread-safe.

    Args:
        sessions: Begins transactions.
        store: The class of their stores.
    """

    def __init__(self, sessions: Sessions, store: type[S]) -> None:
        self._sessions = sessions
        self._store = store

    def open(self, name: str, used: int, *, create: bool) -> S | None:
        """Return the store of a world; see `Database.open`."""
        short, long = rows.key(name)
        with self._sessions.session() as session:
            found = session.rows(_FIND, name=short)
            if not found and create:
                session.change(_CREATE, name=short, long=long, used=used)
                found = session.rows(_FIND, name=short)
        return self._store(self._sessions, name, *found[0]) if found else None

    def worlds(self) -> list[WorldRow]:
        """Return the worlds, least recently used first."""
        statement = "SELECT name, long, used FROM worlds WHERE name <> :server ORDER BY used, world"
        with self._sessions.session(reading=True) as session:
            found = session.rows(statement, server=SERVER)
        return [WorldRow(rows.unpack(long or name), used) for name, long, used in found]

    def touch(self, used: Mapping[str, int]) -> None:
        """Set when worlds were last used, in epoch milliseconds, unless they were used later."""
        statement = "UPDATE worlds SET used = :used WHERE name = :name AND used < :used"
        # Sorted by name, so that two processes do not deadlock.
        each = sorted((rows.key(name)[0], at) for name, at in used.items())
        with self._sessions.session() as session:
            session.change_each(statement, ({"name": name, "used": at} for name, at in each))

    def delete(self, name: str, *, unused_since: int | None = None) -> bool:
        """Delete a world with everything that belongs to it; see `Database.delete`."""
        where = "name = :name" + ("" if unused_since is None else " AND used < :since")
        values: dict[str, Any] = {"name": rows.key(name)[0], "since": unused_since}
        with self._sessions.session() as session:
            found = session.rows(f"SELECT world FROM worlds WHERE {where}", **values)
            values["world"] = found[0][0] if found else 0
            if not session.change(f"DELETE FROM worlds WHERE world = :world AND {where}", **values):
                return False
            for table in OF_WORLD:
                session.change(f"DELETE FROM {table} WHERE world = :world", world=values["world"])
        return True

    def find(self, kind: str, key: str | None = None) -> list[str]:
        """Return the names of the worlds that have a document of this kind, or the one with this key."""
        values = {"kind": kind} if key is None else {"kind": kind, "key": rows.key(key)[0]}
        with self._sessions.session(reading=True) as session:
            found = session.rows(_WITH_DOCUMENT + ("" if key is None else "AND d.key = :key"), **values)
        return sorted(rows.unpack(long or name) for name, long in found)
