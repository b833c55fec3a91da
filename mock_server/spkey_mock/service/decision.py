"""What commands decide."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..store.recorded import Data
from .event import Event

_EMPTY: Mapping[str, Any] = {}


@frozen
class Later:
    """Work to do at a later time of the world's clock.

    Attributes:
        at: When it is due, in epoch milliseconds.
        aggregate: The kind of the aggregate that it concerns.
        id: The id of that aggregate.
        task: The name of the aggregate's task.
        data: What the task needs to know.
    """

    at: int
    aggregate: str
    id: str
    task: str
    data: Data = _EMPTY


@frozen
class Decision:
    """What a command decides when that is more than one event.

    Attributes:
        events: The events of its own aggregate.
        others: The kind, id and events of other aggregates. They are recorded together with its own, or not at all.
        later: The work that it schedules.
        extra: Properties of the response that are not in the event.
    """

    events: tuple[Event[Any], ...] = ()
    others: tuple[tuple[str, str, tuple[Event[Any], ...]], ...] = ()
    later: tuple[Later, ...] = ()
    extra: Mapping[str, object] = _EMPTY
