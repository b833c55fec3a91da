"""The stores that are tested, and what the tests append to them."""

from collections.abc import Callable, Mapping
from typing import Any

from spkey_mock.store.memory import MemoryStore
from spkey_mock.store.recorded import Base, Recorded, Stream
from spkey_mock.store.store import Append, Store

START = 1_793_923_200_000

A = Stream("user", "a")
B = Stream("user", "b")


def fold(base: Base | None, recorded: Recorded) -> Base:
    """Return a base whose state is the data of all events that were folded into it."""
    before: Any = () if base is None else base.state
    return Base(recorded.version, (*before, recorded.data["n"]))


STORES: Mapping[str, Callable[[], Store]] = {"memory": lambda: MemoryStore(fold)}
"""Makes an empty store of each kind."""


def numbers(stream: Stream, expected: int, *counts: int) -> Append:
    """Return an append of events that carry these numbers."""
    return Append(stream, expected, [(START + n, "Counted", {"n": n}) for n in counts])


def read_numbers(store: Store, stream: Stream, after: int = 0) -> list[int]:
    """Return the numbers of the events that are read from a stream, those in its base included."""
    history = store.read(stream, after)
    base: Any = () if history.base is None else history.base.state
    return [*base, *(recorded.data["n"] for recorded in history.events)]
