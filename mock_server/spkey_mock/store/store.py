"""The interface of an event store. A store handles streams and JSON, and knows nothing of aggregates."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen

from .recorded import Base, Data, Feed, History, Recorded, Stream


class ConflictError(Exception):
    """A stream is no longer at the version that an append expected."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(f"{stream.aggregate} {stream.id} was changed in the meantime.")


@frozen
class Append:
    """Events to record on one stream.

    Attributes:
        stream: The stream.
        expected: The version that the stream must have.
        events: The events, each as its time in epoch milliseconds, its type and its data.
        after: The state after the events, which becomes a base of the stream when the store drops them.
    """

    stream: Stream
    expected: int
    events: Sequence[tuple[int, str, Data]]
    after: object


class Store(Protocol):
    """An event store. Thread-safe."""

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

    @property
    def size(self) -> int:
        """The approximate memory of the events, in bytes; 0 if the store keeps them elsewhere."""
        ...

    def limit(self, *, events: int, text: int) -> None:
        """Change the limits of the log, if the store has any. The oldest events beyond them are dropped.

        Args:
            events: The maximum number of events.
            text: The maximum total length of their texts, in characters.
        """
        ...

    def replace(self, bases: Mapping[Stream, Base], events: Sequence[Recorded], next_position: int) -> None:
        """Replace all streams with these, atomically.

        Args:
            bases: The new streams.
            events: The known events that led to the bases, in order. They become part of the feed.
            next_position: The position of the next event.
        """
        ...
