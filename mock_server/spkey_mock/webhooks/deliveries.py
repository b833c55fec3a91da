"""Deliveries of events to webhooks, and their attempts.

Events are delivered at least once. A 2xx response confirms receipt. A 5xx response or a timeout is retried with
exponential backoff. A 4xx response ends the delivery. So does a 3xx response, because redirects are not followed.
"""

from typing import Literal

from attrs import evolve, field, frozen

from ..store.recorded import Stream
from .claim import Claim
from .subscriptions import Webhook

_MOST_EARLIER = 100
_MOST_NAMED = 3

State = Literal["waiting", "delivered", "refused", "exhausted"]
"""The state of a delivery: waiting for an attempt, received, permanently rejected, or out of attempts."""


@frozen
class Result:
    """The result of one attempt.

    Attributes:
        at: When the attempt ended, in epoch milliseconds.
        status: The status of the response, or None if there was no response.
        error: The reason why there was no response, or None.
        duration: The duration of the attempt in real time, in milliseconds.
    """

    at: int
    status: int | None = None
    error: str | None = None
    duration: float = 0.0

    @property
    def received(self) -> bool:
        """Whether the receiver confirmed the event."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def rejected(self) -> bool:
        """Whether the receiver rejected the event, which ends the delivery."""
        return self.status is not None and 300 <= self.status < 500


@frozen(kw_only=True)
class Delivery:
    """The delivery of one event to one webhook.

    Attributes:
        id: The number of the delivery; numbers ascend.
        webhook_id: The webhook.
        event_id: The id of the envelope, the same for every attempt and copy.
        detail_type: The name of the event.
        subject: The stream of the event.
        version: The version of that stream after the event.
        body: The envelope, as JSON.
        state: The state. If the event is delivered in copies, that of the last copy.
        next_at: When the pending attempt is or was due, in epoch milliseconds; None after the last attempt.
        attempts: The results of the attempts so far.
        earlier: The number of these attempts that were made before the delivery was last started over.
        place: Its place in the order in which the deliveries were scheduled.
        turn: Its place among the deliveries that are due at the same time, and among those that have ended.
        held: Whether it is held back until the next one overtakes it.
        again: Whether it is replayed after the attempt in progress.
    """

    id: int
    webhook_id: str
    event_id: str
    detail_type: str
    subject: Stream
    version: int
    body: bytes = field(repr=False)
    state: State = "waiting"
    next_at: int | None = None
    attempts: tuple[Result, ...] = ()
    earlier: int = 0
    place: int = 0
    turn: int = 0
    held: bool = False
    again: bool = False

    def after(self, result: Result, webhook: Webhook, turn: int = 0) -> "Delivery":
        """Return the delivery after one more attempt, at its place among those that have ended."""
        attempts = (*self.attempts, result)
        # A replay is received once, even if the event was first delivered in copies.
        state, next_at = _fate(attempts[self.earlier :], webhook, 1 if self.earlier else webhook.copies)
        after = evolve(self, attempts=attempts, state=state, next_at=next_at, turn=turn, held=False, again=False)
        return after.replayed(result.at) if self.again else after

    def replayed(self, now: int) -> "Delivery":
        """Return the delivery with an attempt due at `now`. If it has ended, it starts over."""
        if self.state == "waiting":
            return evolve(self, next_at=now, held=False)
        kept = self.attempts[-_MOST_EARLIER:]
        return evolve(self, state="waiting", next_at=now, attempts=kept, earlier=len(kept))


def _fate(attempts: tuple[Result, ...], webhook: Webhook, copies: int) -> tuple[State, int | None]:
    last = attempts[-1]
    if last.rejected:
        return "refused", None
    received = sum(result.received for result in attempts)
    if last.received:
        return ("delivered", None) if received >= copies else ("waiting", last.at)
    failures = len(attempts) - received
    if failures >= webhook.attempts:
        return "exhausted", None
    return "waiting", last.at + milliseconds(webhook.pause(failures))


@frozen
class Attempt:
    """An attempt that is due.

    Attributes:
        webhook_id: The webhook.
        webhook: The subscription.
        delivery_id: The delivery.
        body: The envelope to post.
        ca: A PEM file with the receiver's CA, or None.
        claim: The claim to the attempt, in worlds that several processes share.
    """

    webhook_id: str
    webhook: Webhook
    delivery_id: int
    body: bytes
    ca: str | None = None
    claim: Claim | None = None


@frozen
class Backlog:
    """The deliveries that are due or in progress, and the number of those due later."""

    due: tuple[Delivery, ...]
    later: int

    @property
    def examples(self) -> str:
        """The names of some deliveries that are due or in progress."""
        return ", ".join(f"{it.detail_type} version {it.version} to {it.webhook_id}" for it in self.due[:_MOST_NAMED])


def milliseconds(seconds: float) -> int:
    """Return a duration in whole milliseconds."""
    return round(seconds * 1000)
