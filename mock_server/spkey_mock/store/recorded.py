"""What a store keeps: streams, and the events that were recorded on them."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

Data = Mapping[str, Any]
"""The data of an event as a JSON object. It is never changed once it is recorded."""


@frozen
class Stream:
    """The name of a stream of events.

    Attributes:
        aggregate: The kind of aggregate, such as `user`.
        id: The id by which paths name the aggregate.
        incarnation: How often an import replaced everything before. Equal ids of two incarnations are two streams.
    """

    aggregate: str
    id: str
    incarnation: int = 0


@frozen
class Recorded:
    """An event that was recorded.

    Attributes:
        stream: The stream that it is part of.
        version: The version of the stream after the event, from 1.
        position: Its place in the store's global order, from 1.
        at: When it was recorded, in epoch milliseconds.
        type: Its name.
        data: Its data.
    """

    stream: Stream
    version: int
    position: int
    at: int
    type: str
    data: Data


@frozen
class Base:
    """The state of a stream as of a version, into which the events up to that version are folded.

    Attributes:
        version: The version.
        state: The state. The store passes it on and never looks into it.
    """

    version: int
    state: object


@frozen
class History:
    """A stream from its base on.

    Attributes:
        base: What older events were folded into, if any were.
        events: The events after the base, oldest first.
    """

    base: Base | None
    events: tuple[Recorded, ...]


@frozen
class Feed:
    """A part of the global order.

    Attributes:
        earliest: The position of the earliest event that the store still has. If it has none, that of the next one.
        latest: The position of the event that was recorded last, 0 if there was none.
        events: The events, oldest first.
    """

    earliest: int
    latest: int
    events: tuple[Recorded, ...]
