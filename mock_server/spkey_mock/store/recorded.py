"""The values of an event store: streams, recorded events and documents."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

Data = Mapping[str, Any]
"""The data of an event or a document as a JSON object. Recorded data is immutable."""


@frozen
class Stream:
    """The name of a stream of events.

    Attributes:
        aggregate: The type of the aggregate, such as `user`.
        id: The id by which paths name the aggregate.
        incarnation: The number of imports so far. An import starts new streams, even for ids that existed before.
    """

    aggregate: str
    id: str
    incarnation: int = 0


@frozen
class Recorded:
    """An event that was recorded.

    Attributes:
        stream: The stream of the event.
        version: The version of the stream after the event, from 1.
        position: The position in the store's global order, from 1.
        at: When the event was recorded, in epoch milliseconds.
        type: The name of the event.
        data: The data of the event.
    """

    stream: Stream
    version: int
    position: int
    at: int
    type: str
    data: Data


@frozen
class Base:
    """A snapshot of a stream: the state after all events up to a version.

    Attributes:
        version: The version.
        state: The state, which is opaque to the store. A durable store keeps it as a JSON object.
    """

    version: int
    state: object


@frozen
class History:
    """The base of a stream and the events after it.

    Attributes:
        base: The snapshot into which older events were folded, if any.
        events: The events after the base, oldest first.
    """

    base: Base | None
    events: tuple[Recorded, ...]


@frozen
class Feed:
    """A part of the global order.

    Attributes:
        earliest: The position of the earliest event still in the log, or of the next event if the log is empty.
        latest: The position of the last recorded event, or 0.
        events: The events, oldest first.
        forgotten: The number of recorded events that are no longer in the log.
    """

    earliest: int
    latest: int
    events: tuple[Recorded, ...]
    forgotten: int = 0


@frozen
class Document:
    """A JSON object that a world keeps besides its events, such as a fault or a subscription.

    Attributes:
        kind: The kind of the document, such as `fault`.
        key: The key, unique among the documents of its kind.
        version: The number of changes so far, at least 1.
        data: The object, or None once the document was removed.
    """

    kind: str
    key: str
    version: int
    data: Data | None
