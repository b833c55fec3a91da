"""Channels: the queue of deliveries to one webhook."""

from bisect import insort

from .subscriptions import Webhook


class Channel:
    """The queue of deliveries to one webhook.

    Attributes:
        webhook: The webhook.
        under_way: The delivery with an attempt in progress, if any.
        held: The delivery held back until the next one overtakes it, if any.
        replayed: Whether the delivery with an attempt in progress is to be replayed after it.
    """

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self.under_way: int | None = None
        self.held: int | None = None
        self.replayed = False
        # Sorted entries: due time, tie-breaker and delivery id.
        self._queue: list[tuple[int, int, int]] = []
        self._turns = 0

    def enqueue(self, number: int, due: int) -> None:
        """Add a delivery with its due time."""
        self._turns += 1
        insort(self._queue, (due, self._turns, number))

    def withdraw(self, number: int) -> None:
        """Remove a delivery."""
        if self.held == number:
            self.held = None
        if self._queue and self._queue[0][2] == number:  # as is the oldest, which makes room for others
            self._queue.pop(0)
        else:
            self._queue = [entry for entry in self._queue if entry[2] != number]

    def next_due(self) -> int | None:
        """Return when the next attempt is due, or None if the queue is empty or an attempt is in progress."""
        return self._queue[0][0] if self._queue and self.under_way is None else None

    def is_due(self, now: int) -> bool:
        """Return whether the next attempt is due."""
        due = self.next_due()
        return due is not None and due <= now

    def take(self, now: int) -> int | None:
        """Take the next delivery that is due, if any, and mark its attempt as in progress."""
        if not self.is_due(now):
            return None
        self.under_way = self._queue.pop(0)[2]
        self.replayed = False
        if self.held == self.under_way:
            self.held = None  # no other delivery came in time to overtake this one
        return self.under_way
