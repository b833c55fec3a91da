"""The decisions of commands: events to record and work to schedule."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..store.recorded import Data
from .errors import Rejection
from .event import Event
from .message import Response

_EMPTY: Mapping[str, Any] = {}


@frozen
class Later:
    """Work that is scheduled for a later time on the world's clock.

    Attributes:
        at: When the work is due, in epoch milliseconds.
        aggregate: The type of the aggregate to work on.
        id: The id of that aggregate.
        task: The name of the aggregate's task.
        data: The arguments of the task.
    """

    at: int
    aggregate: str
    id: str
    task: str
    data: Data = _EMPTY


@frozen
class Decision:
    """The full decision of a command. A command that decides on a single event can return the event instead.

    Attributes:
        events: The events of the command's own aggregate.
        others: The type, id and events of other aggregates. All events are recorded atomically.
        later: The work to schedule.
        extra: Additional properties of the response that are not in the event.
        response: The response, instead of the usual one of a command.
        error: The rejection of the request, which is returned after the events are recorded.
    """

    events: tuple[Event[Any], ...] = ()
    others: tuple[tuple[str, str, tuple[Event[Any], ...]], ...] = ()
    later: tuple[Later, ...] = ()
    extra: Mapping[str, object] = _EMPTY
    response: Response | None = None
    error: Rejection | None = None
