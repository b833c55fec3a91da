"""The base of private events. They record changes for which the service documents no event."""

from typing import TypeVar

from ..service.aggregate import JSON
from ..service.event import Event
from ..service.state import State

S = TypeVar("S", bound=State)


class PrivateEvent(Event[S]):
    """An event that no webhook and no list shows."""

    def public(self, aggregate_id: str, at: int) -> JSON:
        """Return nothing."""
        return {}
