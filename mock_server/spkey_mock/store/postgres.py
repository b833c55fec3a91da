"""An event store in PostgreSQL, which any number of processes share."""

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from time import monotonic
from typing import Any
from urllib.parse import quote

import psycopg
from attrs import evolve
from psycopg.conninfo import conninfo_to_dict

from . import rows, schema
from .catalogue import Catalogue
from .connections import Connection, Connections
from .durable import Changes, Put, StoreError, UnusableError
from .functions import APPEND, APPEND_WITH_PUTS, BITS, FUNCTIONS, OLDEST, TICK
from .recorded import Recorded
from .rows import Row
from .session import Session
from .statements import LATER_EVENTS_LATERAL, RANGE
from .store import Append, ConflictError
from .tables import TableStore, World

_SCHEMA = "spkey_mock"
_DIALECT = {"identity": "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "text": 'text COLLATE "C"'}
_PREPARE = f"""
SET search_path = {_SCHEMA};
SET statement_timeout = '25s';
SET idle_in_transaction_session_timeout = '60s'; -- for processes whose machine is gone
SET plan_cache_mode = force_generic_plan; -- every statement looks for few rows by their keys
""".encode()
_INVALID = (
    "The URL of the store is invalid. Example: postgresql://user@host:5432/name. Escape special characters in a "
    "password, such as / as %2F and @ as %40."
)
_OLDEST_SERVER = 13
_MIGRATIONS = 0x53504B4559  # the number of an advisory lock

_REMEMBERED = 600
"""The maximum time between two calls of `changes`, in seconds. Removed documents are kept for an hour."""

_CHANGES = f"""
WITH w AS MATERIALIZED (
    SELECT w.incarnation, {OLDEST} AS oldest, w.floor FROM worlds w, meta m WHERE w.world = :world
)
SELECT 0, NULL::text, NULL::text, NULL::text, incarnation, oldest, floor, NULL::text, NULL::text FROM w
UNION ALL
SELECT 1, e.aggregate, e.id, e.long, e.version, e.position, e.at, e.type, e.data FROM events e
WHERE e.world + 0 = :world AND e.incarnation = :incarnation AND e.position >= CAST(:since AS bigint) << {BITS}
UNION ALL
SELECT 2, d.kind, d.key, d.long, d.version, 0, 0, NULL, d.data FROM documents d
WHERE d.world + 0 = :world AND d.incarnation = :incarnation AND d.tick >= :since
"""

_CLAIM = f"""
SELECT put(d.world, d.incarnation, {TICK}, d.kind, d.key, d.long, d.version, :data::text) FROM (
    SELECT * FROM documents WHERE world = :world AND incarnation = :incarnation AND kind = :kind AND key = :key
    AND version = :expected AND data IS NOT NULL FOR UPDATE SKIP LOCKED
) d, meta m
"""

_OF_WORLD = "{0}.world + 0 = w.world AND {0}.incarnation = w.incarnation"

_NEWEST = f"""
SELECT greatest(
    (SELECT max((SELECT max(position) FROM events e WHERE {_OF_WORLD.format("e")})) FROM worlds w) >> {BITS},
    (SELECT max((SELECT max(tick) FROM documents d WHERE {_OF_WORLD.format("d")})) FROM worlds w), 0
)
"""

# An append that was in progress when its world was deleted may leave events behind.
_ORPHANS = """
WITH RECURSIVE known (world) AS (
    SELECT min(world) FROM {0} UNION ALL
    SELECT (SELECT min(world) FROM {0} WHERE {0}.world > known.world) FROM known WHERE known.world IS NOT NULL
) DELETE FROM {0} WHERE world IN (SELECT world FROM known EXCEPT SELECT world FROM worlds)
"""


_EVENT = ("aggregate", "id", "long", "version", "at", "type", "data")
_PUT = ("kind", "key", "long", "version", "data")


@cache
def _native(statement: str) -> bytes:
    """Return a statement with its values as psycopg expects them."""
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement).encode()


class _Session:
    """A transaction in a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: Any) -> list[Row]:
        return [*self._connection.execute(_native(statement), values)]

    def change(self, statement: str, **values: Any) -> int:
        return self._connection.execute(_native(statement), values).rowcount

    def script(self, statements: str) -> None:
        """Execute several statements without values."""
        self._connection.execute(statements.encode())

    def change_each(self, statement: str, each: Iterable[Mapping[str, Any]]) -> int:
        with self._connection.cursor() as cursor:
            cursor.executemany(_native(statement), [*each])
            return max(0, cursor.rowcount)


class PostgresStore(TableStore):
    """The store of one world in a database."""

    _sessions: "Postgres"
    _since = 0
    """The number of the transaction that was the oldest in progress when changes were last read."""
    _asked = 0.0
    _floor = 0
    """The position of the last event that had been dropped by then."""

    def changes(self) -> Changes:
        """Return what was recorded since the last call, or since `load`; see `DurableStore.changes`."""
        asked = monotonic()
        if asked - self._asked > _REMEMBERED:
            return Changes(replaced=True)
        with self._sessions.one() as session:
            found = session.rows(_CHANGES, world=self._world, incarnation=self._incarnation, since=self._since)
        parts: list[list[Row]] = [[], [], []]
        for part, *row in found:
            parts[int(part)].append(row)
        if not parts[0]:
            raise self._gone()
        ((_, _, _, incarnation, oldest, floor, *_),) = parts[0]
        dropped_unread = floor > self._floor and floor >= self._since << BITS
        if incarnation != self._incarnation or dropped_unread:
            return Changes(replaced=True)
        self._since, self._asked, self._floor = oldest, asked, floor
        events = sorted(parts[1], key=itemgetter(4))  # by position
        return Changes(False, rows.events(events, incarnation), rows.documents((*row[:4], row[-1]) for row in parts[2]))

    def append(self, *appends: Append, puts: Sequence[Put] = ()) -> tuple[Recorded, ...]:
        """Record events and documents atomically; see `DurableStore.append`.

        Raises:
            ConflictError: A stream or document is not at the expected version. Nothing was recorded.
        """
        upcoming = [
            Recorded(item.stream, version, 0, at, kind, data)
            for item in appends
            for version, (at, kind, data) in enumerate(item.events, item.expected + 1)
        ]
        if len(upcoming) >= 1 << BITS:
            raise StoreError(f"Too many events in one transaction (limit {(1 << BITS) - 1}). Record them in several.")
        values = {
            "world": self._world,
            "incarnation": self._incarnation,
            "aggregates": _array(item.stream.aggregate for item in appends),
            "ids": _array(rows.key(item.stream.id)[0] for item in appends),
            "expected": _array(item.expected for item in appends),
            **_columns("event", _EVENT, [rows.of_event(it) for it in upcoming]),
        }
        if puts:
            # Sorted, so that two transactions that write the same documents do not deadlock.
            documents = [rows.of_document(it.kind, it.key, it.expected + 1, it.data) for it in puts]
            values |= _columns("put", _PUT, sorted(documents, key=itemgetter("kind", "key")))
        with self._sessions.one() as session:
            found = session.rows(APPEND_WITH_PUTS if puts else APPEND, **values)
            if not found:
                self._row(session)  # raises an error if the world was deleted
                raise ConflictError(appends[0].stream if len(appends) == 1 else f"The world {self.name}")
        before = found[0][0]
        return tuple(
            [Recorded(it.stream, it.version, before + n, it.at, it.type, it.data) for n, it in enumerate(upcoming, 1)]
        )

    def claim(self, put: Put) -> bool:
        """Write a document unless it has changed or another process is writing it. Return whether it was written."""
        values = rows.of_document(put.kind, put.key, put.expected + 1, put.data) | {"expected": put.expected}
        try:
            if not put.expected:
                self.append(puts=[put])
                return True
            with self._sessions.one() as session:
                return bool(session.rows(_CLAIM, world=self._world, incarnation=self._incarnation, **values))
        except ConflictError:
            return False

    def _follow(self, session: Session, world: World) -> None:
        ((self._since,),) = session.rows(f"SELECT {OLDEST} FROM meta m")
        self._asked, self._floor = monotonic(), world.floor

    def _range(self, session: Session, world: World) -> tuple[int | None, int]:
        keys = {"world": self._world, "incarnation": world.incarnation, "horizon": world.horizon}
        ((first, last),) = session.rows(RANGE, **keys)
        return first, max(last or 0, world.floor)

    def _placed(
        self, session: Session, events: Sequence[Recorded], next_position: int
    ) -> tuple[Sequence[Recorded], int]:
        # They keep their positions, or get those right before the records of later transactions.
        ((tick,),) = session.rows(f"SELECT {TICK} FROM meta m")
        if events and events[-1].position < tick << BITS:
            return events, events[0].position - 1
        before = (tick << BITS) - len(events) - 1
        return [evolve(it, position=before + n) for n, it in enumerate(events, 1)], before


class Postgres(Catalogue[PostgresStore]):
    """The worlds in a database. Thread-safe.

    Args:
        url: The URL of the database.
        connections: The maximum number of connections.

    Raises:
        UnusableError: The URL is invalid, the database cannot be reached, or its schema is newer.
    """

    shared = True
    horizon = f"(SELECT ({OLDEST}) << {BITS} FROM meta m)"
    later_events = LATER_EVENTS_LATERAL

    def __init__(self, url: str, *, connections: int = 8) -> None:
        super().__init__(self, PostgresStore)
        try:
            parameters = conninfo_to_dict(url)
        except psycopg.ProgrammingError:  # its message may contain the password
            raise UnusableError(_INVALID) from None
        if _is_torn(parameters):
            raise UnusableError(_INVALID)
        self.url = _shown(parameters)
        self._connections = Connections(parameters, self.url, connections, _PREPARE)
        try:
            self._migrate()
        except (StoreError, UnusableError) as error:
            self.close()
            raise UnusableError(str(error)) from error

    @contextmanager
    def session(self, *, reading: bool = False) -> Generator[_Session]:
        """Begin a transaction. It ends with the context, and is rolled back after an error."""
        begin = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if reading else b"BEGIN"
        with self._connections.connection() as connection:
            connection.execute(begin)
            try:
                yield _Session(connection)
                connection.execute(b"COMMIT")
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise

    @contextmanager
    def one(self) -> Generator[Session]:
        """Take a connection in which each statement is a transaction."""
        with self._connections.connection() as connection:
            yield _Session(connection)

    def touch(self, used: Mapping[str, int]) -> None:
        """Set when worlds were last used, and drop the tombstones of documents that were removed an hour ago."""
        super().touch(used)
        with self.one() as session:
            session.change("DELETE FROM documents WHERE removed < now() - interval '1 hour'")

    def check(self) -> None:
        """Check that the database can be read and written.

        Raises:
            StoreError: It cannot.
        """
        with self.one() as session:
            found = session.rows("SELECT current_setting('transaction_read_only') FROM meta")
        if found != [("off",)]:
            raise StoreError(f"The database {self.url} is read-only.")

    def close(self) -> None:
        """Close all connections. Idempotent."""
        self._connections.close()

    def _migrate(self) -> None:
        """Create the tables, or migrate those of an earlier version. Other processes wait in the meantime."""
        with self.session() as session:
            ((number, shown),) = session.rows(
                "SELECT current_setting('server_version_num')::integer, current_setting('server_version')"
            )
            if number < _OLDEST_SERVER * 10_000:
                raise UnusableError(f"{self.url} is PostgreSQL {shown}. The mock needs {_OLDEST_SERVER} or newer.")
            session.rows("SELECT pg_advisory_xact_lock(:lock)", lock=_MIGRATIONS)
            ((meta, namespace),) = session.rows(
                "SELECT to_regclass(:schema || '.meta')::text, to_regnamespace(:schema)::text", schema=_SCHEMA
            )
            if meta:
                schema.accept(session.rows("SELECT version FROM meta"), f"The database {self.url}")
                # Restored data may have greater numbers than the transactions of its new cluster.
                ((newest,),) = session.rows(_NEWEST)
                session.change(
                    f"UPDATE meta m SET shift = shift + :newest + 1 - ({TICK}) WHERE :newest >= {TICK}", newest=newest
                )
                for table in schema.OF_WORLD:
                    session.change(_ORPHANS.format(table))
                return
            if not namespace:
                session.change(f"CREATE SCHEMA {_SCHEMA}")
            session.script(schema.TABLES.format(**_DIALECT) + FUNCTIONS)
            session.change("INSERT INTO meta (version) VALUES (:version)", version=schema.VERSION)


def _columns(prefix: str, names: Sequence[str], each: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the values of several rows as an array for each column."""
    return {f"{prefix}_{name}": _array([row[name] for row in each]) for name in names}


def _array(values: Iterable[Any]) -> str:
    """Return an array literal of PostgreSQL, which is much faster than the adaptation of lists in psycopg."""
    return "{" + ",".join(["NULL" if it is None else _quoted(str(it)) for it in values]) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _is_torn(parameters: Mapping[str, Any]) -> bool:
    """Return whether other parts of a URL contain a part of an unescaped password."""
    ports = str(parameters.get("port") or "").split(",")
    return any("@" in str(parameters.get(name) or "") for name in ("host", "dbname")) or not all(
        port == "" or port.isdecimal() for port in ports
    )


def _shown(parameters: Mapping[str, Any]) -> str:
    """Return the address of a database, without its password and options."""
    user, host, port, name = (
        quote(str(parameters.get(it) or ""), safe="") for it in ("user", "host", "port", "dbname")
    )
    return f"postgresql://{user and user + '@'}{host}{port and ':' + port}{name and '/' + name}"
