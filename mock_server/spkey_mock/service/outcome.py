"""The outcome of a request: the request, its response and the intermediate results."""

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
    """A request and its outcome. Results of steps that a rejected request did not reach are None or empty.

    Attributes:
        request: The request.
        at: When the request was processed, in epoch milliseconds.
        route: The operation and path parameters.
        caller: The sender.
        values: The validated values.
        typed: The typed request.
        subject: The stream that the request addresses.
        before: The state of that stream before the request.
        recorded: The recorded events, those of the own stream first.
        later: The scheduled work.
        error: The rejection, if the request was rejected.
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
        """The operation that the request addresses, if any."""
        return None if self.route is None else self.route.operation
