"""What the mock expects of a store. It knows streams and JSON, and no aggregate."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from .recorded import Base, Data, Feed, History, Recorded, Stream

Fold = Callable[[Base | None, Recorded], Base]
"""Fold one event into the base of its stream."""


class ConflictError(Exception):
    """A stream is no longer at the version that an append expected."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(f"{stream.aggregate} {stream.id} was changed meanwhile.")


@frozen
class Append:
    """Events to record on one stream.

    Attributes:
        stream: The stream.
        expected: The version that the stream must have.
        events: The events: when each happens in epoch milliseconds, its type and its data.
    """

    stream: Stream
    expected: int
    events: Sequence[tuple[int, str, Data]]


class Store(Protocol):
    """Keeps events. Any thread may call it."""

    def read(self, stream: Stream, after: int = 0) -> History:
        """Return the events of a stream with a version above `after`, from its base on."""
        ...

    def append(self, *appends: Append) -> tuple[Recorded, ...]:
        """Record events on one stream or several, all or none.

        Raises:
            ConflictError: A stream is not at the expected version. Nothing was recorded.
        """
        ...

    def feed(self, after: int = 0, limit: int | None = None) -> Feed:
        """Return the events with a position above `after`, at most `limit` of them."""
        ...

    def replace(self, bases: Mapping[Stream, Base], events: Sequence[Recorded], next_position: int) -> None:
        """Put these streams in the place of all others, at once.

        Args:
            bases: The streams.
            events: Events that led to the bases and are still known, in their order. They are part of the feed.
            next_position: The position of the event that is recorded next.
        """
        ...
