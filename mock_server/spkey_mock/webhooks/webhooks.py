"""The webhooks of a world: which events each receives, and when. Does no I/O; `dispatcher` posts the deliveries."""

from collections.abc import Callable, Collection, Mapping
from threading import Condition, Lock
from typing import Any

from attrs import evolve

from ..service.loopback import is_loopback
from ..store.recorded import Recorded
from .channel import Channel
from .deliveries import Attempt, Backlog, Delivery, Result, milliseconds
from .envelope import envelope
from .subscriptions import ALL, Webhook

_DELIVERY_BYTES = 1_500
"""The approximate memory of a delivery."""

_WEBHOOK_BYTES = 10_000
"""The approximate memory of a webhook, with the longest secret."""

_MOST_NAMED = 3


class Webhooks:
    """The webhooks of a world, and the deliveries to them. Thread-safe.

    Each webhook has at most one attempt in progress, so events arrive in order unless an attempt fails. A failed event
    waits for its retry without holding up later events.

    Args:
        clock: Returns the world's time, in epoch milliseconds.
        ids: Generates the ids of envelopes.
        detail_types: The names of deliverable events, which are the webhooks of the contract.
        limit: The maximum number of webhooks.
        deliveries: The maximum number of recorded deliveries.
        allowed_hosts: Hosts other than this machine to which events may be posted.
        ca: A PEM file with the CA of receivers, in addition to the CAs that are trusted by default.
        ticks: Returns whether the clock runs in real time. If not, call `wake` whenever the clock changes.
    """

    def __init__(
        self,
        clock: Callable[[], int],
        ids: Callable[[], str],
        detail_types: Collection[str],
        *,
        limit: int = 20,
        deliveries: int = 1_000,
        allowed_hosts: Collection[str] = (),
        ca: str | None = None,
        ticks: Callable[[], bool] = lambda: True,
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._detail_types = detail_types
        self._limit = limit
        self._most = deliveries
        self._allowed_hosts = {_bare(host) for host in allowed_hosts}
        self._ca = ca
        self._ticks = ticks
        self._lock = Lock()
        self._progress = Condition(self._lock)
        self._listener: Callable[[], None] = lambda: None
        self._channels: dict[str, Channel] = {}
        self._added = 0
        self._delivered = 0
        # Both by id, in the order in which they began to wait or ended. The first is dropped first.
        self._waiting: dict[int, Delivery] = {}
        self._ended: dict[int, Delivery] = {}
        self._dropped = 0

    def add(self, webhook: Webhook) -> str:
        """Add a webhook and return its id. It receives the events recorded from now on.

        Raises:
            ValueError: Its host is not allowed, it names an unknown event, or there are too many webhooks.
        """
        self._check(webhook)
        with self._lock:
            if len(self._channels) >= self._limit:
                raise ValueError(f"Too many webhooks (limit {self._limit}). Remove some or raise Limits.webhooks.")
            self._added += 1
            webhook_id = f"webhook-{self._added}"
            self._channels[webhook_id] = Channel(webhook)
            return webhook_id

    def limit(self, *, webhooks: int, deliveries: int) -> None:
        """Change the limits. Webhooks beyond the limit stay. Deliveries beyond it are dropped.

        Args:
            webhooks: The maximum number of webhooks.
            deliveries: The maximum number of recorded deliveries.
        """
        with self._lock:
            self._limit = webhooks
            self._most = deliveries
            self._make_room(0)
        self.wake()

    def _check(self, webhook: Webhook) -> None:
        host = webhook.host
        if not is_loopback(host) and _bare(host) not in self._allowed_hosts:
            raise ValueError(
                f"The host of url must be localhost, 127.0.0.1 or [::1], not {host}. To allow this host, add it to "
                "Settings.webhook_hosts or pass it as --allow-webhook-host."
            )
        unknown = [name for name in webhook.detail_types if name != ALL and name not in self._detail_types]
        if unknown:
            known = ", ".join(self._detail_types)
            raise ValueError(f"Unknown detail type {unknown[0]!r}. Known: {known}, or {ALL} for all.")

    def remove(self, webhook_id: str) -> None:
        """Remove a webhook. Its pending deliveries are dropped.

        Raises:
            ValueError: There is no such webhook.
        """
        with self._lock:
            if self._channels.pop(webhook_id, None) is None:
                raise ValueError(f"Unknown webhook {webhook_id!r}. Known: {', '.join(self._channels) or 'none'}.")
            kept = {number: it for number, it in self._waiting.items() if it.webhook_id != webhook_id}
            self._dropped += len(self._waiting) - len(kept)
            self._waiting = kept
        self.wake()

    def close(self) -> None:
        """Remove all webhooks."""
        for webhook_id, _ in self.items():
            self.remove(webhook_id)

    def items(self) -> list[tuple[str, Webhook]]:
        """Return the webhooks with their ids, in the order in which they were added."""
        with self._lock:
            return [(webhook_id, channel.webhook) for webhook_id, channel in self._channels.items()]

    def __bool__(self) -> bool:
        """Return whether there are any webhooks."""
        return bool(self._channels)

    def publish(self, recorded: Recorded, *, org_id: str | None, data: Mapping[str, Any]) -> None:
        """Schedule an event for the webhooks that subscribe to it. Must be called in the order of recording.

        Args:
            recorded: The event. It is ignored unless the contract has a webhook for it.
            org_id: The organisation that the aggregate belongs to. With None, the event is not delivered.
            data: The public data of the event.
        """
        if not self._channels or org_id is None or recorded.type not in self._detail_types:
            return
        with self._lock:
            for webhook_id, channel in self._channels.items():
                if channel.webhook.wants(recorded.type, org_id):
                    self._deliver(recorded, webhook_id, channel, org_id, data)
        self.wake()

    def _deliver(
        self, recorded: Recorded, webhook_id: str, channel: Channel, org_id: str, data: Mapping[str, Any]
    ) -> None:
        if not self._most:
            self._dropped += 1
            return
        event_id = self._ids()
        self._delivered += 1
        delivery = Delivery(
            id=self._delivered,
            webhook_id=webhook_id,
            event_id=event_id,
            detail_type=recorded.type,
            subject=recorded.stream,
            version=recorded.version,
            body=envelope(event_id, recorded, org_id=org_id, data=data),
        )
        self._make_room(1)
        self._schedule(delivery, channel, self._clock())

    def _make_room(self, more: int) -> None:
        while len(self._waiting) + len(self._ended) + more > self._most:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        self._dropped += 1
        if self._ended:
            del self._ended[next(iter(self._ended))]
            return
        oldest = self._waiting.pop(next(iter(self._waiting)))
        self._channels[oldest.webhook_id].withdraw(oldest.id)

    def _schedule(self, delivery: Delivery, channel: Channel, now: int) -> None:
        webhook = channel.webhook
        due = now + milliseconds(webhook.delay)
        overtaken = self._waiting.get(channel.held or 0)
        channel.held = None
        if overtaken and overtaken.next_at is not None and overtaken.next_at > due:
            self._wait(delivery, channel, due)
            channel.withdraw(overtaken.id)
            self._wait(overtaken, channel, due)
            return
        if webhook.swapped:
            channel.held = delivery.id
        self._wait(delivery, channel, due + milliseconds(webhook.swapped))

    def _wait(self, delivery: Delivery, channel: Channel, due: int) -> None:
        self._waiting[delivery.id] = evolve(delivery, next_at=due)
        channel.enqueue(delivery.id, due)

    def take(self) -> Attempt | None:
        """Take the attempt that has been due for longest, if any. It is in progress until its result is reported."""
        now = self._clock()
        with self._lock:
            times = {it: due for it, channel in self._channels.items() if (due := channel.next_due()) is not None}
            webhook_id = min(times, key=times.__getitem__, default=None)
            if webhook_id is None:
                return None
            channel = self._channels[webhook_id]
            number = channel.take(now)
            if number is None:
                return None
            return Attempt(webhook_id, channel.webhook, number, self._waiting[number].body, self._ca)

    def next_due(self) -> int | None:
        """Return when the next attempt is due, in epoch milliseconds, or None if that depends on the next report."""
        with self._lock:
            times = [due for channel in self._channels.values() if (due := channel.next_due()) is not None]
        return min(times, default=None)

    def pause(self) -> float | None:
        """Return the seconds until the next attempt is due, or None if none is scheduled or the clock does not run."""
        due = self.next_due()
        if due is None or not self._ticks():
            return None
        return max(0, due - self._clock()) / 1000

    def report(self, attempt: Attempt, response: int | str, duration: float = 0.0) -> None:
        """Report the result of an attempt.

        Args:
            attempt: The attempt.
            response: The status of the response, or the reason why there was none.
            duration: The duration of the attempt in real time, in milliseconds.
        """
        now = self._clock()
        status, error = (response, None) if isinstance(response, int) else (None, response)
        result = Result(now, status, error, duration)
        with self._progress:
            self._progress.notify_all()
            channel = self._channels.get(attempt.webhook_id)
            if channel is None or channel.under_way != attempt.delivery_id:
                return  # the webhook was removed
            channel.under_way = None
            delivery = self._waiting.get(attempt.delivery_id)
            if delivery is None:
                return  # the delivery was dropped
            delivery = delivery.after(result, attempt.webhook)
            if channel.replayed:
                delivery = delivery.replayed(now)
            if delivery.next_at is not None:
                self._wait(delivery, channel, delivery.next_at)
                return
            del self._waiting[delivery.id]
            self._ended[delivery.id] = delivery

    def replay(self, delivery_id: int) -> Delivery:
        """Post an event once more, with the same id and body. Return its delivery.

        The attempt is due immediately, or after the one in progress. A pending delivery keeps its remaining attempts. A
        delivery that has ended starts over: it is retried until it is received, rejected or exhausted.

        Raises:
            ValueError: There is no such delivery, it was dropped, or its webhook was removed.
        """
        now = self._clock()
        with self._lock:
            delivery = self._known(delivery_id)
            channel = self._channels.get(delivery.webhook_id)
            if channel is None:
                raise ValueError(
                    f"Delivery {delivery_id} cannot be replayed, because {delivery.webhook_id} was removed. "
                    "A new webhook receives later events only."
                )
            if channel.under_way == delivery_id:
                channel.replayed = True
                return delivery
            self._ended.pop(delivery_id, None)
            channel.withdraw(delivery_id)
            delivery = delivery.replayed(now)
            self._wait(delivery, channel, now)
        self.wake()
        return delivery

    def _known(self, delivery_id: int) -> Delivery:
        known = self._waiting.get(delivery_id) or self._ended.get(delivery_id)
        if known is not None:
            return known
        if 0 < delivery_id <= self._delivered:
            raise ValueError(
                f"Delivery {delivery_id} was dropped, because its webhook was removed or to make room for others "
                f"(limit {self._most}). Replay it earlier or raise Limits.deliveries."
            )
        raise ValueError(f"Unknown delivery {delivery_id}. Deliveries are numbered from 1. So far: {self._delivered}.")

    def deliveries(self) -> list[Delivery]:
        """Return the recorded deliveries, oldest first."""
        with self._lock:
            known = {**self._waiting, **self._ended}
        return [known[number] for number in sorted(known)]

    @property
    def dropped(self) -> int:
        """The number of dropped deliveries. Ended deliveries are dropped before pending ones, oldest first."""
        return self._dropped

    def backlog(self) -> Backlog:
        """Return the pending deliveries."""
        now = self._clock()
        with self._lock:
            under_way = {channel.under_way for channel in self._channels.values()}
            waiting = self._waiting.values()
            due = tuple(it for it in waiting if it.id in under_way or (it.next_at or 0) <= now)
            return Backlog(due, len(waiting) - len(due))

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until no delivery is due or in progress. Ignores deliveries that are due later.

        Args:
            timeout: The maximum wait, in seconds.

        Raises:
            TimeoutError: The timeout passed. The message names the pending deliveries.
        """
        self.wake()  # events that are not delivered advance a stepped clock as well
        with self._progress:
            if self._progress.wait_for(self._settled, timeout):
                return
        due = self.backlog().due
        named = ", ".join(f"{it.detail_type} version {it.version} to {it.webhook_id}" for it in due[:_MOST_NAMED])
        raise TimeoutError(f"{len(due)} deliveries were not complete after {timeout:g} seconds, such as {named}.")

    def _settled(self) -> bool:
        now = self._clock()
        return not any(channel.under_way in self._waiting or channel.is_due(now) for channel in self._channels.values())

    @property
    def size(self) -> int:
        """The approximate memory of the webhooks and the recorded deliveries, in bytes."""
        return _WEBHOOK_BYTES * len(self._channels) + _DELIVERY_BYTES * (len(self._waiting) + len(self._ended))

    def listen(self, listener: Callable[[], None]) -> None:
        """Set the function to call whenever a delivery may have become due."""
        self._listener = listener

    def wake(self) -> None:
        """Call the listener, for example after a change of the clock."""
        with self._progress:
            self._progress.notify_all()
        self._listener()


def _bare(host: str) -> str:
    return host.strip("[]").lower()
