"""The outcome of a request: everything that is known of it once the service is done with it."""

from typing import Any

from attrs import frozen

from ..store.recorded import Recorded, Stream
from .contract import Operation, Route, Values
from .credentials import Caller
from .decision import Later
from .errors import Rejection
from .message import Request, Response
from .state import State


@frozen
class Outcome:
    """A request and its outcome. What was not reached, because the request was rejected before, is None or empty.

    Attributes:
        request: The request.
        at: When it was carried out, in epoch milliseconds.
        route: The operation that it names, with the values of its path.
        caller: Who sent it.
        values: What it says, validated.
        typed: The same, typed.
        subject: The stream that it concerns.
        before: The state of that stream, as of before.
        recorded: The events that it caused, those of its own stream first.
        later: The work that it scheduled.
        error: Why it was not carried out.
        response: The response.
    """

    request: Request
    at: int
    route: Route | None
    response: Response
    caller: Caller | None = None
    values: Values | None = None
    typed: Any = None
    subject: Stream | None = None
    before: State | None = None
    recorded: tuple[Recorded, ...] = ()
    later: tuple[Later, ...] = ()
    error: Rejection | None = None

    @property
    def operation(self) -> Operation | None:
        """The operation that the request names."""
        return None if self.route is None else self.route.operation
