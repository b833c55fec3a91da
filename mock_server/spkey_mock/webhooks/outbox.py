"""The outbox of a world: its webhooks, each with the queue of deliveries to it. Does not lock."""

from collections.abc import Callable, Iterator
from uuid import uuid4

from attrs import evolve

from ..store.documents import Documents
from ..store.recorded import Data, Stream
from .channel import Channel
from .claim import Claim, expiry
from .deliveries import Attempt, Backlog, Delivery, Result, milliseconds
from .known import Known, NewDelivery
from .stored import WEBHOOK, decode_webhook, encode_webhook
from .subscriptions import Webhook

_DELIVERY_BYTES = 1_500
"""The approximate memory of a delivery."""

_WEBHOOK_BYTES = 10_000
"""The approximate memory of a webhook, with the longest secret."""


class Outbox:
    """The webhooks of a world, their queues, and the recorded deliveries.

    Args:
        documents: Keeps the webhooks and deliveries of a durable world, whose lock must be held during every change.
        limit: The maximum number of webhooks.
        deliveries: The maximum number of recorded deliveries.
        wall: Returns the time of this machine, in epoch milliseconds.

    Attributes:
        limit: The maximum number of webhooks.
        known: The recorded deliveries.
        channels: The channels by the ids of their webhooks, in the order in which they were added.
        under_way: The deliveries with an attempt in progress in this process, by webhook.
        orphans: The pending deliveries whose webhook was removed by another process when they were scheduled.
    """

    def __init__(self, documents: Documents, limit: int, deliveries: int, wall: Callable[[], int]) -> None:
        self.limit = limit
        self.known = Known(documents, deliveries)
        self.channels: dict[str, Channel] = {}
        self.under_way: dict[str, int] = {}
        self.orphans: set[int] = set()
        self._documents = documents
        self._wall = wall
        self._owner = uuid4().hex if documents.shared else ""
        self._claims = 0
        self._added = 0

    # Webhooks

    def add(self, webhook: Webhook) -> str:
        """Add a webhook and return its id.

        Raises:
            ValueError: There are too many webhooks.
        """
        if len(self.channels) >= self.limit:
            raise ValueError(f"Too many webhooks (limit {self.limit}). Remove some or raise Limits.webhooks.")
        self._added += 1
        webhook_id = f"webhook-{self._added}"
        self.channels[webhook_id] = Channel(webhook)
        self._keep(webhook_id, webhook)
        return webhook_id

    def remove(self, webhook_id: str) -> None:
        """Remove a webhook, and drop its pending deliveries.

        Raises:
            ValueError: There is no such webhook.
        """
        if webhook_id not in self.channels:
            raise ValueError(f"Unknown webhook {webhook_id!r}. Known: {', '.join(self.channels) or 'none'}.")
        del self.channels[webhook_id]
        self._documents.keep(WEBHOOK, webhook_id, None)
        for number in self._pending(webhook_id):
            self._drop(number)

    def _pending(self, webhook_id: str) -> list[int]:
        return [number for number, it in self.known.waiting.items() if it.webhook_id == webhook_id]

    def _keep(self, webhook_id: str, webhook: Webhook) -> None:
        if self._documents.durable:
            self._documents.keep(WEBHOOK, webhook_id, encode_webhook(webhook))

    # Deliveries

    def numbers(self, detail_type: str, org_id: str) -> Iterator[int]:
        """Return the numbers of an event's deliveries, if other processes number deliveries as well."""
        if not self._documents.shared:
            return iter(())
        channels = self.channels.values()
        return iter([self._documents.number() for it in channels if it.webhook.wants(detail_type, org_id)])

    def schedule(self, new: NewDelivery, channel: Channel, subject: Stream, now: int) -> None:
        """Add a delivery. It may overtake the previous one, or wait for the next one to overtake it.

        Args:
            new: Creates the delivery.
            channel: The channel of its webhook.
            subject: The stream of its event.
            now: The world's time, in epoch milliseconds.
        """
        self.make_room(1)
        due = now + milliseconds(channel.webhook.delay)
        if channel.webhook.swapped:
            self._swap(new, channel, due)
        else:
            channel.enqueue(self.known.add(new, self._after_earlier(subject, channel, due)))

    def _swap(self, new: NewDelivery, channel: Channel, due: int) -> None:
        before = self.known.waiting.get(channel.held or 0)
        channel.held = None
        if before is not None and (before.next_at or 0) > due:
            channel.enqueue(self.known.add(new, due))
            channel.withdraw(before)
            self._wait(before, channel, due)
            return
        if before is not None:  # too late to overtake it
            self.known.change(evolve(before, held=False))
        channel.enqueue(self.known.add(new, due + milliseconds(channel.webhook.swapped), held=True))

    def _after_earlier(self, subject: Stream, channel: Channel, due: int) -> int:
        """Return when an event is due: no earlier than previous events of its aggregate, because clocks may differ."""
        if self._documents.shared:
            for number in channel.latest_first():
                earlier = self.known.waiting[number]
                if earlier.subject == subject and not earlier.attempts:
                    return max(due, earlier.next_at or 0)
        return due

    def _wait(self, delivery: Delivery, channel: Channel, due: int) -> Delivery:
        delivery = self.known.wait(delivery, due)
        channel.enqueue(delivery)
        return delivery

    def replay(self, number: int, now: int) -> Delivery:
        """Make an attempt of a delivery due, or schedule its replay after the attempt in progress.

        Raises:
            ValueError: There is no such delivery, it was dropped, or its webhook was removed.
        """
        delivery = self.known.find(number)
        channel = self.channels.get(delivery.webhook_id)
        if channel is None:
            raise ValueError(
                f"Delivery {number} cannot be replayed, because {delivery.webhook_id} was removed. "
                "A new webhook receives later events only."
            )
        claim = self.claim_elsewhere(channel)
        if number in (self.under_way.get(delivery.webhook_id), None if claim is None else claim.delivery):
            return self.known.change(evolve(delivery, again=True))
        self.known.resume(delivery)
        channel.withdraw(delivery)
        return self._wait(delivery.replayed(now), channel, now)

    def make_room(self, more: int) -> None:
        """Drop the oldest deliveries, if this many more would be too many."""
        for _ in range(self.known.excess(more)):
            self._drop(self.known.oldest())

    def _drop(self, number: int) -> None:
        self.orphans.discard(number)
        delivery = self.known.drop(number)
        if (channel := self.channels.get(delivery.webhook_id)) is not None:
            channel.withdraw(delivery)

    def drop_orphans(self) -> None:
        """Drop the deliveries whose webhook was removed when they were scheduled."""
        for number in tuple(self.orphans):
            self._drop(number)

    def backlog(self, now: int) -> Backlog:
        """Return the pending deliveries."""
        under_way = set(self.under_way.values())
        waiting = self.known.waiting.values()
        due = tuple(it for it in waiting if it.id in under_way or (it.next_at or 0) <= now)
        return Backlog(due, len(waiting) - len(due))

    def settled(self, now: int) -> bool:
        """Return whether no delivery is due or in progress, in this process or in another one."""
        known = self.known
        # The delivery of an attempt whose result could not be recorded may seem to have ended.
        if any(number in known.waiting or number in known.ended for number in self.under_way.values()):
            return False
        if self._documents.shared:
            return all((it.next_at or 0) > now for it in known.waiting.values())
        return not self.due(now)

    @property
    def size(self) -> int:
        """The approximate memory of the webhooks and the recorded deliveries, in bytes."""
        return _WEBHOOK_BYTES * len(self.channels) + _DELIVERY_BYTES * len(self.known)

    # Attempts

    def next_due(self) -> int | None:
        """Return when the next attempt is due, or None if none waits or it depends on the next report."""
        return min((due for it in self.channels if (due := self._next_due(it)) is not None), default=None)

    def _next_due(self, webhook_id: str) -> int | None:
        if webhook_id in self.under_way:
            return None
        channel = self.channels[webhook_id]
        if channel.claim is not None and self.claim_elsewhere(channel) is not None:
            return None
        return channel.next_due()

    def due(self, now: int) -> list[str]:
        """Return the webhooks for which an attempt is due, those due for longest first."""
        times = {it: due for it in self.channels if (due := self._next_due(it)) is not None and due <= now}
        return sorted(times, key=times.__getitem__)

    def claim_elsewhere(self, channel: Channel) -> Claim | None:
        """Return the claim of another process to an attempt, unless it has expired."""
        claim = channel.claim
        if claim is None or claim.owner == self._owner or claim.until <= self._wall():
            return None
        return claim

    def elsewhere(self) -> float | None:
        """Return the seconds until the next claim of another process expires, if any."""
        claims = [self.claim_elsewhere(channel) for channel in self.channels.values()]
        return min(((it.until - self._wall()) / 1000 for it in claims if it is not None), default=None)

    def claim(self, webhook_id: str) -> Claim | None:
        """Claim the next attempt for a webhook. Return None if the race was lost."""
        channel = self.channels[webhook_id]
        webhook = channel.webhook
        self._claims += 1
        claim = Claim(self._owner, self._claims, channel.head, expiry(webhook.timeout, self._wall()))
        return claim if self._documents.claim(WEBHOOK, webhook_id, encode_webhook(webhook, claim)) else None

    def take(self, webhook_id: str, ca: str | None, claim: Claim | None = None) -> Attempt:
        """Take the next attempt for a webhook. It is in progress until it is released."""
        channel = self.channels[webhook_id]
        channel.claim = claim
        self.under_way[webhook_id] = number = channel.take()
        return Attempt(webhook_id, channel.webhook, number, self.known.waiting[number].body, ca, claim)

    def report(self, attempt: Attempt, result: Result) -> Delivery | None:
        """Record the result of an attempt, unless its delivery is gone or another process has taken over.

        Returns:
            The delivery, if it has ended.
        """
        channel = self.channels.get(attempt.webhook_id)
        in_progress = self.under_way.get(attempt.webhook_id) == attempt.delivery_id
        if channel is None or not in_progress or channel.claim != attempt.claim:
            return None
        if attempt.claim is not None:
            channel.claim = None
            self._keep(attempt.webhook_id, channel.webhook)
        delivery = self.known.waiting.get(attempt.delivery_id)
        if delivery is None:
            return None
        after = delivery.after(result, attempt.webhook, self.known.turn())
        if after.next_at is None:
            return self.known.end(after)
        self._wait(after, channel, after.next_at)
        return None

    def release(self, attempt: Attempt) -> None:
        """Record that an attempt is no longer in progress."""
        if self.under_way.get(attempt.webhook_id) != attempt.delivery_id:
            return
        del self.under_way[attempt.webhook_id]
        if self._documents.shared and (delivery := self.known.waiting.get(attempt.delivery_id)) is not None:
            self._requeue(delivery, delivery)  # another process may have taken the attempt over

    # Documents

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the documents of the webhooks and the deliveries, without claims."""
        for webhook_id, channel in self.channels.items():
            yield WEBHOOK, webhook_id, encode_webhook(channel.webhook)
        yield from self.known.items_to_keep()

    def forget(self) -> None:
        """Drop everything but the attempts in progress in this process."""
        self.channels.clear()
        self.orphans.clear()
        self.known.forget()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add or change the item of a document, or remove it."""
        if kind == WEBHOOK:
            self._added = max(self._added, _number(key))
            self._restore_webhook(key, data)
            return
        before, after = self.known.restore(kind, key, data)
        if data is not None:
            self._added = max(self._added, _number(data["webhook"]))  # even if the webhook was removed
        self._requeue(before, after)

    def _requeue(self, before: Delivery | None, after: Delivery | None) -> None:
        """Replace a delivery in the queue of its webhook."""
        if before is not None:
            self.orphans.discard(before.id)
            if (channel := self.channels.get(before.webhook_id)) is not None:
                channel.withdraw(before)
        if after is not None:
            if (channel := self.channels.get(after.webhook_id)) is None:
                self.orphans.add(after.id)
            elif self.under_way.get(after.webhook_id) != after.id:
                channel.enqueue(after)

    def _restore_webhook(self, webhook_id: str, data: Data | None) -> None:
        if data is None:
            self.channels.pop(webhook_id, None)
            self.orphans.update(self._pending(webhook_id))
            return
        webhook, claim = decode_webhook(data)
        channel = self.channels.get(webhook_id)
        if channel is not None:
            channel.webhook, channel.claim = webhook, claim
            return
        self.channels[webhook_id] = Channel(webhook, claim)
        self.channels = dict(sorted(self.channels.items(), key=lambda item: _number(item[0])))
        # Deliveries may have been restored before their webhook.
        for delivery in [it for it in self.known.waiting.values() if it.webhook_id == webhook_id]:
            self._requeue(delivery, delivery)


def _number(webhook_id: str) -> int:
    return int(webhook_id.rpartition("-")[2])
