"""What every store does. A store that is added to `STORES` is tested by it."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.store.recorded import Base, Feed, History, Recorded, Stream
from spkey_mock.store.store import Append, ConflictError, Store

from .stores import START, STORES, A, B, numbers, read_numbers


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    return STORES[request.param]()


def test_a_stream_without_events_is_empty(store: Store) -> None:
    assert store.read(A) == History(None, ())
    assert store.feed() == Feed(1, 0, ())


def test_appended_events_are_read(store: Store) -> None:
    data = {"n": 1, "text": "ü\ud800", "list": [None, {"x": 1.5}]}
    recorded = store.append(Append(A, 0, [(START, "First", data), (START + 5, "Second", {})], "the state"))
    assert recorded == (Recorded(A, 1, 1, START, "First", data), Recorded(A, 2, 2, START + 5, "Second", {}))
    assert store.read(A) == History(None, recorded)


def test_versions_and_positions_count_on(store: Store) -> None:
    store.append(numbers(A, 0, 1, 2))
    store.append(numbers(B, 0, 3))
    (recorded,) = store.append(numbers(A, 2, 4))
    assert (recorded.version, recorded.position) == (3, 4)


def test_streams_are_kept_apart(store: Store) -> None:
    others = (Stream("user", "A"), Stream("door", "a"), Stream("user", "a", incarnation=1), Stream("user", ""))
    for n, stream in enumerate((A, B, *others)):
        store.append(numbers(stream, 0, n))
    assert [read_numbers(store, stream) for stream in (A, B, *others)] == [[0], [1], [2], [3], [4], [5]]


def test_a_stream_is_read_after_a_version(store: Store) -> None:
    store.append(numbers(A, 0, 1, 2, 3))
    assert [recorded.version for recorded in store.read(A, after=1).events] == [2, 3]
    assert store.read(A, after=3) == store.read(A, after=9) == History(None, ())


@pytest.mark.parametrize("expected", [0, 2, -1])
def test_an_append_at_another_version_records_nothing(store: Store, expected: int) -> None:
    store.append(numbers(A, 0, 1))
    with pytest.raises(ConflictError, match="user a was changed in the meantime"):
        store.append(numbers(A, expected, 2))
    assert read_numbers(store, A) == [1]
    assert store.feed().latest == 1


def test_events_are_recorded_on_several_streams_together(store: Store) -> None:
    store.append(numbers(B, 0, 1))
    recorded = store.append(numbers(A, 0, 2, 3), numbers(B, 1, 4))
    assert [(it.stream, it.version, it.position) for it in recorded] == [(A, 1, 2), (A, 2, 3), (B, 2, 4)]
    assert store.feed(after=1).events == recorded


@pytest.mark.parametrize(("of_a", "of_b"), [(0, 0), (1, 1)])
def test_of_several_streams_none_is_changed_where_one_conflicts(store: Store, of_a: int, of_b: int) -> None:
    store.append(numbers(A, 0, 1))
    before = store.feed()
    with pytest.raises(ConflictError):
        store.append(numbers(A, of_a, 2), numbers(B, of_b, 3))
    assert (read_numbers(store, A), read_numbers(store, B)) == ([1], [])
    assert store.feed() == before
    assert store.append(numbers(B, 0, 4))[0].position == 2


def test_the_feed_is_in_the_order_of_the_appends(store: Store) -> None:
    recorded = [*store.append(numbers(A, 0, 1)), *store.append(numbers(B, 0, 2)), *store.append(numbers(A, 1, 3))]
    assert store.feed() == Feed(1, 3, tuple(recorded))
    assert store.feed(after=1, limit=1) == Feed(1, 3, (recorded[1],))
    assert store.feed(limit=0) == store.feed(after=3) == store.feed(after=99) == Feed(1, 3, ())


def test_a_replacement_takes_the_place_of_all_streams(store: Store) -> None:
    store.append(numbers(A, 0, 1, 2), numbers(B, 0, 3))
    stream = Stream("user", "a", incarnation=1)
    known = Recorded(stream, 4, 10, START, "Counted", {"n": 8})
    store.replace({stream: Base(4, (5, 6, 7, 8))}, [known], 11)
    assert store.read(A) == store.read(B) == History(None, ())
    assert store.read(stream) == History(Base(4, (5, 6, 7, 8)), ())
    assert store.feed() == Feed(10, 10, (known,))
    (recorded,) = store.append(numbers(stream, 4, 9))
    assert (recorded.version, recorded.position) == (5, 11)
    assert store.read(stream) == History(Base(4, (5, 6, 7, 8)), (recorded,))
    assert store.read(stream, after=4) == History(None, (recorded,))
    assert store.feed() == Feed(10, 11, (known, recorded))


def test_an_append_to_a_replaced_stream_conflicts(store: Store) -> None:
    store.append(numbers(A, 0, 1))
    store.replace({}, [], 1)
    with pytest.raises(ConflictError):
        store.append(numbers(A, 1, 2))
    assert store.append(numbers(A, 0, 3))[0].position == 1


def test_the_positions_go_on_after_a_replacement_without_events(store: Store) -> None:
    store.replace({}, [], 7)
    assert store.feed() == Feed(7, 6, ())
    assert store.append(numbers(A, 0, 1))[0].position == 7


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless_threads")
def test_of_parallel_appends_at_one_version_one_is_recorded(store: Store) -> None:
    def append(version: int) -> bool:
        try:
            store.append(numbers(A, version, *range(version, version + 20)), numbers(B, version, *[0] * 20))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        for turn in range(50):
            assert sum(pool.map(append, [turn * 20] * 8)) == 1
    assert read_numbers(store, A) == list(range(1000))
    assert [recorded.position for recorded in store.feed().events] == list(range(1, 2001))


APPENDS = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(-1, 1), st.integers(0, 3)), unique_by=lambda it: it[0]),
    max_size=12,
)


@pytest.mark.parametrize("kind", STORES)
@settings(deadline=None)
@given(appends=APPENDS, after=st.integers(0, 12), limit=st.none() | st.integers(0, 5))
def test_a_store_agrees_with_a_list_of_events(
    kind: str, appends: list[list[tuple[str, int, int]]], after: int, limit: int | None
) -> None:
    store, model = STORES[kind](), list[tuple[str, int]]()
    for several in appends:
        versions = {name: sum(known == name for known, _ in model) for name in "abc"}
        count = len(model)
        batch = [
            numbers(Stream("user", name), versions[name] + off, *range(count, count + size))
            for name, off, size in several
        ]
        if any(off for _, off, _ in several):
            with pytest.raises(ConflictError):
                store.append(*batch)
        else:
            store.append(*batch)
            model += [(item.stream.id, data["n"]) for item in batch for _, _, data in item.events]
    for name in "abc":
        of_stream = [n for known, n in model if known == name]
        assert [it.data["n"] for it in store.read(Stream("user", name), after).events] == of_stream[after:]
    feed = store.feed(after, limit)
    expected = model[after:][:limit]
    assert (feed.earliest, feed.latest) == (1, len(model))
    assert [(it.stream.id, it.data["n"]) for it in feed.events] == expected
    assert [it.position for it in feed.events] == list(range(after + 1, after + 1 + len(expected)))
