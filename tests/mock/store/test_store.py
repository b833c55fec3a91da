"""The behaviour of every store."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spkey_mock.store.recorded import Base, Feed, History, Recorded, Stream
from spkey_mock.store.store import Append, ConflictError, ForgottenError, Store

from .stores import START, A, B, NewStore, numbers, read_numbers, unplaced


@pytest.fixture
def store(new_store: NewStore) -> Store:
    return new_store()


def test_a_stream_without_events_is_empty(store: Store) -> None:
    assert store.read(A) == History(None, ())
    assert store.feed() == Feed(1, 0, ())


def test_appended_events_are_read(store: Store) -> None:
    data = {"n": 1, "text": "ü\ud800", "list": [None, {"x": 1.5}]}
    recorded = store.append(Append(A, 0, [(START, "First", data), (START + 5, "Second", {})], "the state"))
    assert unplaced(recorded) == [Recorded(A, 1, 0, START, "First", data), Recorded(A, 2, 0, START + 5, "Second", {})]
    assert store.read(A) == History(None, recorded)


def test_the_history_of_a_stream_is_read_by_version(store: Store) -> None:
    recorded = store.append(numbers(A, 0, *range(1, 8)))
    store.append(numbers(B, 0, 8))
    assert store.history(A, 0, 3) == recorded[:3]
    assert store.history(A, 3, 2) == recorded[3:5]
    assert store.history(A, 6, 9) == recorded[6:]
    assert store.history(A, 7, 9) == ()
    assert store.history(A, 0, 0) == ()
    assert store.history(Stream("user", "c"), 0, 9) == ()


def test_versions_and_positions_count_on(store: Store) -> None:
    before = [*store.append(numbers(A, 0, 1, 2)), *store.append(numbers(B, 0, 3))]
    (recorded,) = store.append(numbers(A, 2, 4))
    assert recorded.version == 3
    assert len(unplaced([*before, recorded])) == 4


STRANGE = (
    "A",
    "",
    "\0",
    "\ud800",
    "\udc00\ud800",
    "\\",
    '"',
    '"A"',
    "#",
    "#A",
    "🔑",
    "a\nb",
    "%s",
    ":id",
    "x" * 60_000,
    "x" * 60_001,
)
"""Ids that a client may send: texts that databases reject, or that look like the encoding of other texts."""


def test_streams_are_kept_apart(store: Store) -> None:
    streams = (A, B, Stream("door", "a"), *(Stream("user", it) for it in STRANGE))
    for n, stream in enumerate(streams):
        store.append(numbers(stream, 0, n))
    assert [read_numbers(store, stream) for stream in streams] == [[n] for n in range(len(streams))]
    assert [event.stream for event in store.feed().events] == [*streams]
    assert [event.data["n"] for stream in streams for event in store.feed(stream=stream).events] == [
        *range(len(streams))
    ]


@pytest.mark.parametrize("text", [*STRANGE, "a" * 5_000])
def test_types_and_texts_are_recorded_as_they_are(store: Store, text: str) -> None:
    store.append(Append(A, 0, [(START, text, {text: [text]})], {}))
    (recorded,) = store.read(A).events
    assert (recorded.type, recorded.data) == (text, {text: [text]})


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
    assert len(store.feed().events) == 1


@pytest.mark.parametrize("expected", [0, 2])
def test_an_append_without_events_expects_a_version_too(store: Store, expected: int) -> None:
    store.append(numbers(A, 0, 1))
    assert store.append(numbers(A, 1)) == ()
    with pytest.raises(ConflictError):
        store.append(numbers(A, expected))


def test_events_are_recorded_on_several_streams_together(store: Store) -> None:
    (first,) = store.append(numbers(B, 0, 1))
    recorded = store.append(numbers(A, 0, 2, 3), numbers(B, 1, 4))
    assert [(it.stream, it.version) for it in unplaced(recorded)] == [(A, 1), (A, 2), (B, 2)]
    assert store.feed(after=first.position).events == recorded


@pytest.mark.parametrize(("of_a", "of_b"), [(0, 0), (1, 1)])
def test_of_several_streams_none_is_changed_where_one_conflicts(store: Store, of_a: int, of_b: int) -> None:
    store.append(numbers(A, 0, 1))
    before = store.feed()
    with pytest.raises(ConflictError):
        store.append(numbers(A, of_a, 2), numbers(B, of_b, 3))
    assert (read_numbers(store, A), read_numbers(store, B)) == ([1], [])
    assert store.feed() == before
    assert store.append(numbers(B, 0, 4)) == store.feed().events[1:]


def test_the_feed_is_in_the_order_of_the_appends(store: Store) -> None:
    recorded = [*store.append(numbers(A, 0, 1)), *store.append(numbers(B, 0, 2)), *store.append(numbers(A, 1, 3))]
    first, second, last = (it.position for it in recorded)
    assert store.feed() == Feed(first, last, tuple(recorded))
    assert store.feed(after=first, limit=1) == Feed(first, last, (recorded[1],))
    assert store.feed(after=second, limit=1, latest=True) == Feed(first, last, (recorded[2],))
    assert store.feed(limit=2, latest=True) == Feed(first, last, tuple(recorded[1:]))
    assert store.feed(stream=A) == Feed(first, last, (recorded[0], recorded[2]))
    assert store.feed(stream=A, limit=1, latest=True) == Feed(first, last, (recorded[2],))
    assert store.feed(stream=B, after=second) == Feed(first, last, ())
    assert store.feed(limit=0) == store.feed(after=last) == store.feed(after=10**30) == Feed(first, last, ())


def test_the_streams_are_known_as_of_every_position(store: Store) -> None:
    recorded = (*store.append(numbers(A, 0, 1, 2)), *store.append(numbers(B, 0, 3)), *store.append(numbers(A, 2, 4)))
    assert store.as_of(0) == ({}, ())
    for count, event in enumerate(recorded, 1):
        assert store.as_of(event.position) == ({}, recorded[:count])
    assert store.as_of(10**30) == ({}, recorded)


def test_a_replacement_takes_the_place_of_all_streams(store: Store) -> None:
    store.append(numbers(A, 0, 1, 2), numbers(B, 0, 3))
    stream = Stream("user", "a", incarnation=1)
    known = Recorded(stream, 4, 10, START, "Counted", {"n": 8})
    store.replace({stream: Base(4, [5, 6, 7, 8])}, [known], 11)
    assert store.read(A) == store.read(B) == History(None, ())
    assert store.read(stream) == History(Base(4, [5, 6, 7, 8]), ())
    feed = store.feed()
    assert unplaced(feed.events) == unplaced([known])
    assert (feed.earliest, feed.latest, feed.forgotten) == (feed.events[0].position, feed.events[0].position, 9)
    (recorded,) = store.append(numbers(stream, 4, 9))
    assert recorded.version == 5
    assert store.read(stream) == History(Base(4, [5, 6, 7, 8]), (recorded,))
    assert store.read(stream, after=4) == History(None, (recorded,))
    assert store.feed().events == (*feed.events, recorded)
    assert store.feed(after=feed.latest).events == (recorded,)


def test_a_replacement_goes_back_to_its_origins(store: Store) -> None:
    stream, new = Stream("user", "a", 1), Stream("user", "b", 1)
    known = [Recorded(stream, n, n, START, "Counted", {"n": n}) for n in (3, 4)]
    known.append(Recorded(new, 1, 5, START, "Counted", {"n": 5}))
    bases = {stream: Base(4, [1, 2, 3, 4]), new: Base(1, [5])}
    store.replace(bases, known, 11, origins={stream: Base(2, [1, 2])})
    assert (read_numbers(store, stream), read_numbers(store, new)) == ([1, 2, 3, 4], [5])
    known = [*store.feed().events]
    origins = {stream: Base(2, [1, 2])}
    assert store.as_of(known[0].position) == (origins, (known[0],))
    assert store.as_of(known[0].position - 1) == (origins, ())
    with pytest.raises(ForgottenError):
        store.as_of(known[0].position - 2)
    (recorded,) = store.append(numbers(stream, 4, 6, before=(1, 2, 3, 4)))
    assert store.as_of(recorded.position) == (origins, (*known, recorded))


def test_events_in_a_base_cannot_be_removed(store: Store) -> None:
    stream = Stream("user", "a", 1)
    known = [Recorded(stream, n, n, START, "Counted", {"n": n}) for n in (3, 4)]
    store.replace({stream: Base(4, [1, 2, 3, 4])}, known, 5)
    first, last = store.feed().events
    assert store.as_of(last.position) == ({stream: Base(4, [1, 2, 3, 4])}, ())
    with pytest.raises(ForgottenError, match="no longer has the events after position"):
        store.as_of(first.position)


def test_an_append_to_a_replaced_stream_conflicts(store: Store) -> None:
    store.append(numbers(A, 0, 1))
    store.replace({}, [], 1)
    with pytest.raises(ConflictError, match="user a was changed in the meantime"):
        store.append(numbers(A, 1, 2))
    assert store.append(numbers(Stream("user", "a", 1), 0, 3)) == store.feed().events


def test_the_positions_go_on_after_a_replacement_without_events(store: Store) -> None:
    store.replace({}, [], 7)
    feed = store.feed()
    assert (feed.earliest, feed.events, feed.forgotten) == (feed.latest + 1, (), 6)
    (recorded,) = store.append(numbers(Stream("user", "a", 1), 0, 1))
    assert store.feed(after=feed.latest).events == (recorded,)


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
        for turn in range(20):
            assert sum(pool.map(append, [turn * 20] * 8)) == 1
    assert read_numbers(store, A) == list(range(400))
    assert len(unplaced(store.feed().events)) == 800


APPENDS = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(-1, 1), st.integers(0, 3)), unique_by=lambda it: it[0]),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(appends=APPENDS, after=st.integers(0, 12), limit=st.none() | st.integers(0, 5))
def test_a_store_agrees_with_a_list_of_events(
    new_store: NewStore, appends: list[list[tuple[str, int, int]]], after: int, limit: int | None
) -> None:
    store, model = new_store(), list[Recorded]()
    for several in appends:
        versions = {name: sum(event.stream.id == name for event in model) for name in "abc"}
        batch = [
            numbers(Stream("user", name), versions[name] + off, *range(len(model), len(model) + size))
            for name, off, size in several
        ]
        if any(off for _, off, _ in several):
            with pytest.raises(ConflictError):
                store.append(*batch)
        else:
            recorded = store.append(*batch)
            assert [(it.stream, it.data) for it in recorded] == [
                (item.stream, data) for item in batch for _, _, data in item.events
            ]
            model += recorded
    assert len(unplaced(model)) == len(model)
    for name in "abc":
        of_stream = [event for event in model if event.stream.id == name]
        assert store.read(Stream("user", name), after).events == tuple(of_stream[after:])
    position = ([0] + [event.position for event in model])[min(after, len(model))]
    assert store.feed(position, limit).events == tuple(model[after:][:limit])
    assert (store.feed().earliest, store.feed().latest) == (
        (model[0].position, model[-1].position) if model else (1, 0)
    )
