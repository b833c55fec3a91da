"""The behaviour of every durable store besides recording events."""

from collections.abc import Callable

import pytest
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import (
    Contents,
    Database,
    DurableStore,
    GoneError,
    Put,
    Saved,
    UnreadableError,
    UnusableError,
    WorldRow,
)
from spkey_mock.store.recorded import Base, Document, History, Stream
from spkey_mock.store.store import ConflictError, ForgottenError

from ..postgres import PostgresServer
from .conftest import NAMES, new_world
from .stores import A, B, numbers
from .test_store import STRANGE


def put(kind: str, key: str, expected: int, n: int | None) -> Put:
    return Put(kind, key, expected, None if n is None else {"n": n})


def found(store: DurableStore) -> dict[tuple[str, str], tuple[int, object]]:
    """Return the version and the data of each document."""
    return {(it.kind, it.key): (it.version, it.data) for it in store.documents()}


# Documents


def test_documents_are_written_changed_and_removed(durable: DurableStore) -> None:
    durable.append(puts=[put("fault", "1", 0, 1), put("fault", "2", 0, 2), put("clock", "", 0, 3)])
    durable.append(puts=[put("fault", "1", 1, 4), put("fault", "2", 1, None)])
    assert found(durable) == {("fault", "1"): (2, {"n": 4}), ("clock", ""): (1, {"n": 3})}
    durable.append(puts=[put("fault", "2", 0, 5)])
    assert found(durable)["fault", "2"][1] == {"n": 5}


@pytest.mark.parametrize("expected", [0, 2, 9])
@pytest.mark.parametrize("n", [7, None])
def test_a_document_at_another_version_conflicts(durable: DurableStore, expected: int, n: int | None) -> None:
    durable.append(puts=[put("fault", "1", 0, 1)])
    with pytest.raises(ConflictError, match="fault 1 was changed in the meantime"):
        durable.append(numbers(A, 0, 1), puts=[put("clock", "", 0, 2), put("fault", "1", expected, n)])
    assert found(durable) == {("fault", "1"): (1, {"n": 1})}
    assert durable.feed().events == ()


@pytest.mark.parametrize("n", [7, None])
def test_a_document_that_was_removed_is_at_no_version(durable: DurableStore, n: int | None) -> None:
    durable.append(puts=[put("fault", "1", 0, 1)])
    durable.append(puts=[put("fault", "1", 1, None)])
    for expected in (1, 2):
        with pytest.raises(ConflictError):
            durable.append(puts=[put("fault", "1", expected, n)])


def test_documents_are_not_written_if_a_stream_conflicts(durable: DurableStore) -> None:
    durable.append(numbers(A, 0, 1), puts=[put("fault", "1", 0, 1)])
    with pytest.raises(ConflictError, match="user a"):
        durable.append(numbers(A, 0, 1), puts=[put("fault", "2", 0, 1)])
    assert [*found(durable)] == [("fault", "1")]


def test_a_claim_writes_unless_the_document_has_changed(durable: DurableStore) -> None:
    assert durable.claim(put("delivery", "1", 0, 1))
    assert durable.claim(put("delivery", "1", 1, 2))
    assert not durable.claim(put("delivery", "1", 1, 3))
    assert not durable.claim(put("delivery", "1", 0, 3))
    assert not durable.claim(put("delivery", "2", 1, 3))
    assert found(durable) == {("delivery", "1"): (2, {"n": 2})}
    assert durable.claim(put("delivery", "1", 2, None))
    assert not durable.claim(put("delivery", "1", 3, 4))
    assert found(durable) == {}


def test_keys_are_any_text(durable: DurableStore) -> None:
    durable.append(puts=[Put("fault", key, 0, {"key": key}) for key in STRANGE])
    durable.append(puts=[Put("fault", key, 1, {"keys": [key]}) for key in STRANGE])
    assert found(durable) == {("fault", key): (2, {"keys": [key]}) for key in STRANGE}


# Snapshots


def test_the_contents_begin_at_the_latest_snapshots(durable: DurableStore) -> None:
    recorded = [*durable.append(numbers(A, 0, 1, 2)), *durable.append(numbers(B, 0, 3))]
    assert durable.load() == Contents(0, {}, tuple(recorded), ())
    recorded += durable.append(numbers(A, 2, 4), puts=[put("clock", "", 0, 1)])
    durable.snapshot({B: Base(1, {"b": 1}), A: Base(2, {"a": 2})})
    contents = durable.load()
    assert contents == Contents(
        0, {A: Base(2, {"a": 2}), B: Base(1, {"b": 1})}, tuple(recorded[3:]), (Document("clock", "", 1, {"n": 1}),)
    )
    assert [*contents.bases] == [A, B]  # the least recently changed first
    durable.snapshot({A: Base(3, {"a": 3})})
    assert [*durable.load().bases] == [B, A]
    assert durable.read(A) == History(Base(3, {"a": 3}), ())
    assert durable.read(A, after=1) == History(Base(3, {"a": 3}), ())
    assert durable.read(A, after=3) == History(None, ())


def test_an_earlier_snapshot_does_not_replace_a_later_one(durable: DurableStore) -> None:
    durable.append(numbers(A, 0, 1, 2, 3))
    durable.snapshot({A: Base(2, {"a": 2})})
    durable.snapshot({A: Base(1, {"a": 1})})
    assert durable.load().bases == {A: Base(2, {"a": 2})}
    durable.prune({A: Base(3, {"a": 3})})
    durable.snapshot({A: Base(2, {"a": 2})})
    assert durable.load().bases == {A: Base(3, {"a": 3})}


def test_pruned_events_are_in_the_origins_of_their_streams(durable: DurableStore) -> None:
    recorded = [
        *durable.append(numbers(A, 0, 1, 2)),
        *durable.append(numbers(B, 0, 3)),
        *durable.append(numbers(A, 2, 4)),
    ]
    durable.snapshot({A: Base(1, {"a": 1})})
    assert durable.prune({A: Base(2, {"a": 2})}) == 2
    assert durable.prune({A: Base(2, {"a": 2})}) == 0
    feed = durable.feed()
    assert (feed.events, feed.earliest, feed.latest) == (
        tuple(recorded[2:]),
        recorded[2].position,
        recorded[3].position,
    )
    assert feed.forgotten == 2
    assert durable.load() == Contents(0, {A: Base(2, {"a": 2})}, tuple(recorded[2:]), ())
    assert durable.read(A) == History(Base(2, {"a": 2}), (recorded[3],))
    assert durable.as_of(recorded[2].position) == ({A: Base(2, {"a": 2})}, (recorded[2],))
    with pytest.raises(ForgottenError):
        durable.as_of(recorded[0].position)


def test_streams_count_on_where_all_their_events_were_pruned(durable: DurableStore) -> None:
    (*_, last) = durable.append(numbers(A, 0, 1, 2))
    durable.prune({A: Base(2, {"a": 2})})
    assert (durable.feed().latest, durable.feed().earliest) == (last.position, last.position + 1)
    for expected in (0, 1, 3):
        with pytest.raises(ConflictError):
            durable.append(numbers(A, expected, 3))
    (recorded,) = durable.append(numbers(A, 2, 3))
    assert recorded.version == 3
    assert durable.feed(after=last.position).events == (recorded,)
    assert durable.prune({A: Base(3, {"a": 3})}) == 1
    assert durable.feed().forgotten == 3


def test_snapshots_of_earlier_incarnations_are_ignored(durable: DurableStore) -> None:
    durable.append(numbers(A, 0, 1))
    durable.replace({}, [], 2)
    durable.snapshot({A: Base(1, {"a": 1})})
    assert durable.prune({A: Base(1, {"a": 1})}) == 0
    assert durable.load() == Contents(1, {}, (), ())


def test_a_replacement_replaces_documents_and_snapshots(durable: DurableStore) -> None:
    durable.append(numbers(A, 0, 1), puts=[put("fault", "1", 0, 1)])
    durable.snapshot({A: Base(1, {"a": 1})})
    new = Stream("user", "b", 1)
    durable.replace({new: Base(3, {"b": 3})}, [], 9, [Document("clock", "", 4, {"n": 1})])
    assert durable.load() == Contents(1, {new: Base(3, {"b": 3})}, (), (Document("clock", "", 4, {"n": 1}),))
    durable.append(puts=[put("clock", "", 4, 2)])


def test_of_two_replacements_one_is_recorded(database: Database) -> None:
    name = f"world {next(NAMES)}"
    one, other = (database.open(name, 0, create=True) for _ in range(2))
    assert one
    assert other
    one.append(numbers(A, 0, 1))
    one.replace({}, [], 1)
    with pytest.raises(ConflictError):
        other.replace({A: Base(1, {})}, [], 1)
    with pytest.raises(ConflictError):
        other.append(puts=[put("fault", "1", 0, 1)])
    other.load()
    other.replace({}, [], 1)


# Numbers, the log of requests and named snapshots


def test_numbers_are_reserved_once(database: Database) -> None:
    name = f"world {next(NAMES)}"
    stores = [database.open(name, 0, create=True) for _ in range(2)]
    assert [store.reserve(n) for store, n in zip(stores * 2, (100, 1, 5, 1), strict=True) if store] == [
        1,
        101,
        102,
        107,
    ]


def test_the_log_keeps_the_last_entries(durable: DurableStore) -> None:
    durable.log({n: f"entry {n}" for n in (1, 2, 3, 5)}, keep=10)
    durable.log({4: "late", 5: "again"}, keep=3)
    assert durable.logged() == [(3, "entry 3"), (4, "late"), (5, "again")]
    assert durable.logged(after=3, limit=1) == [(5, "again")]
    assert durable.logged(after=10**30) == durable.logged(limit=0) == []
    durable.log({}, keep=0)
    assert durable.logged() == []


def test_the_log_keeps_any_text_until_it_is_cleared(durable: DurableStore) -> None:
    durable.log(dict(enumerate(STRANGE)), keep=100)
    assert [entry for _, entry in durable.logged(after=-1)] == [*STRANGE]
    durable.clear_log()
    assert durable.logged() == []


def test_named_snapshots_are_kept_replaced_and_deleted(durable: DurableStore) -> None:
    for n, name in enumerate(STRANGE):
        durable.save(Saved(name, n, f"{name} of old"))
        durable.save(Saved(name, n, name))
    assert durable.saves() == sorted((Saved(name, n, "") for n, name in enumerate(STRANGE)), key=lambda it: it.name)
    assert [durable.saved(name) for name in STRANGE] == [Saved(name, n, name) for n, name in enumerate(STRANGE)]
    assert durable.delete_save("A")
    assert not durable.delete_save("A")
    assert durable.saved("A") is None


# Worlds


def test_a_world_is_created_where_asked_for(database: Database) -> None:
    for name in (f"{it} {next(NAMES)}" for it in ("", "\ud800\0", "x" * 60_000)):
        assert database.open(name, 1, create=False) is None
        created = database.open(name, 2, create=True)
        assert created
        created.append(numbers(A, 0, 1))
        opened = database.open(name, 3, create=False)
        assert opened
        assert opened.feed() == created.feed()
        assert [it for it in database.worlds() if it.name == name] == [WorldRow(name, 2)]


def test_worlds_are_listed_by_their_last_use(database: Database) -> None:
    names = [f"used {next(NAMES)}" for _ in range(3)]
    for name in (*names, "/"):
        database.open(name, 5, create=True)
    database.touch({names[0]: 30, names[1]: 4, names[2]: 20, "unknown": 9})
    used = [it for it in database.worlds() if it.name in names]
    assert used == [WorldRow(names[1], 5), WorldRow(names[2], 20), WorldRow(names[0], 30)]
    assert "/" not in [it.name for it in database.worlds()]
    assert database.open("/", 0, create=False)


CALLS: dict[str, Callable[[DurableStore], object]] = {
    "append": lambda store: store.append(numbers(A, 1, 2)),
    "append nothing": lambda store: store.append(puts=[put("fault", "2", 0, 1)]),
    "read": lambda store: store.read(A),
    "feed": lambda store: store.feed(),
    "as_of": lambda store: store.as_of(1),
    "documents": lambda store: store.documents(),
    "reserve": lambda store: store.reserve(1),
    "log": lambda store: store.log({1: "entry"}, 1),
    "logged": lambda store: store.logged(),
    "save": lambda store: store.save(Saved("a", 1, "")),
    "replace": lambda store: store.replace({}, [], 1),
    "snapshot": lambda store: store.snapshot({A: Base(1, {})}),
    "prune": lambda store: store.prune({A: Base(1, {})}),
    "changes": lambda store: store.changes(),
}


def test_a_deleted_world_is_gone(database: Database) -> None:
    name = f"world {next(NAMES)}"
    store = database.open(name, 0, create=True)
    assert store
    store.append(numbers(A, 0, 1), puts=[put("fault", "1", 0, 1)])
    store.load()
    assert database.delete(name)
    assert not database.delete(name)
    for call in CALLS.values():
        with pytest.raises(GoneError):
            call(store)
    assert store.load() == Contents(0, {}, (), ())
    again = database.open(name, 0, create=True)
    assert again
    assert again.load() == Contents(0, {}, (), ())
    with pytest.raises(GoneError):
        store.feed()


def test_a_world_in_use_is_not_deleted_for_being_idle(database: Database) -> None:
    name = f"world {next(NAMES)}"
    database.open(name, 100, create=True)
    assert not database.delete(name, unused_since=100)
    assert database.open(name, 0, create=False)
    assert database.delete(name, unused_since=101)


def test_worlds_are_found_by_their_documents(database: Database) -> None:
    names = [f"world {next(NAMES)}" for _ in range(3)]
    one, other, removed = (database.open(name, 0, create=True) for name in names)
    assert one
    assert other
    assert removed
    kind = f"kind {names[0]}"
    one.append(puts=[put(kind, "a" * 1000, 0, 1), put(kind, "b", 0, 1)])
    other.append(puts=[put(kind, "c", 0, 1)])
    removed.append(puts=[put(kind, "c", 0, 1)])
    removed.append(puts=[put(kind, "c", 1, None)])
    assert database.find(kind) == sorted(names[:2])
    assert (database.find(kind, "a" * 1000), database.find(kind, "c")) == (names[:1], names[1:2])
    assert database.find(kind, "d") == []
    one.replace({}, [], 1)
    assert database.find(kind) == names[1:2]


# The database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a new database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path_factory.mktemp('sqlite') / 'new.db'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.database()


def test_everything_is_there_when_the_database_is_opened_again(url: str) -> None:
    database = connect(url)
    store = new_world(database)
    name = database.worlds()[0].name
    store.append(numbers(A, 0, 1, 2), puts=[put("fault", "1", 0, 1)])
    store.append(numbers(B, 0, 3))
    store.snapshot({A: Base(1, {"a": 1})})
    store.log({1: "entry"}, 10)
    store.reserve(7)
    contents, feed = store.load(), store.feed()
    database.close()
    database.close()

    database = connect(url)
    again = database.open(name, 0, create=False)
    assert again
    assert (again.load(), again.feed(), again.logged(), again.reserve(1)) == (contents, feed, [(1, "entry")], 8)
    database.check()
    database.close()


def test_a_closed_database_reports_it(url: str) -> None:
    database = connect(url)
    store = new_world(database)
    database.close()
    for call in (store.feed, database.worlds, database.check):
        with pytest.raises(Exception, match="was closed") as raised:
            call()
        assert type(raised.value).__name__ == "StoreError"


def test_a_database_without_its_version_is_rejected(url: str) -> None:
    database = connect(url)
    with database.session() as session:  # type: ignore[attr-defined]
        session.change("DELETE FROM meta")
    database.close()
    with pytest.raises(UnusableError, match=r"^The (file|database) .* is damaged: .* must have one row, not 0\.$"):
        connect(url)


def test_an_event_that_is_not_json_is_named(database: Database) -> None:
    store = new_world(database)
    (recorded,) = store.append(numbers(A, 0, 1))
    with database.session() as session:  # type: ignore[attr-defined]
        session.change("UPDATE events SET data = '{' WHERE position = :position", position=recorded.position)
    for read in (store.load, store.feed, lambda: store.read(A), lambda: store.as_of(recorded.position)):
        with pytest.raises(UnreadableError) as raised:
            read()
        assert str(raised.value) == f"the event 'Counted' at position {recorded.position} is not JSON"


def test_a_newer_schema_is_rejected_in_one_line(url: str, postgres_server: PostgresServer) -> None:
    database = connect(url)
    with database.session() as session:  # type: ignore[attr-defined]
        session.change("UPDATE meta SET version = 99")
    database.close()
    with pytest.raises(
        UnusableError, match=r"has schema version 99. This mock supports 1 at most. Upgrade the mock"
    ) as raised:
        connect(url)
    assert "\n" not in str(raised.value)
    assert postgres_server.password not in str(raised.value)
