"""Processes that share a PostgreSQL database: the changes that each sees, and failures of their connections."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from time import monotonic
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from spkey_mock.store import connections, statements
from spkey_mock.store import postgres as module
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import Changes, Contents, DurableStore, Put, StoreError, UnusableError
from spkey_mock.store.postgres import Postgres
from spkey_mock.store.recorded import Base, Document, Recorded, Stream
from spkey_mock.store.store import ConflictError

from ..postgres import PostgresServer
from .conftest import NAMES
from .stores import A, B, numbers, read_numbers, unplaced


@pytest.fixture(scope="module")
def replicas(shared_url: str) -> Iterator[tuple[Postgres, Postgres]]:
    """Two processes, as far as the database is concerned."""
    one, other = Postgres(shared_url), Postgres(shared_url)
    yield one, other
    one.close()
    other.close()


@pytest.fixture
def stores(replicas: tuple[Postgres, Postgres]) -> tuple[DurableStore, DurableStore]:
    """A world as two processes see it, both of which follow it."""
    name = f"world {next(NAMES)}"
    one, other = (replica.open(name, 0, create=True) for replica in replicas)
    assert one
    assert other
    one.load()
    other.load()
    return one, other


@pytest.fixture
def slow(shared_url: str) -> Iterator[psycopg.Connection]:
    """A connection for a transaction that stays open."""
    with psycopg.connect(shared_url) as connection:
        connection.execute("SET search_path = spkey_mock")
        connection.commit()
        yield connection
        connection.rollback()


def begin(slow: psycopg.Connection) -> None:
    """Begin a transaction that writes, and so holds back the feed."""
    slow.execute("SELECT pg_current_xact_id()")


def put(key: str, expected: int, n: int | None) -> Put:
    return Put("fault", key, expected, None if n is None else {"n": n})


# Changes


def test_each_process_sees_what_the_other_has_recorded(stores: tuple[DurableStore, DurableStore]) -> None:
    one, other = stores
    recorded = one.append(numbers(A, 0, 1, 2), puts=[put("1", 0, 1), put("2", 0, 1)])
    assert other.changes() == Changes(
        events=recorded, documents=(Document("fault", "1", 1, {"n": 1}), Document("fault", "2", 1, {"n": 1}))
    )
    assert other.changes() == Changes()
    one.append(puts=[put("1", 1, 2), put("2", 1, None)])
    assert sorted(other.changes().documents, key=lambda it: it.key) == [
        Document("fault", "1", 2, {"n": 2}),
        Document("fault", "2", 2, None),
    ]
    assert one.changes().events == recorded


def test_a_document_that_is_removed_and_written_again_is_newer(stores: tuple[DurableStore, DurableStore]) -> None:
    one, other = stores
    one.append(puts=[put("1", 0, 1)])
    one.append(puts=[put("1", 1, None)])
    one.append(puts=[put("1", 0, 2)])
    assert other.changes().documents == (Document("fault", "1", 3, {"n": 2}),)
    other.append(puts=[put("1", 3, 3)])


def test_changes_that_commit_late_are_not_missed(
    stores: tuple[DurableStore, DurableStore], slow: psycopg.Connection, shared_url: str
) -> None:
    one, other = stores
    one.append(numbers(A, 0, 1), puts=[put("1", 0, 1)])
    seen = other.changes()
    # A transaction that has its number but has not committed, while later ones begin and end.
    begin(slow)
    slow.execute(
        "INSERT INTO events (world, incarnation, aggregate, id, version, position, at, type, data)"
        " SELECT world, 0, 'user', 'late', 1, pg_current_xact_id()::text::bigint << 14, 0, 'Late', '{}' FROM worlds w"
        " WHERE w.world = (SELECT world FROM events ORDER BY position DESC LIMIT 1)"
    )
    later = one.append(numbers(B, 0, 2))
    assert other.changes().events == later
    assert [event.stream.id for event in other.changes().events] == ["b"]  # again, because it may not be all
    slow.commit()
    assert [event.stream.id for event in other.changes().events] == ["late", "b"]
    assert other.changes() == Changes()
    assert len(seen.events) == 1


def test_a_replacement_makes_others_load_the_world(stores: tuple[DurableStore, DurableStore]) -> None:
    one, other = stores
    one.append(numbers(A, 0, 1))
    one.replace({}, [], 1)
    assert other.changes() == other.changes() == Changes(replaced=True)
    with pytest.raises(ConflictError, match="user a"):
        other.append(numbers(A, 1, 2))
    assert other.load() == Contents(1, {}, (), ())
    assert other.changes() == Changes()


def test_a_process_that_has_not_followed_for_long_loads_the_world(
    stores: tuple[DurableStore, DurableStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, other = stores
    now = monotonic()
    monkeypatch.setattr(module, "monotonic", lambda: now + 599)
    assert other.changes() == Changes()
    monkeypatch.setattr(module, "monotonic", lambda: now + 1200)
    assert other.changes() == Changes(replaced=True)
    other.load()
    assert other.changes() == Changes()


def test_tombstones_of_removed_documents_are_dropped_after_an_hour(
    replicas: tuple[Postgres, Postgres], stores: tuple[DurableStore, DurableStore], slow: psycopg.Connection
) -> None:
    one, other = stores
    one.append(puts=[put("old", 0, 1), put("new", 0, 1)])
    one.append(puts=[put("old", 1, None), put("new", 1, None)])
    slow.execute("UPDATE documents SET removed = now() - interval '61 minutes' WHERE key = 'old'")
    slow.commit()
    replicas[0].touch({})
    assert [it.key for it in other.changes().documents] == ["new"]


# The feed


def test_the_feed_waits_for_transactions_in_progress(
    stores: tuple[DurableStore, DurableStore], slow: psycopg.Connection
) -> None:
    one, other = stores
    (first,) = one.append(numbers(A, 0, 1))
    begin(slow)
    (second,) = other.append(numbers(A, 1, 2))
    for feed in (one.feed(), other.feed(), one.feed(stream=A), one.feed(latest=True)):
        assert (feed.events, feed.latest) == ((first,), first.position)
    assert one.as_of(10**30)[1] == (first,)
    assert one.prune({A: Base(2, {})}) == 0  # its events are not final
    assert read_numbers(one, A) == [1, 2]
    slow.rollback()
    assert one.feed(after=first.position).events == (second,)
    assert one.prune({A: Base(2, {})}) == 2


def test_a_reader_of_the_feed_misses_nothing(stores: tuple[DurableStore, DurableStore]) -> None:
    def append(n: int) -> None:
        stream = Stream("user", str(n))
        for version in range(25):
            stores[version % 2].append(numbers(stream, version, version))

    read: list[Recorded] = []
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(append, n) for n in range(4)]
        while len(read) < 100:
            done = all(writer.done() for writer in writers)
            events = stores[0].feed(after=read[-1].position if read else 0, limit=7).events
            read += events
            if done and not events:
                break
    for writer in writers:
        writer.result()
    assert len(unplaced(read)) == 100
    for n in range(4):
        assert [it.version for it in read if it.stream.id == str(n)] == [*range(1, 26)]


def test_a_process_that_follows_misses_nothing(stores: tuple[DurableStore, DurableStore]) -> None:
    one, other = stores

    def append(n: int) -> None:
        for version in range(25):
            one.append(numbers(Stream("user", str(n)), version, version), puts=[put(str(n), version, version)])

    def follow() -> None:
        changes = other.changes()
        for event in changes.events:
            if event.version > versions.get(event.stream.id, 0):
                assert event.version == versions.get(event.stream.id, 0) + 1
                versions[event.stream.id] = event.version
        documents.update({it.key: it.version for it in changes.documents})
        # What was written together is seen together.
        assert documents == versions

    versions: dict[str, int] = {}
    documents: dict[str, int] = {}
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(append, n) for n in range(4)]
        while not all(writer.done() for writer in writers):
            follow()
    for writer in writers:
        writer.result()
    follow()
    assert versions == {str(n): 25 for n in range(4)}


# Writing at the same time


def test_parallel_appends_of_two_processes_leave_no_gap(stores: tuple[DurableStore, DurableStore]) -> None:
    def append(n: int) -> int:
        conflicts = 0
        for number in range(n * 10, n * 10 + 10):
            while True:
                version = len(read_numbers(stores[n % 2], A))
                try:
                    stores[n % 2].append(numbers(A, version, number))
                except ConflictError:
                    conflicts += 1
                else:
                    break
        return conflicts

    with ThreadPoolExecutor(6) as pool:
        conflicts = sum(pool.map(append, range(6)))
    assert sorted(read_numbers(stores[0], A)) == [*range(60)]
    assert [it.version for it in stores[1].read(A).events] == [*range(1, 61)]
    assert conflicts > 0


def test_one_of_parallel_claims_succeeds(stores: tuple[DurableStore, DurableStore]) -> None:
    stores[0].append(puts=[put("1", 0, 0)])
    with ThreadPoolExecutor(4) as pool:
        for version in range(1, 6):
            claims = [pool.submit(stores[n % 2].claim, put("1", version, n)) for n in range(4)]
            assert sum(it.result() for it in claims) == 1
    assert stores[0].documents()[0].version == 6


def test_a_claim_does_not_wait_for_another_process(
    stores: tuple[DurableStore, DurableStore], slow: psycopg.Connection
) -> None:
    stores[0].append(puts=[put("claimed", 0, 1)])
    slow.execute("SELECT FROM documents WHERE key = 'claimed' FOR UPDATE")
    assert not stores[0].claim(put("claimed", 1, 2))
    slow.rollback()
    assert stores[0].claim(put("claimed", 1, 2))


def test_numbers_of_two_processes_differ(stores: tuple[DurableStore, DurableStore]) -> None:
    with ThreadPoolExecutor(4) as pool:
        firsts = [*pool.map(lambda n: stores[n % 2].reserve(3), range(20))]
    assert sorted(firsts) == [*range(1, 61, 3)]


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("23505", ConflictError),  # a key is not unique
        ("40001", ConflictError),  # transactions cannot be serialised
        ("40P01", ConflictError),  # a deadlock
        ("53100", StoreError),  # the disk is full
        ("53300", StoreError),  # too many connections
        ("57014", StoreError),  # a timeout
    ],
)
def test_errors_of_the_server_are_those_of_a_store(
    replicas: tuple[Postgres, Postgres], state: str, error: type[Exception]
) -> None:
    with pytest.raises(error), replicas[0].session() as session:
        session.script(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")
    replicas[0].check()


# Indexes


@pytest.fixture(scope="module")
def unused(postgres_server: PostgresServer) -> Iterator[Postgres]:
    """A database without rows, so without statistics."""
    database = Postgres(postgres_server.database())
    yield database
    database.close()


VALUES = {
    "world": 1,
    "incarnation": 0,
    "aggregate": "user",
    "id": "a",
    "long": None,
    "version": 2,
    "state": "{}",
    "position": 1,
    "after": 0,
    "since": 1,
    "horizon": 1,
}


@pytest.mark.parametrize(
    ("index", "statement"),
    [
        ("events_pkey", statements.EVENTS_AFTER),
        ("events_pkey", statements.FEED_OF_STREAM),
        ("events_pkey", statements.SNAPSHOT),
        ("events_pkey", statements.ORIGIN),
        ("events_pkey", statements.DROP),
        ("events_feed", statements.FEED),
        ("events_feed", statements.RANGE),
        ("events_feed", statements.EVENTS_AS_OF),
        ("events_feed", module._CHANGES),
    ],
)
def test_statements_use_an_index_even_without_statistics(unused: Postgres, index: str, statement: str) -> None:
    """Otherwise, their time grows with the history until the server has analysed the tables."""
    with unused.session() as session:
        plan = "\n".join(row[0] for row in session.rows(f"EXPLAIN {statement}", **VALUES))
    assert f"{index} on events" in plan
    others = {"events_pkey", "events_feed", "events_first"} - {index}
    assert not any(f"{other} on events" in plan for other in others)
    assert "Seq Scan on events" not in plan


# Connections


def test_lost_connections_are_replaced(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = Postgres(postgres_url, connections=3)
    store = database.open("world", 0, create=True)
    assert store
    expected = count()
    store.append(numbers(A, next(expected), 1))
    assert postgres_server.cut(postgres_url)
    store.append(numbers(A, next(expected), 1))  # idle connections that were lost are not used
    database.close()


def test_a_transaction_that_is_cut_is_an_error_once(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = Postgres(postgres_url)
    store = database.open("world", 0, create=True)
    assert store
    store.append(numbers(A, 0, 1))

    def cut() -> None:
        with database.session() as session:
            assert postgres_server.cut(postgres_url)
            session.change("DELETE FROM worlds")

    with pytest.raises(StoreError, match="terminating connection"):
        cut()
    assert read_numbers(store, A) == [1]
    store.append(numbers(A, 1, 2))
    database.check()
    database.close()


def test_a_server_that_is_down_is_an_error_until_it_is_back(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = Postgres(postgres_url)
    store = database.open("world", 0, create=True)
    assert store
    store.append(numbers(A, 0, 1))
    postgres_server.kill()
    try:
        for call in (store.feed, database.check, lambda: store.append(numbers(A, 1, 2))):
            with pytest.raises(StoreError, match="Connection refused") as raised:
                call()
            assert postgres_server.password not in str(raised.value)
        with pytest.raises(UnusableError, match="Connection refused"):
            Postgres(postgres_url)
    finally:
        postgres_server.start()
    assert read_numbers(store, A) == [1]
    store.append(numbers(A, 1, 2))
    database.close()


def test_a_read_only_server_is_reported(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = Postgres(postgres_url)
    store = database.open("world", 0, create=True)
    assert store
    database.check()
    name = sql.Identifier(postgres_url.rpartition("/")[2]).as_string()
    postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    postgres_server.cut(postgres_url)
    with pytest.raises(StoreError, match="is read-only"):
        database.check()
    with pytest.raises(StoreError, match="read-only transaction"):
        store.append(numbers(A, 0, 1))
    database.close()


def test_more_threads_than_connections_take_turns(shared_url: str) -> None:
    database = Postgres(shared_url, connections=2)
    store = database.open(f"world {next(NAMES)}", 0, create=True)
    assert store
    with ThreadPoolExecutor(8) as pool:
        appends = [pool.submit(store.append, numbers(Stream("user", str(n)), 0, n)) for n in range(40)]
        for it in appends:
            it.result()
    assert len(store.feed().events) == 40
    database.close()


# Opening


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:se%crxyz@localhost/mock",
        "postgresql://me:secrxyz@localhost:port/mock",
        "postgresql://me:secrxyz@[localhost/mock",
        "postgresql://me:secrxyz@127.0.0.1:1/mock?nonsense=1",
        "postgresql://me:secrxyz@127.0.0.1:1/mock",
        "postgresql://127.0.0.1:1/mock?user=me&password=secrxyz",
    ],
)
def test_the_password_is_in_no_error(url: str) -> None:
    with pytest.raises(UnusableError) as raised:
        connect(url)
    error: BaseException | None = raised.value
    while error is not None:
        assert "crxyz" not in f"{error!r} {error}"
        error = error.__cause__
    assert "\n" not in str(raised.value)


def test_the_password_is_in_no_address(postgres_server: PostgresServer) -> None:
    database = connect(postgres_server.database())
    assert database.url.startswith(f"postgresql://mock@127.0.0.1:{postgres_server.port}/mock")
    assert postgres_server.password not in f"{database!r} {vars(database)!r}"
    database.close()


def test_a_wrong_password_is_reported_without_it(postgres_server: PostgresServer) -> None:
    url = postgres_server.url().replace(postgres_server.password, "wrong-pass")
    with pytest.raises(UnusableError, match='password authentication failed for user "mock"') as raised:
        connect(url)
    assert "wrong-pass" not in str(raised.value)


def test_a_unix_socket_is_an_address(postgres_server: PostgresServer, postgres_url: str) -> None:
    name = postgres_url.rpartition("/")[2]
    url = f"postgresql://mock@{quote(str(postgres_server.folder), safe='')}:{postgres_server.port}/{name}"
    database = connect(url)
    assert database.url == url
    database.close()


START = """
import sys
from spkey_mock.store.connect import connect
sys.stdin.readline()
database = connect(sys.argv[1])
database.open("world", 0, create=True)
print(len(database.worlds()))
"""


def test_processes_may_start_at_the_same_time(postgres_url: str) -> None:
    command = [sys.executable, "-c", START, postgres_url]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] for process in processes] == ["1\n"] * 3


def test_an_old_server_is_rejected(shared_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_OLDEST_SERVER", 99)
    with pytest.raises(UnusableError, match=r"is PostgreSQL \d+.*\. The mock needs 99 or newer\."):
        connect(shared_url)


def test_a_database_that_was_restored_elsewhere_is_usable(postgres_url: str) -> None:
    """Transaction numbers are lower in another cluster, as if those in the tables were higher."""
    database = connect(postgres_url)
    store = database.open("world", 0, create=True)
    assert store
    store.append(numbers(A, 0, 1), puts=[put("1", 0, 1)])
    database.close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE spkey_mock.events SET position = position + (1000000::bigint << 14)")
        connection.execute("UPDATE spkey_mock.documents SET tick = tick + 2000000")

    database = connect(postgres_url)
    store = database.open("world", 0, create=True)
    assert store
    (first,) = store.feed().events
    store.load()
    (second,) = store.append(numbers(A, 1, 2))
    assert store.feed().events == (first, second)
    assert second.position > first.position
    assert store.changes() == Changes(events=(second,))
    database.close()


def test_the_remains_of_a_late_append_to_a_deleted_world_are_dropped(postgres_url: str) -> None:
    with connect_again(postgres_url) as connection:
        connection.execute(
            "INSERT INTO spkey_mock.events (world, incarnation, aggregate, id, version, position, at, type, data)"
            " VALUES (77, 0, 'user', 'a', 1, 1, 0, 'Late', '{}'), (99, 0, 'user', 'a', 1, 1, 0, 'Late', '{}')"
        )
    with connect_again(postgres_url) as connection:
        assert connection.execute("SELECT world FROM spkey_mock.events").fetchall() == []


def connect_again(url: str) -> psycopg.Connection:
    """Open and close the database of a mock, and return a connection to it."""
    connect(url).close()
    return psycopg.connect(url)


def test_a_server_that_no_longer_responds_is_given_up_in_time(
    postgres_url: str, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_LONGEST", 0.5)
    with closing(Postgres(postgres_url)) as database:
        database.check()
        name = postgres_url.rpartition("/")[2]
        ((pid,),) = postgres_server.execute(f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}'")
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(StoreError):
                database.check()
        finally:
            os.kill(pid, signal.SIGCONT)
        database.check()
