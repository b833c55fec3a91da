"""The webhooks of a world: which events each receives, and when. Does no I/O except through `Documents`."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from threading import Condition, Lock
from time import monotonic
from typing import Any, TypeVar

from ..service.errors import Unavailable
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data, Recorded
from .channel import Channel
from .claim import wall_clock
from .deliveries import Attempt, Backlog, Delivery, Result
from .envelope import envelope
from .failures import log_failure
from .outbox import Outbox
from .subscriptions import Webhook, bare, check_allowed

T = TypeVar("T")

_PATIENCE = 1.0
"""The seconds after which a process checks whether another one has made the attempt that it claimed."""

_OUTPACED = 0.05
"""The seconds after which a process checks again if it lost the race to claim an attempt."""


class Webhooks:
    """The webhooks of a world, and the deliveries to them. Thread-safe.

    Each webhook has at most one attempt in progress, so events arrive in order unless an attempt fails. A failed event
    waits for its retry without holding up later events. In a durable world every change is a transaction, which may
    wait for the database.

    Args:
        clock: Returns the world's time, in epoch milliseconds.
        ids: Generates the ids of envelopes.
        detail_types: The names of deliverable events, which are the webhooks of the contract.
        limit: The maximum number of webhooks.
        deliveries: The maximum number of recorded deliveries.
        allowed_hosts: Hosts other than this machine to which events may be posted.
        ca: A PEM file with the CA of receivers, in addition to the CAs that are trusted by default.
        ticks: Returns whether the clock runs in real time. If not, call `wake` whenever the clock changes.
        documents: Keeps the webhooks and deliveries.
        wall: Returns the time of this machine, in epoch milliseconds.
        world: The name of the world, for the log.

    Attributes:
        durable: Whether the webhooks and deliveries are kept. If so, changes may wait for a database.
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
        documents: Documents = EPHEMERAL,
        wall: Callable[[], int] = wall_clock,
        world: str = "",
    ) -> None:
        self._world = world
        self.durable = documents.durable
        self._clock = clock
        self._ids = ids
        self._detail_types = detail_types
        self._allowed_hosts = {bare(host) for host in allowed_hosts}
        self._ca = ca
        self._ticks = ticks
        self._documents = documents
        self._wall = wall
        # Never held during a wait for the database, so that readers need not wait for it.
        self._lock = Lock()
        self._progress = Condition(self._lock)
        self._listener: Callable[[], None] = lambda: None
        self._outbox = Outbox(documents, limit, deliveries, wall)
        self._closing = self._closed = False
        self._unrecorded = 0
        self._outpaced = False
        self._caught_up = float("-inf")

    def _change(self, change: Callable[[], T]) -> T:
        """Make a change as a transaction of the world."""
        return self._documents.run(partial(self._locked, change))

    def _locked(self, change: Callable[[], T]) -> T:
        with self._lock:
            return change()

    # Webhooks

    def add(self, webhook: Webhook) -> str:
        """Add a webhook and return its id. It receives the events recorded from now on.

        Raises:
            ValueError: Its host is not allowed, it names an unknown event, or there are too many webhooks.
        """
        check_allowed(webhook, self._allowed_hosts, self._detail_types)
        return self._change(partial(self._outbox.add, webhook))

    def limit(self, *, webhooks: int, deliveries: int) -> None:
        """Change the limits. Webhooks beyond the limit stay. Deliveries beyond it are dropped.

        Args:
            webhooks: The maximum number of webhooks.
            deliveries: The maximum number of recorded deliveries.
        """
        self._outbox.limit = webhooks
        self._outbox.known.most = deliveries
        self._change(partial(self._outbox.make_room, 0))
        self.wake()

    def remove(self, webhook_id: str) -> None:
        """Remove a webhook. Its pending deliveries are dropped.

        Raises:
            ValueError: There is no such webhook.
        """
        self._change(partial(self._outbox.remove, webhook_id))
        self.wake()

    def close(self, timeout: float = 0.0) -> None:
        """Stop delivering. In a world in memory, remove all webhooks.

        Args:
            timeout: The maximum wait for results that were received to be recorded, in seconds.
        """
        if self.durable:
            with self._progress:
                self._closing = True
                self._progress.wait_for(lambda: not self._unrecorded, timeout)
                self._closed = True
            return
        for webhook_id, _ in self.items():
            self.remove(webhook_id)

    def items(self) -> list[tuple[str, Webhook]]:
        """Return the webhooks with their ids, in the order in which they were added."""
        with self._lock:
            return [(webhook_id, channel.webhook) for webhook_id, channel in self._outbox.channels.items()]

    def __bool__(self) -> bool:
        """Return whether there are any webhooks."""
        return bool(self._outbox.channels)

    # Events

    def publish(self, recorded: Recorded, *, org_id: str | None, data: Mapping[str, Any]) -> None:
        """Schedule an event for the webhooks that subscribe to it. Must be called in the order of recording.

        In a durable world, call it in the transaction that records the event.

        Args:
            recorded: The event. It is ignored unless the contract has a webhook for it.
            org_id: The organisation that the aggregate belongs to. With None, the event is not delivered.
            data: The public data of the event.
        """
        if not self._outbox.channels or org_id is None or recorded.type not in self._detail_types:
            return
        numbers = self._outbox.numbers(recorded.type, org_id)
        with self._lock:
            for webhook_id, channel in self._outbox.channels.items():
                if channel.webhook.wants(recorded.type, org_id):
                    self._deliver(recorded, webhook_id, channel, org_id, data, next(numbers, None))
        self.wake()

    def _deliver(
        self,
        recorded: Recorded,
        webhook_id: str,
        channel: Channel,
        org_id: str,
        data: Mapping[str, Any],
        number: int | None,
    ) -> None:
        known = self._outbox.known
        if not known.most:
            known.drop_next()
            return
        event_id = self._ids()
        new = partial(
            Delivery,
            id=known.numbered + 1 if number is None else number,
            webhook_id=webhook_id,
            event_id=event_id,
            detail_type=recorded.type,
            subject=recorded.stream,
            version=recorded.version,
            body=envelope(event_id, recorded, org_id=org_id, data=data),
        )
        self._outbox.schedule(new, channel, recorded.stream, self._clock())

    # Attempts

    def take(self) -> Attempt | None:
        """Take the attempt that has been due for longest, if any. It is in progress until its result is reported."""
        if not self.durable:
            return self._take()
        if self._outbox.orphans:
            self._change(self._outbox.drop_orphans)
        self._caught_up = monotonic()
        return self._documents.run(self._take_claimed if self._documents.shared else self._take)

    def _take(self) -> Attempt | None:
        with self._lock:
            due = [] if self._closing else self._outbox.due(self._clock())
            return self._outbox.take(due[0], self._ca) if due else None

    def _take_claimed(self) -> Attempt | None:
        # The lock of the world is held, so nothing changes while the database is queried.
        self._outpaced = False
        for webhook_id in [] if self._closing else self._outbox.due(self._clock()):
            claim = self._outbox.claim(webhook_id)
            if claim is not None:
                return self._locked(partial(self._outbox.take, webhook_id, self._ca, claim))
            self._outpaced = True
        return None

    def look(self) -> Attempt | float | None:
        """Take an attempt if one is due, or return the seconds until to look again, if that is known."""
        if self._closing:
            return None
        with self._lock:
            outbox = self._outbox
            due = bool(outbox.due(self._clock()) or outbox.orphans)
            elsewhere = outbox.elsewhere() is not None and monotonic() - self._caught_up >= _PATIENCE
        attempt = self.take() if due or elsewhere else None
        return attempt or self.pause()

    def next_due(self) -> int | None:
        """Return when the next attempt is due, in epoch milliseconds, or None if that depends on the next report."""
        with self._lock:
            return self._outbox.next_due()

    def pause(self) -> float | None:
        """Return the seconds until the next attempt is due, or None if none is scheduled or the clock does not run.

        In a shared world, they pass before an attempt that another process has claimed may be taken over.
        """
        due = self.next_due()
        pauses: list[float] = []
        if due is not None and self._ticks():
            pauses.append(max(0, due - self._clock()) / 1000)
        if self._documents.shared:
            if self._outpaced:
                return _OUTPACED
            with self._lock:
                elsewhere = self._outbox.elsewhere()
            if elsewhere is not None:
                pauses.append(min(elsewhere, _PATIENCE))
        return min(pauses, default=None)

    def report(self, attempt: Attempt, response: int | str, duration: float = 0.0) -> None:
        """Report the result of an attempt. If this raises an error, report it again.

        Args:
            attempt: The attempt.
            response: The status of the response, or the reason why there was none.
            duration: The duration of the attempt in real time, in milliseconds.
        """
        if self.durable:
            ended = None if self._closed else self._report_durably(attempt, response, duration)
        else:
            with self._progress:
                self._progress.notify_all()
                ended = self._report(attempt, response, duration)
                self._outbox.release(attempt)
        log_failure(self._world, ended)

    def _report_durably(self, attempt: Attempt, response: int | str, duration: float) -> Delivery | None:
        ended = None
        try:
            ended = self._change(partial(self._report, attempt, response, duration))
        except Unavailable:
            if attempt.webhook_id in self._outbox.channels:
                raise
            # The webhook was removed or the world has ended, so nothing needs to be recorded.
        with self._progress:
            self._outbox.release(attempt)
            self._progress.notify_all()
        return ended

    def _report(self, attempt: Attempt, response: int | str, duration: float) -> Delivery | None:
        status, error = (response, None) if isinstance(response, int) else (None, response)
        return self._outbox.report(attempt, Result(self._clock(), status, error, duration))

    def received(self, count: int) -> None:
        """Count results that were received but not yet reported. With a negative count, they were reported."""
        with self._progress:
            self._unrecorded += count
            self._progress.notify_all()

    # Deliveries

    def replay(self, delivery_id: int) -> Delivery:
        """Post an event once more, with the same id and body. Return its delivery.

        The attempt is due immediately, or after the one in progress. A pending delivery keeps its remaining attempts. A
        delivery that has ended starts over: it is retried until it is received, rejected or exhausted.

        Raises:
            ValueError: There is no such delivery, it was dropped, or its webhook was removed.
        """
        delivery = self._change(lambda: self._outbox.replay(delivery_id, self._clock()))
        self.wake()
        return delivery

    def deliveries(self) -> list[Delivery]:
        """Return the recorded deliveries, oldest first."""
        with self._lock:
            return self._outbox.known.in_order()

    @property
    def dropped(self) -> int:
        """The number of dropped deliveries. Ended deliveries are dropped before pending ones, oldest first.

        In a shared world, each process counts those that it dropped itself since it started.
        """
        return self._outbox.known.dropped

    def backlog(self) -> Backlog:
        """Return the pending deliveries."""
        with self._lock:
            return self._outbox.backlog(self._clock())

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until no delivery is due or in progress. Ignores deliveries that are due later.

        Args:
            timeout: The maximum wait, in seconds.

        Raises:
            TimeoutError: The timeout passed. The message names the pending deliveries.
        """
        self.wake()  # events that are not delivered advance a stepped clock as well
        if self._settle(timeout):
            return
        left = self.backlog()
        number, named = len(left.due), left.examples
        raise TimeoutError(f"{number} deliveries were not complete after {timeout:g} seconds, such as {named}.")

    def _settle(self, timeout: float) -> bool:
        def settled() -> bool:
            return self._outbox.settled(self._clock())

        if not self.durable:
            with self._progress:
                return self._progress.wait_for(settled, timeout)
        ends = monotonic() + timeout
        while not self._change(settled):  # with the deliveries and results of other processes
            if monotonic() >= ends:
                return False
            with self._progress:
                self._progress.wait(_OUTPACED)
        return True

    @property
    def size(self) -> int:
        """The approximate memory of the webhooks and the recorded deliveries, in bytes."""
        return self._outbox.size

    def listen(self, listener: Callable[[], None]) -> None:
        """Set the function to call whenever a delivery may have become due."""
        self._listener = listener

    def wake(self) -> None:
        """Call the listener, for example after a change of the clock."""
        with self._progress:
            self._progress.notify_all()
        self._listener()

    # Documents

    def items_to_keep(self) -> list[tuple[str, str, Data]]:
        """Return the documents of the webhooks and deliveries."""
        with self._lock:
            return list(self._outbox.items_to_keep())

    def forget(self) -> None:
        """Drop the webhooks and deliveries, before they are restored."""
        with self._lock:
            self._outbox.forget()

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add or change a webhook or delivery, or remove it."""
        with self._lock:
            self._outbox.restore(kind, key, data)
        self.wake()
