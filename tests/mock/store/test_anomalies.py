"""The behaviour of each store under the classic transaction anomalies, as the table in docs/sandbox.md describes it."""

import pytest
from spkey_mock.store.durable import Database, DurableStore, Put
from spkey_mock.store.recorded import Stream
from spkey_mock.store.store import Append, ConflictError, Store

from .conftest import NAMES
from .stores import A, B, NewStore, numbers, read_numbers


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store()


@pytest.fixture
def stores(database: Database) -> tuple[DurableStore, DurableStore]:
    """One world, opened twice, as two processes or threads open it."""
    name = f"world {next(NAMES)}"
    one, other = (database.open(name, 0, create=True) for _ in range(2))
    assert one
    assert other
    return one, other


def test_an_update_is_never_lost(store: Store) -> None:
    """Two writers read the same version. The second is rejected, and decides again on the new version."""
    store.append(numbers(A, 0, 1))
    seen = [len(read_numbers(store, A)) for _ in range(2)]
    store.append(numbers(A, seen[0], 2))
    with pytest.raises(ConflictError):
        store.append(numbers(A, seen[1], 3))
    assert read_numbers(store, A) == [1, 2]


def test_an_update_of_a_document_is_never_lost(stores: tuple[DurableStore, DurableStore]) -> None:
    one, other = stores
    one.append(puts=[Put("clock", "", 0, {"n": 1})])
    seen = [store.documents()[0].version for store in stores]
    one.append(puts=[Put("clock", "", seen[0], {"n": 2})])
    with pytest.raises(ConflictError):
        other.append(puts=[Put("clock", "", seen[1], {"n": 3})])
    assert [it.data for it in other.documents()] == [{"n": 2}]


def test_one_read_shows_one_moment(stores: tuple[DurableStore, DurableStore]) -> None:
    """Streams and documents that are written together are seen together, by each call that reads several of them."""
    one, other = stores
    for version in range(5):
        one.append(numbers(A, version, 1), numbers(B, version, 1), puts=[Put("sum", "", version, {"n": version + 1})])
        contents = other.load()
        counts = [sum(event.stream == stream for event in contents.events) for stream in (A, B)]
        assert [*counts, *(it.data and it.data["n"] for it in contents.documents)] == [version + 1] * 3


def test_two_reads_may_show_two_moments_but_nothing_is_decided_on_them(store: Store) -> None:
    """Read skew: another writer changes both streams between two reads. A write that expects both versions fails."""
    store.append(numbers(A, 0, 1), numbers(B, 0, 1))
    of_a = read_numbers(store, A)
    store.append(numbers(A, 1, 2), numbers(B, 1, 2))
    of_b = read_numbers(store, B)
    assert (of_a, of_b) == ([1], [1, 2])  # skewed
    with pytest.raises(ConflictError):
        store.append(numbers(A, len(of_a), 3), numbers(B, len(of_b), 3))
    with pytest.raises(ConflictError):
        store.append(numbers(A, len(of_a)), numbers(B, len(of_b), 3))  # A is only read
    assert (read_numbers(store, A), read_numbers(store, B)) == ([1, 2], [1, 2])


def test_a_stream_that_was_not_there_is_a_conflict_once_it_is(store: Store) -> None:
    """A phantom of a single stream: both writers have seen that it does not exist."""
    assert read_numbers(store, A) == []
    store.append(numbers(A, 0, 1))
    with pytest.raises(ConflictError):
        store.append(numbers(A, 0, 2))


def test_phantoms_of_other_streams_are_not_noticed(store: Store) -> None:
    """Both writers count the streams, and each adds one. No version says how many there are, so both succeed."""
    limit = 1
    for name in "ab":
        count = 0  # as both have counted before either wrote
        assert count < limit
        store.append(Append(Stream("user", name), 0, [(0, "Created", {})], {}))
    assert len({event.stream for event in store.feed().events}) == 2


def test_phantoms_are_noticed_where_a_document_counts(stores: tuple[DurableStore, DurableStore]) -> None:
    """The remedy: a document that each of them changes."""
    one, other = stores
    one.append(puts=[Put("count", "", 0, {"users": 0})])
    one.append(numbers(A, 0, 1), puts=[Put("count", "", 1, {"users": 1})])
    with pytest.raises(ConflictError):
        other.append(numbers(B, 0, 1), puts=[Put("count", "", 1, {"users": 1})])
    assert [event.stream for event in other.feed().events] == [A]
