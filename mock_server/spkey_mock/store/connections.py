"""The connections to a PostgreSQL database."""

import os
import select
import socket
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Lock, Thread
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from .durable import GoneError, StoreError
from .store import ConflictError

Connection = psycopg.Connection[tuple[Any, ...]]

_WAIT = 30
"""The maximum wait for a free connection, in seconds."""

_LONGEST = 30
"""The maximum duration of a transaction, in seconds. The server cancels statements earlier, if it responds."""

_DEFAULTS = {
    "application_name": "spkey-mock",
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # milliseconds
}

_CONFLICTS = (psycopg.errors.UniqueViolation, psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


class Connections:
    """Connections that are opened on demand and kept for the next use. Thread-safe.

    A request connects by itself, instead of waiting for a reconnection in the background, so it reports why that fails.

    Args:
        parameters: The parameters of the connections.
        url: The address of the database, without secrets.
        most: The maximum number of connections.
        prepare: The statements that prepare a new connection.
    """

    def __init__(self, parameters: Mapping[str, Any], url: str, most: int, prepare: bytes) -> None:
        self._parameters = make_conninfo(**(_DEFAULTS | dict(parameters)))
        self._url = url
        self._prepare = prepare
        self._slots = BoundedSemaphore(most)
        self._lock = Lock()
        self._idle: list[Connection] = []
        self._closed = False
        self._watch = Watch()

    @contextmanager
    def connection(self) -> Generator[Connection]:
        """Take a connection, and convert its errors into those of a store.

        Raises:
            StoreError: The database cannot be reached, or failed.
            ConflictError: The transaction lost a race.
        """
        if not self._slots.acquire(timeout=_WAIT):
            raise StoreError(f"All connections to {self._url} were busy for {_WAIT} seconds.")
        connection: Connection | None = None
        try:
            connection = self._take()
            with self._watch.over(connection):
                yield connection
        except psycopg.Error as error:
            raise self._translated(error) from error
        finally:
            if connection is not None:
                self._give_back(connection)
            self._slots.release()

    def close(self) -> None:
        """Close the connections, each once it is no longer in use. Idempotent."""
        self._closed = True
        self._drop_idle()

    def _take(self) -> Connection:
        while True:
            with self._lock:
                if self._closed:
                    raise StoreError(f"The store {self._url} was closed.")
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = psycopg.connect(self._parameters, autocommit=True)
                connection.execute(self._prepare)
                return connection
            if not _ended(connection):
                return connection
            connection.close()

    def _give_back(self, connection: Connection) -> None:
        usable = not connection.closed and connection.info.transaction_status is TransactionStatus.IDLE
        with self._lock:
            if usable and not self._closed:
                self._idle.append(connection)
                return
        if connection.broken:
            self._drop_idle()  # the server may be gone, so the others would fail as well
        connection.close()

    def _drop_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _translated(self, error: psycopg.Error) -> Exception:
        message = error.diag.message_primary or " ".join(str(error).split())
        if error.sqlstate == "SK404":
            return GoneError("The world was deleted.")
        if error.sqlstate == "SK409":
            return ConflictError(message)
        if isinstance(error, _CONFLICTS):
            return ConflictError("The world")
        return StoreError(f"The database {self._url} failed: {message}")


class Watch:
    """Cuts connections whose server does not respond, for example because its machine has stopped. Thread-safe."""

    def __init__(self) -> None:
        self._busy: dict[Connection, float] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    @contextmanager
    def over(self, connection: Connection) -> Generator[None]:
        """Watch a connection for the duration of the context, which must end in time."""
        with self._lock:
            self._busy[connection] = monotonic()
            if self._thread is None:
                self._thread = Thread(target=self._run, name="spkey-mock-database", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._busy[connection]

    def _run(self) -> None:
        while self._cut_late():
            sleep(1)

    def _cut_late(self) -> bool:
        """Cut the connections that have been busy for too long. Return whether any is busy."""
        with self._lock:
            late = [it for it, began in self._busy.items() if monotonic() - began > _LONGEST]
            for connection in late:
                with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as copy:
                    copy.shutdown(socket.SHUT_RDWR)  # the thread that waits for the server gets an error
            if not self._busy:
                self._thread = None
            return bool(self._busy)


def _ended(connection: Connection) -> bool:
    """Return whether the server has ended an idle connection, as any data or the end of the stream shows."""
    if sys.platform == "win32":
        return bool(select.select([connection.pgconn.socket], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return bool(poll.poll(0))
