"""What is known of one request while it is carried out, and afterwards."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..aggregates.users import Event, User
    from ..world.faults import Fault
    from .contract import Operation, Route, Values
    from .credentials import Caller
    from .errors import Refusal
    from .message import Request, Response


@dataclass(slots=True)
class Exchange:
    """A request and what became of it. What was not reached, because the request was refused before, stays None.

    Attributes:
        request: The request.
        now: When it came, in epoch milliseconds.
        route: The operation that it names, with the values of its path.
        caller: Who sent it.
        values: What it says, validated.
        user: The user whom it is about, as of before.
        event: The event that it caused.
        version: The version of the user after that.
        refusal: Why it was not carried out.
        fault: What went wrong with it on purpose.
        response: The answer.
    """

    request: "Request"
    now: int
    route: "Route | None" = None
    caller: "Caller | None" = None
    values: "Values | None" = None
    user: "User | None" = None
    event: "Event | None" = None
    version: int = 0
    refusal: "Refusal | None" = None
    fault: "Fault | None" = None
    response: "Response | None" = None

    @property
    def operation(self) -> "Operation | None":
        """The operation that the request names."""
        return None if self.route is None else self.route.operation

    @property
    def status(self) -> int:
        """The status of the answer, or 0 where the connection was dropped instead."""
        return 0 if self.response is None or self.response.ending == "dropped" else self.response.status

    @property
    def user_id(self) -> str | None:
        """The user whom its path names."""
        return None if self.route is None else self.route.params.get("id")
