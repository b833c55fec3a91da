"""Webhooks that a dispatcher serves."""

from typing import Any

from spkey_mock.webhooks.dispatcher import Dispatcher

from .misbehaving import WAIT
from .publisher import Publisher, webhook


class Dispatched(Publisher):
    """Webhooks that a dispatcher serves, with a frozen clock.

    Args:
        dispatcher: The dispatcher.
        limits: Options of `Webhooks`.
    """

    def __init__(self, dispatcher: Dispatcher, **limits: Any) -> None:
        super().__init__(**limits)
        self.dispatcher = dispatcher
        self.clock.changed = self.webhooks.wake

    def add(self, url: str, **values: Any) -> str:
        """Add a subscription."""
        webhook_id = self.webhooks.add(webhook(url, **values))
        self.dispatcher.serve(self.webhooks)
        return webhook_id

    def settle(self) -> None:
        """Wait until no delivery is due or under way."""
        self.webhooks.settle(WAIT)

    @property
    def error(self) -> str:
        """Why the only attempt failed, of an event that will be retried."""
        (result,) = self.delivery.attempts
        assert self.delivery.state == "waiting"
        assert result.status is None
        return str(result.error)
