"""The audiences of the parts of an operation."""

from collections.abc import Callable

from attrs import frozen

from ...document.document import Document
from ..changes import Audience, Severity
from ..schemas.difference import Difference
from ..schemas.differences import Differences
from ..schemas.kinds import for_reader, for_sender
from ..schemas.normal import Normal


@frozen
class Side:
    """An audience of a part of an operation.

    Attributes:
        audience: The name of the audience.
        differences: The differences between schemas, as the audience sees them.
        judge: Returns the severity of a difference for the audience.
        is_sender: Whether the audience sends the part.
    """

    audience: Audience
    differences: Differences
    judge: Callable[[Difference], Severity]
    is_sender: bool

    def means(self, difference: Difference) -> dict[Audience, Severity]:
        """Return the severity of a difference, by audience."""
        return {self.audience: self.judge(difference)}


@frozen
class Sides:
    """The audiences of operations and webhooks.

    Attributes:
        caller: Those who send requests.
        reader: Those who read the responses.
        receiver: Those who receive webhooks.
        replier: Those who reply to webhooks.
    """

    caller: Side
    reader: Side
    receiver: Side
    replier: Side

    @classmethod
    def of(cls, old: Document, new: Document) -> "Sides":
        """Return the audiences of the operations of two documents."""
        sent = Differences(Normal(old, is_sent=True), Normal(new, is_sent=True))
        read = Differences(Normal(old, is_sent=False), Normal(new, is_sent=False))
        return cls(
            Side("request", sent, for_sender, is_sender=True),
            Side("response", read, for_reader, is_sender=False),
            Side("webhook", read, for_reader, is_sender=False),
            Side("webhook", sent, for_sender, is_sender=True),
        )
