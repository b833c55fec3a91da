"""The interface of an event store. A store handles streams and JSON, and knows nothing of aggregates."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen

from .recorded import Base, Data, Feed, History, Recorded, Stream


class ConflictError(Exception):
    """A stream or document is no longer at the version that a write expected. Nothing was recorded."""

    def __init__(self, subject: Stream | str) -> None:
        name = subject if isinstance(subject, str) else f"{subject.aggregate} {subject.id}"
        super().__init__(f"{name} was changed in the meantime.")


class ForgottenError(ValueError):
    """The events that are needed are no longer in the log."""


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

    def history(self, stream: Stream, after: int, limit: int) -> tuple[Recorded, ...]:
        """Return the events of a stream that are still in the log, oldest first.

        Args:
            stream: The stream.
            after: The version after which to begin.
            limit: The number of versions to look up.
        """
        ...

    def append(self, *appends: Append) -> tuple[Recorded, ...]:
        """Record events on one stream or several, all or none.

        Raises:
            ConflictError: A stream is not at the expected version. Nothing was recorded.
        """
        ...

    def feed(
        self, after: int = 0, limit: int | None = None, *, stream: Stream | None = None, latest: bool = False
    ) -> Feed:
        """Return the events in the log with a position above `after`, oldest first.

        Args:
            after: The position after which to begin.
            limit: The maximum number of events.
            stream: The stream whose events to return; by default all.
            latest: Whether the limit keeps the last of these events instead of the first.
        """
        ...

    def as_of(self, position: int) -> tuple[Mapping[Stream, Base], tuple[Recorded, ...]]:
        """Return the streams as of a position: a base of each that had one, and the events after it up to the position.

        Raises:
            ForgottenError: The log no longer has the required events.
        """
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

    def replace(
        self,
        bases: Mapping[Stream, Base],
        events: Sequence[Recorded],
        next_position: int,
        *,
        origins: Mapping[Stream, Base] | None = None,
        forgotten: int | None = None,
    ) -> None:
        """Replace all streams with these, atomically.

        Args:
            bases: The new streams.
            events: The known events that led to the bases, in order. They become part of the feed.
            next_position: The position of the next event, in stores whose positions have no gaps.
            origins: The earlier bases from which the events lead to `bases`, of the streams that had one, so that
                `as_of` can go back to before these events. By default, the bases themselves.
            forgotten: The number of events before these; by default, the number of positions before them.
        """
        ...
