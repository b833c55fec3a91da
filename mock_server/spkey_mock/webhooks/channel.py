"""Channels: the queue of deliveries to one webhook."""

from bisect import bisect_left, insort
from collections.abc import Iterator

from .claim import Claim
from .deliveries import Delivery
from .subscriptions import Webhook


class Channel:
    """The queue of deliveries to one webhook.

    Attributes:
        webhook: The webhook.
        held: The delivery that is held back until the next one overtakes it, if any.
        claim: The last claim to an attempt, if any.
    """

    def __init__(self, webhook: Webhook, claim: Claim | None = None) -> None:
        self.webhook = webhook
        self.held: int | None = None
        self.claim = claim
        # Sorted entries: due time, tie-breaker and delivery id.
        self._queue: list[tuple[int, int, int]] = []

    def enqueue(self, delivery: Delivery) -> None:
        """Add a delivery."""
        insort(self._queue, _entry(delivery))
        if delivery.held:
            self.held = delivery.id

    def withdraw(self, delivery: Delivery) -> None:
        """Remove a delivery, if it is in the queue."""
        if self.held == delivery.id:
            self.held = None
        entry = _entry(delivery)
        place = bisect_left(self._queue, entry)
        if self._queue[place : place + 1] == [entry]:
            del self._queue[place]

    def next_due(self) -> int | None:
        """Return when the next attempt is due, or None if the queue is empty."""
        return self._queue[0][0] if self._queue else None

    def take(self) -> int:
        """Remove the delivery whose attempt is next."""
        number = self._queue.pop(0)[2]
        if self.held == number:
            self.held = None  # no other delivery came in time to overtake this one
        return number

    @property
    def head(self) -> int:
        """The delivery whose attempt is next."""
        return self._queue[0][2]

    def latest_first(self) -> Iterator[int]:
        """Return the deliveries, latest due first."""
        return (number for _, _, number in reversed(self._queue))


def _entry(delivery: Delivery) -> tuple[int, int, int]:
    return delivery.next_at or 0, delivery.turn, delivery.id
