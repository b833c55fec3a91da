"""Channels: the order in which deliveries go to one webhook."""

from bisect import insort

from .subscriptions import Webhook


class Channel:
    """The deliveries that wait for one webhook.

    Attributes:
        webhook: The webhook.
        under_way: The delivery whose attempt is under way.
        held: The delivery that waits to be overtaken.
    """

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self.under_way: int | None = None
        self.held: int | None = None
        # When it is due, its turn among those that are due at the same time, and the delivery; sorted.
        self._queue: list[tuple[int, int, int]] = []
        self._turns = 0

    def enqueue(self, number: int, due: int) -> None:
        """Add a delivery that is due at a time."""
        self._turns += 1
        insort(self._queue, (due, self._turns, number))

    def withdraw(self, number: int) -> None:
        """Remove a delivery."""
        self._queue = [entry for entry in self._queue if entry[2] != number]

    def next_due(self) -> int | None:
        """Return when the next attempt is due; None if none is, or one is under way."""
        return self._queue[0][0] if self._queue and self.under_way is None else None

    def take(self, now: int) -> int | None:
        """Return the delivery whose attempt is due now, if any. It is under way from now on."""
        due = self.next_due()
        if due is None or due > now:
            return None
        self.under_way = self._queue.pop(0)[2]
        if self.held == self.under_way:
            self.held = None  # no other came in time to overtake it
        return self.under_way
