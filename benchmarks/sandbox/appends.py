"""Appends in process: one event in each transaction, beside bare `INSERT`s of the same durability."""

import json
import sqlite3
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

from spkey_mock.store.connect import connect
from spkey_mock.store.memory import MemoryStore
from spkey_mock.store.recorded import Stream
from spkey_mock.store.store import Append, Store

from .content import Content
from .databases import Databases

STREAMS = 100
"""The number of users of each thread, to which events are appended in turn."""

THREADS = 8

Insert: TypeAlias = Callable[[str, int], object]
"""Records an event as the next version of a user's stream."""

Subject: TypeAlias = tuple[str, int, Insert]
"""The name, the number of threads, and the function that they call."""

_AT, _TYPE, _DATA = list(Content(1).history("user-1"))[-1]
_ROW = (_AT, _TYPE, json.dumps(_DATA))
_TABLE = """
CREATE TABLE bare (
    stream text NOT NULL, version bigint NOT NULL, at bigint NOT NULL, type text NOT NULL, data text NOT NULL,
    UNIQUE (stream, version)
)
"""
_COLUMNS = "INSERT INTO bare (stream, version, at, type, data) VALUES"

BASELINES: Mapping[str, str] = {
    "SQLite": "INSERT through sqlite3",
    "PostgreSQL": "INSERT through psycopg",
    f"PostgreSQL, {THREADS} threads": f"INSERT through psycopg, {THREADS} threads",
}
"""The bare inserts that each store is compared with."""


@contextmanager
def subjects(databases: Databases) -> Generator[list[Subject]]:
    """Provide the subjects, each with a database of its own."""
    with ExitStack() as stack:
        found: list[Subject] = [("memory", 1, _append(MemoryStore()))]
        if "SQLite" in databases.stores:
            bare = stack.enter_context(_sqlite(databases))
            found += [(BASELINES["SQLite"], 1, bare), ("SQLite", 1, stack.enter_context(_durable(databases, "SQLite")))]
        if "PostgreSQL" in databases.stores:
            for name, threads in (("PostgreSQL", 1), (f"PostgreSQL, {THREADS} threads", THREADS)):
                bare = stack.enter_context(_psycopg(databases, threads))
                ours = stack.enter_context(_durable(databases, "PostgreSQL"))
                found += [(BASELINES[name], threads, bare), (name, threads, ours)]
        yield found


@contextmanager
def _durable(databases: Databases, store: str) -> Generator[Insert]:
    database = connect(databases.url(store), connections=THREADS)
    try:
        opened = database.open("benchmark", _AT, create=True)
        if opened is None:
            raise RuntimeError("The world could not be created.")
        opened.load()
        yield _append(opened)
    finally:
        database.close()


def _append(store: Store) -> Insert:
    def insert(stream: str, version: int) -> None:
        store.append(Append(Stream("user", stream), version - 1, [(_AT, _TYPE, _DATA)], None))

    return insert


@contextmanager
def _sqlite(databases: Databases) -> Generator[Insert]:
    connection = sqlite3.connect(databases.file(), isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA locking_mode = exclusive")
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = full")
        connection.execute(_TABLE)
        statement = f"{_COLUMNS} (?, ?, ?, ?, ?)"
        yield lambda stream, version: connection.execute(statement, (stream, version, *_ROW))
    finally:
        connection.close()


@contextmanager
def _psycopg(databases: Databases, threads: int) -> Generator[Insert]:
    import psycopg
    from psycopg_pool import ConnectionPool

    url = databases.url("PostgreSQL")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLE)
        statement = f"{_COLUMNS} (%s, %s, %s, %s, %s)"
        if threads == 1:
            yield lambda stream, version: connection.execute(statement, (stream, version, *_ROW))
            return
        with ConnectionPool(url, min_size=threads, max_size=threads, kwargs={"autocommit": True}) as pool:

            def insert(stream: str, version: int) -> None:
                with pool.connection() as pooled:
                    pooled.execute(statement, (stream, version, *_ROW))

            yield insert


def rates(found: list[Subject], repeats: int, turns: int) -> Iterator[dict[str, float]]:
    """Yield the appends per second of each subject, for each repeat. The first repeat does not count.

    The subjects take turns of one event for each user.
    """
    for repeat in range(repeats + 1):
        seconds = {name: 0.0 for name, _, _ in found}
        for turn in range(turns):
            for name, threads, insert in found:
                seconds[name] += _seconds(threads, insert, repeat * turns + turn + 1)
        if repeat:
            yield {name: threads * STREAMS * turns / seconds[name] for name, threads, _ in found}


def _seconds(threads: int, insert: Insert, version: int) -> float:
    """Return the time in which all threads append an event to each of their users."""

    def work(thread: int) -> None:
        for stream in range(STREAMS):
            insert(f"user-{thread}-{stream}", version)

    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        for done in [pool.submit(work, thread) for thread in range(threads)]:
            done.result()
        return time.perf_counter() - begun
