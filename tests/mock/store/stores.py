"""The stores that are tested, and what the tests append to them."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import evolve
from spkey_mock.store.recorded import Recorded, Stream
from spkey_mock.store.store import Append, Store

START = 1_793_923_200_000

A = Stream("user", "a")
B = Stream("user", "b")

MEMORY, SQLITE, POSTGRESQL = STORES = ("memory", "sqlite", "postgresql")
"""The kinds of stores."""

NewStore = Callable[[], Store]
"""Makes an empty store."""


def numbers(stream: Stream, expected: int, *counts: int, before: Sequence[int] = ()) -> Append:
    """Return an append of events that carry these numbers. The state of a stream is the numbers of all its events."""
    return Append(stream, expected, [(START + n, "Counted", {"n": n}) for n in counts], (*before, *counts))


def read_numbers(store: Store, stream: Stream, after: int = 0) -> list[int]:
    """Return the numbers of the events that are read from a stream, those in its base included."""
    history = store.read(stream, after)
    base: Any = () if history.base is None else history.base.state
    return [*base, *(recorded.data["n"] for recorded in history.events)]


def unplaced(events: Sequence[Recorded]) -> list[Recorded]:
    """Return events without their positions, which must ascend. Only some stores have positions without gaps."""
    positions = [event.position for event in events]
    assert positions == sorted(set(positions))
    return [evolve(event, position=0) for event in events]
