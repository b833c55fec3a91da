"""An event store in a SQLite file, which one process uses at a time."""

import os
import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from os.path import samestat
from pathlib import Path
from shutil import disk_usage
from threading import RLock
from typing import Any

from . import rows, schema
from .catalogue import Catalogue
from .durable import NO_CHANGES, Changes, Put, StoreError, UnusableError
from .recorded import Recorded
from .rows import Row
from .session import Session
from .statements import INSERT_DOCUMENT, INSERT_EVENT, LATER_EVENTS, RANGE
from .store import Append, ConflictError
from .tables import TableStore, World

_DIALECT = {"identity": "integer PRIMARY KEY AUTOINCREMENT", "text": "text"}

_VERSION_OF_STREAM = """
SELECT max(
    coalesce((SELECT max(version) FROM events WHERE world = :world AND incarnation = :incarnation
        AND aggregate = :aggregate AND id = :id), 0),
    coalesce((SELECT version FROM snapshots WHERE world = :world AND incarnation = :incarnation
        AND aggregate = :aggregate AND id = :id AND origin), 0)
)
"""

_DOCUMENT = "world = :world AND incarnation = :incarnation AND kind = :kind AND key = :key AND version = :expected"


class _Session:
    """A transaction in a file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, **values: Any) -> list[Row]:
        return self._connection.execute(statement, values).fetchall()

    def change(self, statement: str, **values: Any) -> int:
        return self._connection.execute(statement, values).rowcount

    def change_each(self, statement: str, each: Iterable[Mapping[str, Any]]) -> int:
        return max(0, self._connection.executemany(statement, each).rowcount)


class SQLiteStore(TableStore):
    """The store of one world in a file."""

    def changes(self) -> Changes:
        """Return nothing, because no other process can write."""
        with self._reading():  # raises an error if the world was deleted
            return NO_CHANGES

    def append(self, *appends: Append, puts: Sequence[Put] = ()) -> tuple[Recorded, ...]:
        """Record events and documents atomically; see `DurableStore.append`.

        Raises:
            ConflictError: A stream or document is not at the expected version. Nothing was recorded.
        """
        recorded: list[Recorded] = []
        with self._writing() as (session, world):
            if world.incarnation != self._incarnation:
                raise ConflictError(f"The world {self.name}")
            for item in appends:
                self._expect(session, item, world)
            position = self._range(session, world)[1]
            for item in appends:
                for version, (at, kind, data) in enumerate(item.events, item.expected + 1):
                    position += 1
                    recorded.append(Recorded(item.stream, version, position, at, kind, data))
            session.change_each(INSERT_EVENT, [rows.of_event(it) | {"world": self._world} for it in recorded])
            for put in puts:
                self._put(session, put)
        return tuple(recorded)

    def claim(self, put: Put) -> bool:
        """Write a document unless it has changed. Return whether it was written."""
        try:
            self.append(puts=[put])
        except ConflictError:
            return False
        return True

    def _expect(self, session: Session, item: Append, world: World) -> None:
        columns = rows.of_stream(item.stream)
        ((version,),) = session.rows(_VERSION_OF_STREAM, world=self._world, **columns)
        if version != item.expected or item.stream.incarnation != world.incarnation:
            raise ConflictError(item.stream)

    def _put(self, session: Session, put: Put) -> None:
        values = rows.of_document(put.kind, put.key, put.expected + 1, put.data)
        values |= {"world": self._world, "incarnation": self._incarnation, "expected": put.expected}
        if put.data is None:
            changed = session.change(f"DELETE FROM documents WHERE {_DOCUMENT}", **values)
        elif put.expected:
            statement = f"UPDATE documents SET version = :version, data = :data WHERE {_DOCUMENT}"
            changed = session.change(statement, **values)
        else:
            changed = session.change(f"{INSERT_DOCUMENT} ON CONFLICT DO NOTHING", **values)
        if not changed:
            raise ConflictError(f"{put.kind} {put.key}")

    def _range(self, session: Session, world: World) -> tuple[int | None, int]:
        keys = {"world": self._world, "incarnation": world.incarnation, "horizon": world.horizon}
        ((first, last),) = session.rows(RANGE, **keys)
        return first, max(last or 0, world.floor, world.next - 1)

    def _placed(
        self, session: Session, events: Sequence[Recorded], next_position: int
    ) -> tuple[Sequence[Recorded], int]:
        return events, (events[0].position if events else next_position) - 1


class SQLite(Catalogue[SQLiteStore]):
    """The worlds in a file. Thread-safe.

    Args:
        path: The path of the file, which is created if it does not exist.

    Raises:
        UnusableError: The file cannot be used, or another process uses it.
    """

    shared = False
    horizon = str((1 << 63) - 1)
    later_events = LATER_EVENTS

    def __init__(self, path: str) -> None:
        if path.startswith((":", "file:", "//")):
            raise UnusableError(f"The store sqlite:{path} names no file. Use sqlite:PATH, or memory to keep nothing.")
        super().__init__(self, SQLiteStore)
        self.url = f"sqlite:{path}"
        self._path = path
        self._file = Path(path).absolute()
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = self._connect()
        self._identity = self._file.stat()

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = None
        try:
            _create(self._file)
            connection = sqlite3.connect(self._file, timeout=0, isolation_level=None, check_same_thread=False)
            # The system releases this lock whenever the process ends, even if it is killed.
            connection.execute("PRAGMA locking_mode = exclusive")
            connection.execute("PRAGMA journal_mode = wal")
            connection.execute("PRAGMA synchronous = full")
            connection.execute("BEGIN EXCLUSIVE")
            _migrate(connection, self._path)
            connection.execute("COMMIT")
        except (sqlite3.Error, UnusableError) as error:
            if connection is not None:
                connection.close()
            raise error if isinstance(error, UnusableError) else UnusableError(self._reason(error)) from error
        return connection

    @contextmanager
    def session(self, *, reading: bool = False) -> Generator[Session]:
        """Begin a transaction. It ends with the context, and is rolled back after an error."""
        with self._lock:
            connection = self._connection
            if connection is None:
                raise StoreError(f"The store {self._path} was closed.")
            try:
                connection.execute("BEGIN")
                yield _Session(connection)
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise StoreError(self._reason(error)) from error
                raise

    def check(self) -> None:
        """Check that the file can be read, and that no known condition prevents writes.

        Raises:
            StoreError: It cannot.
        """
        with self.session() as session:
            session.rows("SELECT version FROM meta")
        if not self._file.exists() or not samestat(self._file.stat(), self._identity):
            raise StoreError(f"The file {self._path} was removed or replaced. Further writes would be lost.")
        if disk_usage(self._file.parent).free < _ROOM:
            raise StoreError(f"The disk of the file {self._path} is full.")

    def close(self) -> None:
        """Close the file. Idempotent."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _reason(self, error: sqlite3.Error) -> str:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return f"Another process uses the file {self._path}. Stop it, or use another file."
        if code in _OF_ACCESS and os.path.isfile(self._file) and not os.access(self._file, os.W_OK):
            code = sqlite3.SQLITE_READONLY
        return f"The file {self._path} cannot be used: {_REASONS.get(code) or error}."


_ROOM = 1 << 16
"""The space that must be free on the disk, in bytes. Most transactions need less."""

_OF_ACCESS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
"""The errors of SQLite that may mean that the file is read-only."""

_REASONS = {
    sqlite3.SQLITE_CANTOPEN: "it is a folder, or its folder does not exist, or one of the two cannot be written",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_NOTADB: "it is not a SQLite database",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
}


def _create(file: Path) -> None:
    """Create the file, which will contain secrets, so that only its owner can read it."""
    with suppress(OSError):  # SQLite reports what is wrong
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _migrate(connection: sqlite3.Connection, path: str) -> None:
    """Create the tables, or migrate those of an earlier version."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if {"meta", "worlds", "events"} <= tables:
        schema.accept(connection.execute("SELECT version FROM meta").fetchall(), f"The file {path}")
        return
    if tables:
        raise UnusableError(f"The file {path} belongs to another program. Use another file.")
    for statement in schema.TABLES.format(**_DIALECT).split(";"):
        connection.execute(statement)
    connection.execute("INSERT INTO meta (version) VALUES (?)", (schema.VERSION,))
