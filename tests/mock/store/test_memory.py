"""The store in memory, whose log is bounded."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock.store.memory import MemoryStore
from spkey_mock.store.recorded import Base, Feed, History, Recorded, Stream
from spkey_mock.store.store import Append, ForgottenError

from .stores import START, A, B, numbers, read_numbers


def text(stream: Stream, expected: int, value: Any) -> Append:
    return Append(stream, expected, [(START, "Said", {"n": 0, "text": value})], (0,) * (expected + 1))


def test_the_oldest_events_remain_in_the_bases_of_their_streams() -> None:
    store = MemoryStore(events=3)
    store.append(numbers(A, 0, 1, 2))
    store.append(numbers(B, 0, 3))
    store.append(numbers(A, 2, 4, before=(1, 2)))
    assert store.read(A) == History(Base(3, (1, 2, 4)), ())
    assert store.read(B) == History(None, store.feed().events[1:2])
    assert (store.feed().earliest, store.feed().latest) == (2, 4)
    store.append(numbers(A, 3, 5, 6, before=(1, 2, 4)))
    assert store.read(A) == History(Base(3, (1, 2, 4)), store.feed().events[1:])
    assert store.read(B) == History(Base(1, (3,)), ())


def test_the_latest_events_of_a_stream_are_kept_after_its_base() -> None:
    store = MemoryStore(events=100)
    for n in range(200):
        store.append(numbers(A, n, n, before=range(n)))
    history = store.read(A)
    assert history.base is not None
    assert history.events == store.feed().events[history.base.version - 100 :]
    assert 100 <= history.base.version < 132
    assert read_numbers(store, A) == list(range(200))


def test_a_base_is_read_only_where_events_in_it_are_wanted() -> None:
    store = MemoryStore(events=1)
    store.append(numbers(A, 0, 1, 2))
    (latest,) = store.append(numbers(A, 2, 3, before=(1, 2)))
    base = Base(2, (1, 2))
    assert [store.read(A, after) for after in range(4)] == [
        History(base, (latest,)),
        History(base, (latest,)),
        History(None, (latest,)),
        History(None, ()),
    ]


def test_versions_and_positions_count_on_where_nothing_is_kept() -> None:
    store = MemoryStore(events=0)
    store.append(numbers(A, 0, 1, 2))
    (recorded,) = store.append(numbers(A, 2, 3, before=(1, 2)))
    assert (recorded.version, recorded.position) == (3, 3)
    assert store.read(A) == History(Base(3, (1, 2, 3)), ())
    assert store.feed() == Feed(4, 3, (), 3)


def test_the_history_has_the_events_that_are_in_the_log_even_those_that_a_base_includes() -> None:
    store = MemoryStore(events=5)
    for n in range(40):
        store.append(numbers(A, n, n, before=range(n)))
    store.append(numbers(B, 0, 1))
    assert store.history(A, 0, 36) == ()
    assert [it.version for it in store.history(A, 36, 2)] == [37, 38]
    events = store.feed().events
    store.replace({A: Base(40, range(40)), B: Base(1, (1,))}, events, 42)
    assert store.history(A, 0, 100) == events[:-1]
    store.append(numbers(A, 40, 40, before=range(40)))
    assert [it.version for it in store.history(A, 0, 100)] == [38, 39, 40, 41]


def test_the_texts_of_events_are_bounded() -> None:
    store = MemoryStore(text=1000)
    for version in range(100):
        store.append(text(A, version, "o" * 300))
    assert len(store.feed().events) == 3
    assert store.feed().earliest == 98
    assert read_numbers(store, A) == [0] * 100


@pytest.mark.parametrize(
    "value", ["x" * 10, ["x" * 5, ["x" * 5]], {"y": "x" * 6, "z": ["x" * 4]}, {"y": {"z": "x" * 10}}]
)
def test_texts_are_counted_wherever_they_are_in_the_data(value: object) -> None:
    store = MemoryStore(text=29)
    for version in range(3):
        store.append(text(A, version, value))
    assert len(store.feed().events) == 2


@pytest.mark.parametrize("value", [None, True, 10**6, 1.5, [1, 2, None], {}])
def test_numbers_and_names_are_no_texts(value: object) -> None:
    store = MemoryStore(text=0)
    store.append(text(A, 0, value))
    assert len(store.feed().events) == 1


def test_an_event_longer_than_all_texts_may_be_is_dropped_immediately() -> None:
    store = MemoryStore(text=5)
    store.append(text(A, 0, "x" * 5))
    store.append(text(B, 0, "x" * 6))
    assert store.feed() == Feed(3, 2, (), 2)
    assert store.read(B) == History(Base(1, (0,)), ())


@pytest.mark.parametrize("bounds", [{"events": 2}, {"text": 20}])
def test_a_replacement_keeps_the_latest_events_alone(bounds: dict[str, int]) -> None:
    store = MemoryStore(**bounds)
    known = [Recorded(A, n, n, START, "Said", {"n": n, "text": "x" * 10}) for n in range(1, 6)]
    store.replace({A: Base(5, (1, 2, 3, 4, 5))}, known, 6)
    assert store.feed() == Feed(4, 5, tuple(known[3:]), 3)
    assert store.read(A) == History(Base(5, (1, 2, 3, 4, 5)), ())
    store.append(numbers(A, 5, 6, 7, 8, before=range(1, 6)))
    assert read_numbers(store, A) == [1, 2, 3, 4, 5, 6, 7, 8]


@settings(deadline=None)
@given(
    events=st.integers(0, 6),
    length=st.integers(0, 40),
    appends=st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20)), max_size=4), max_size=10),
)
def test_nothing_is_lost_however_little_is_kept(events: int, length: int, appends: list[list[tuple[str, int]]]) -> None:
    store, streams = MemoryStore(events=events, text=length), {name: Stream("user", name) for name in "abc"}
    model: dict[str, list[int]] = {name: [] for name in "abc"}
    total = 0
    for several in appends:
        for name, size in several:
            total += 1
            event = (START, "Said", {"n": total, "text": "x" * size})
            model[name].append(total)
            store.append(Append(streams[name], len(model[name]) - 1, [event], tuple(model[name])))
    for name, stream in streams.items():
        assert read_numbers(store, stream) == model[name]
        history = store.read(stream)
        first = 0 if history.base is None else history.base.version
        assert [it.version for it in history.events] == list(range(first + 1, len(model[name]) + 1))
    feed = store.feed()
    assert feed.latest == total
    assert [it.position for it in feed.events] == list(range(feed.earliest, total + 1))
    assert feed.forgotten == total - len(feed.events)
    assert len(feed.events) <= events
    assert sum(len(it.data["text"]) for it in feed.events) <= length


def history() -> tuple[MemoryStore, tuple[Recorded, ...]]:
    """Return a store with six events on two streams."""
    store = MemoryStore()
    store.append(numbers(A, 0, 1, 2))
    store.append(numbers(B, 0, 3))
    store.append(numbers(A, 2, 4, before=(1, 2)))
    store.append(numbers(B, 1, 5, 6, before=(3,)))
    return store, store.feed().events


def test_the_feed_of_a_stream_begins_and_ends_anywhere() -> None:
    store, events = history()
    of_a = (events[0], events[1], events[3])
    assert store.feed(stream=A).events == of_a
    assert store.feed(1, 1, stream=A).events == of_a[1:2]
    assert store.feed(latest=True, limit=2).events == events[-2:]
    assert store.feed(1, 3, stream=A, latest=True).events == of_a[1:]
    assert store.feed(stream=A, latest=True, limit=1) == Feed(1, 6, of_a[-1:])
    assert store.feed(stream=Stream("user", "a", 1)).events == ()


def test_the_streams_are_known_as_of_every_position_in_the_log() -> None:
    store, events = history()
    assert [store.as_of(position) for position in range(8)] == [({}, events[:position]) for position in range(8)]


def test_dropped_events_are_in_the_bases_and_cannot_be_removed() -> None:
    store, events = history()
    store.limit(events=3, text=1000)
    assert store.as_of(6) == ({A: Base(3, (1, 2, 4)), B: Base(3, (3, 5, 6))}, ())
    with pytest.raises(ForgottenError, match="no longer has the events after position 2"):
        store.as_of(2)
    store = MemoryStore(events=4)
    store.append(numbers(A, 0, 1))
    for event in events[:4]:
        store.append(numbers(B, event.position - 1, event.position, before=range(1, event.position)))
    assert store.as_of(3) == ({A: Base(1, (1,))}, store.feed().events[:2])


def test_a_replacement_goes_back_to_its_origins() -> None:
    stream, new = Stream("user", "a", 1), Stream("user", "b", 1)
    known = [Recorded(stream, n, n, START, "Counted", {"n": n}) for n in (3, 4)]
    known.append(Recorded(new, 1, 5, START, "Counted", {"n": 5}))
    bases = {stream: Base(4, (1, 2, 3, 4)), new: Base(1, (5,))}
    store = MemoryStore()
    store.replace(bases, known, 11, origins={stream: Base(2, (1, 2))})
    assert (read_numbers(store, stream), read_numbers(store, new)) == ([1, 2, 3, 4], [5])
    assert store.as_of(3) == ({stream: Base(2, (1, 2))}, (known[0],))
    (recorded,) = store.append(numbers(stream, 4, 6, before=(1, 2, 3, 4)))
    assert (recorded.version, recorded.position) == (5, 11)
    assert store.feed(5) == Feed(3, 11, (recorded,), 7)
    assert store.feed(4).events == (known[2], recorded)
    store.limit(events=1, text=1000)
    assert store.read(stream) == History(Base(5, (1, 2, 3, 4, 6)), ())
    assert store.read(new) == History(bases[new], ())
