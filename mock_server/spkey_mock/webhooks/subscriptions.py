"""Webhooks: which event goes to whom, and when. This is the pure part; `courier` is what posts.

An event is delivered at least once. An answer 2xx says that it was received. No answer, and 5xx, have it tried again
after a pause, which doubles each time. 4xx refuses it for good, and so does 3xx: redirects are not followed.
"""

import re
from bisect import insort
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from threading import Lock
from typing import Literal, NamedTuple, TypedDict

from ..aggregates.commands import event_data
from ..aggregates.queries import Members
from ..aggregates.users import Event
from ..service.decoding import write_json
from ..world.limits import Limits

ALL = "*"
"""Stands for every detail-type."""

_LONGEST_PAUSE = 1800.0
_DAY = 86_400.0
_RANGES: dict[str, tuple[float, float, str]] = {
    "timeout": (0.001, 60, "seconds"),
    "retry_delay": (0, _DAY, "seconds"),
    "attempts": (1, 100, "tries"),
    "copies": (1, 10, "copies"),
    "delay": (0, _DAY, "seconds"),
    "swapped": (0, _DAY, "seconds"),
}

# So strict that there is nothing on which the check of the host and the client that connects could disagree.
_URL = re.compile(
    r"https?://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?(?:[/?][!-\"$-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_URL = 2000
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,200}", re.ASCII | re.IGNORECASE)
_HEADER_VALUE = re.compile(r"[!-~](?:[ -~]{0,4094}[!-~])?", re.ASCII)
_SET_BY_COURIER = frozenset(
    {"connection", "content-length", "content-type", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)

State = Literal["waiting", "delivered", "refused", "exhausted"]
"""Whether a delivery is still to come, was received, was refused for good, or was given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What a partner set up. Times are in seconds.

    Attributes:
        url: Where events are posted.
        org_id: The organisation whose users' events it gets.
        detail_types: The names of the events that it gets, or `*` for all.
        header: The name and value of a header that carries a secret. A bearer token is
            `("Authorization", "Bearer ...")`.
        timeout: How long one try may take, from connecting to the end of the answer. Real time, whatever the clock.
        retry_delay: The pause after the first failure. It doubles with each further one, up to half an hour.
        attempts: How many tries may fail before the event is given up.
        copies: How often an event is delivered although it was received: duplicates on request.
        delay: The pause before the first try.
        swapped: How long an event waits for the next one to overtake it: reordering on request. Thus pairs of events
            arrive in the wrong order.

    Raises:
        ValueError: A value is not possible.
    """

    url: str
    org_id: str
    detail_types: tuple[str, ...] = (ALL,)
    header: tuple[str, str] | None = field(default=None, repr=False)
    timeout: float = 5.0
    retry_delay: float = 30.0
    attempts: int = 15
    copies: int = 1
    delay: float = 0.0
    swapped: float = 0.0

    def __post_init__(self) -> None:
        _check_url(self.url)
        if not self.org_id:
            raise ValueError("org_id is empty: name the organisation whose users' events the webhook gets.")
        if not self.detail_types or len(set(self.detail_types)) < len(self.detail_types):
            raise ValueError(f"detail_types is empty or repeats a name: name each event once, or {ALL} for all.")
        if self.header is not None:
            _check_header(*self.header)
        for name, (least, most, unit) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:  # which NaN is not either
                raise ValueError(f"{name} is {value}: give {least:g} to {most:g} {unit}.")

    @property
    def host(self) -> str:
        """The host of the URL in lower case; an IPv6 address is in brackets."""
        match = _URL.fullmatch(self.url)
        return match["host"].lower() if match else ""

    def wants(self, detail_type: str, org_id: str) -> bool:
        """Whether it gets an event of this name, of a user of this organisation."""
        return org_id == self.org_id and (ALL in self.detail_types or detail_type in self.detail_types)

    def pause(self, failures: int) -> float:
        """How long to wait after so many failures, one or more."""
        return min(self.retry_delay * 2.0 ** (failures - 1), max(self.retry_delay, _LONGEST_PAUSE))


class WebhookOptions(TypedDict, total=False):
    """What of a webhook has a default. `Webhook` says what it means."""

    org_id: str
    detail_types: tuple[str, ...]
    header: tuple[str, str] | None
    timeout: float
    retry_delay: float
    attempts: int
    copies: int
    delay: float
    swapped: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try.

    Attributes:
        at: When it ended, in epoch milliseconds.
        status: The status of the answer, or None if there was none.
        error: Why there was none, or None if there was one.
    """

    at: int
    status: int | None = None
    error: str | None = None

    @property
    def received(self) -> bool:
        """Whether the receiver has the event."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """Whether the receiver is not to get the event again."""
        return self.status is not None and 300 <= self.status < 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery of one event to one webhook.

    Attributes:
        id: Its number; later deliveries have higher ones.
        webhook_id: The webhook.
        event_id: The id of the envelope, the same for every try and copy.
        detail_type: The name of the event.
        user_id: The user whom it is about.
        version: The version of the user after the event.
        body: The envelope, as JSON.
        state: How far it got. With copies it is the last one that counts.
        next_at: When the next try is due, or was if it is under way, in epoch milliseconds; None after the last.
        attempts: What came of the tries so far.
    """

    id: int
    webhook_id: str
    event_id: str
    detail_type: str
    user_id: str
    version: int
    body: bytes = field(repr=False)
    state: State = "waiting"
    next_at: int | None = None
    attempts: tuple[Outcome, ...] = ()

    def after(self, outcome: Outcome, webhook: Webhook) -> "Delivery":
        """The delivery after one more try."""
        attempts = (*self.attempts, outcome)
        state, next_at = _fate(attempts, webhook)
        return replace(self, attempts=attempts, state=state, next_at=next_at)


def _fate(attempts: tuple[Outcome, ...], webhook: Webhook) -> tuple[State, int | None]:
    last = attempts[-1]
    if last.refused:
        return "refused", None
    received = sum(outcome.received for outcome in attempts)
    if last.received:
        return ("delivered", None) if received >= webhook.copies else ("waiting", last.at)
    failures = len(attempts) - received
    if failures >= webhook.attempts:
        return "exhausted", None
    return "waiting", last.at + _milliseconds(webhook.pause(failures))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that is to be made now.

    Attributes:
        webhook_id: The webhook.
        webhook: What it was set up with.
        delivery_id: The delivery.
        body: What is to be posted.
    """

    webhook_id: str
    webhook: Webhook
    delivery_id: int
    body: bytes


class Backlog(NamedTuple):
    """Deliveries that are still to come: those that are due now or under way, and how many are for later."""

    due: tuple[Delivery, ...]
    later: int


class Webhooks:
    """The webhooks of a world, and what is delivered to them. Any thread may call it.

    Of each webhook one try is under way at a time, so that events arrive in their order as long as none fails. One that
    failed is tried again later, and the others do not wait for it.

    Args:
        clock: The time of the world, in epoch milliseconds.
        ids: Makes the ids of envelopes.
        detail_types: The names of the events that are delivered: the webhooks of the contract.
        limits: How many webhooks and deliveries are kept.
        allowed_hosts: Hosts beyond this machine to which events may be posted.
        ticks: Whether the clock goes on by itself, as by default. If it does not, `wake` is to be called when it moved.
    """

    def __init__(
        self,
        clock: Callable[[], int],
        ids: Callable[[], str],
        detail_types: Collection[str],
        limits: Limits,
        allowed_hosts: Collection[str] = (),
        *,
        ticks: Callable[[], bool] = lambda: True,
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._detail_types = detail_types
        self._limits = limits
        self._allowed_hosts = {_bare(host) for host in allowed_hosts}
        self._ticks = ticks
        self._lock = Lock()
        self._listener: Callable[[], None] = lambda: None
        self._channels: dict[str, _Channel] = {}
        self._added = 0
        self._delivered = 0
        # Both by id. The first one of each is the first to be forgotten.
        self._waiting: dict[int, Delivery] = {}
        self._ended: dict[int, Delivery] = {}
        self._dropped = 0

    def add(self, webhook: Webhook) -> str:
        """Deliver events to a webhook from now on, and return its id.

        Raises:
            ValueError: It is not of this machine and not allowed, names an event that there is not, or is one too many.
        """
        self._check(webhook)
        with self._lock:
            if len(self._channels) >= self._limits.webhooks:
                raise ValueError(f"There are {len(self._channels)} webhooks, the limit of a world: remove one first.")
            self._added += 1
            webhook_id = f"webhook-{self._added}"
            self._channels[webhook_id] = _Channel(webhook)
            return webhook_id

    def _check(self, webhook: Webhook) -> None:
        host = webhook.host
        if not _is_loopback(host) and _bare(host) not in self._allowed_hosts:
            raise ValueError(
                f"url has the host {host}, and events are posted to this machine only, by localhost, 127.0.0.1 or "
                f"[::1]: to allow another, start the mock with {host} among its allowed hosts."
            )
        unknown = [name for name in webhook.detail_types if name != ALL and name not in self._detail_types]
        if unknown:
            known = ", ".join(self._detail_types)
            raise ValueError(f"detail_types has {unknown[0]!r}, which is not delivered: use {known}, or {ALL} for all.")

    def remove(self, webhook_id: str) -> None:
        """Deliver nothing to a webhook any more. What waits for it is forgotten.

        Raises:
            ValueError: There is no such webhook.
        """
        with self._lock:
            if self._channels.pop(webhook_id, None) is None:
                raise ValueError(
                    f"There is no webhook {webhook_id!r}: there are {', '.join(self._channels) or 'none'}."
                )
            kept = {number: it for number, it in self._waiting.items() if it.webhook_id != webhook_id}
            self._dropped += len(self._waiting) - len(kept)
            self._waiting = kept
        self.wake()

    def close(self) -> None:
        """Deliver nothing any more."""
        for webhook_id, _ in self.items():
            self.remove(webhook_id)

    def items(self) -> list[tuple[str, Webhook]]:
        """The ids and the webhooks, in the order in which they were added."""
        with self._lock:
            return [(webhook_id, channel.webhook) for webhook_id, channel in self._channels.items()]

    def publish(self, event: Event, *, org_id: str | None, user_id: str, version: int, time: int) -> None:
        """Deliver an event to whom it concerns. Call it in the order in which the events were recorded.

        Args:
            event: What happened. Without a webhook in the contract it is not delivered.
            org_id: The organisation to whom the user belongs, or None: then nobody gets it.
            user_id: The user whom paths name.
            version: The version of the user after the event.
            time: When it was recorded, in epoch milliseconds.
        """
        if not self._channels or org_id is None:
            return
        detail_type = type(event).__name__
        if detail_type not in self._detail_types:
            return
        now = self._clock()
        detail: Members = {
            "partnerId": org_id,
            "aggregateType": "user",
            "aggregateId": user_id,
            "version": version,
            "timestamp": time,
            "data": {"type": detail_type, **event_data(event)},
        }
        with self._lock:
            for webhook_id, channel in self._channels.items():
                if channel.webhook.wants(detail_type, org_id):
                    event_id = self._ids()
                    self._delivered += 1
                    delivery = Delivery(
                        id=self._delivered,
                        webhook_id=webhook_id,
                        event_id=event_id,
                        detail_type=detail_type,
                        user_id=user_id,
                        version=version,
                        body=write_json(_envelope(event_id, detail_type, detail, time)),
                    )
                    self._make_room()
                    self._schedule(delivery, channel, now)
        self.wake()

    def _make_room(self) -> None:
        if len(self._waiting) + len(self._ended) < self._limits.deliveries:
            return
        self._dropped += 1
        if self._ended:
            del self._ended[next(iter(self._ended))]
            return
        oldest = self._waiting.pop(next(iter(self._waiting)))
        self._channels[oldest.webhook_id].withdraw(oldest.id)

    def _schedule(self, delivery: Delivery, channel: "_Channel", now: int) -> None:
        webhook = channel.webhook
        due = now + _milliseconds(webhook.delay)
        overtaken = self._waiting.get(channel.held or 0)
        channel.held = None
        if overtaken and overtaken.next_at is not None and overtaken.next_at > due:
            self._wait(delivery, channel, due)
            channel.withdraw(overtaken.id)
            self._wait(overtaken, channel, due)
            return
        if webhook.swapped:
            channel.held = delivery.id
        self._wait(delivery, channel, due + _milliseconds(webhook.swapped))

    def _wait(self, delivery: Delivery, channel: "_Channel", due: int) -> None:
        self._waiting[delivery.id] = replace(delivery, next_at=due)
        channel.enqueue(delivery.id, due)

    def due(self) -> list[Attempt]:
        """The tries that are to be made now. Each is under way until `report` is told what came of it."""
        now = self._clock()
        with self._lock:
            return [
                Attempt(webhook_id, channel.webhook, number, self._waiting[number].body)
                for webhook_id, channel in self._channels.items()
                if (number := channel.take(now)) is not None
            ]

    def next_due(self) -> int | None:
        """When the next try is to be made, in epoch milliseconds; None if none is, or not before `report` is called."""
        with self._lock:
            times = [due for channel in self._channels.values() if (due := channel.next_due()) is not None]
        return min(times, default=None)

    def pause(self) -> float | None:
        """How long it is until `next_due`, in seconds; None if that never comes by itself."""
        due = self.next_due()
        if due is None or not self._ticks():
            return None
        return max(0, due - self._clock()) / 1000

    def report(self, attempt: Attempt, answer: int | str) -> None:
        """Take in what came of a try.

        Args:
            attempt: The try.
            answer: The status of the answer, or why there was none.
        """
        now = self._clock()
        outcome = Outcome(now, status=answer) if isinstance(answer, int) else Outcome(now, error=answer)
        with self._lock:
            channel = self._channels.get(attempt.webhook_id)
            if channel is None or channel.under_way != attempt.delivery_id:
                return  # the webhook was removed
            channel.under_way = None
            delivery = self._waiting.get(attempt.delivery_id)
            if delivery is None:
                return  # the delivery was dropped
            delivery = delivery.after(outcome, attempt.webhook)
            if delivery.next_at is not None:
                self._wait(delivery, channel, delivery.next_at)
                return
            del self._waiting[delivery.id]
            self._ended[delivery.id] = delivery

    def deliveries(self) -> list[Delivery]:
        """The deliveries that are remembered, oldest first."""
        with self._lock:
            known = {**self._waiting, **self._ended}
        return [known[number] for number in sorted(known)]

    @property
    def dropped(self) -> int:
        """How many deliveries were forgotten: the first ones to have ended, and if none has, the oldest that wait."""
        return self._dropped

    def backlog(self) -> Backlog:
        """What is still to be delivered, as of now."""
        now = self._clock()
        with self._lock:
            under_way = {channel.under_way for channel in self._channels.values()}
            waiting = self._waiting.values()
            due = tuple(it for it in waiting if it.id in under_way or (it.next_at or 0) <= now)
            return Backlog(due, len(waiting) - len(due))

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a function called whenever there may be something to do."""
        self._listener = listener

    def wake(self) -> None:
        """Say that there may be something to do, as after the clock was moved."""
        self._listener()


class _Channel:
    """The order in which deliveries go to one webhook.

    Attributes:
        webhook: The webhook.
        under_way: The delivery that is being tried.
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
        self._turns += 1
        insort(self._queue, (due, self._turns, number))

    def withdraw(self, number: int) -> None:
        self._queue = [entry for entry in self._queue if entry[2] != number]

    def next_due(self) -> int | None:
        return self._queue[0][0] if self._queue and self.under_way is None else None

    def take(self, now: int) -> int | None:
        """The delivery that is to be tried now, if any. It is under way from now on."""
        due = self.next_due()
        if due is None or due > now:
            return None
        self.under_way = self._queue.pop(0)[2]
        if self.held == self.under_way:
            self.held = None  # nothing came in time to overtake it
        return self.under_way


def _envelope(event_id: str, detail_type: str, detail: Members, time: int) -> Members:
    return {
        "version": "0",
        "id": event_id,
        "detail-type": detail_type,
        "source": "spk.api",
        "account": "123456789012",
        "time": datetime.fromtimestamp(time // 1000, UTC).isoformat().replace("+00:00", "Z"),
        "region": "eu-central-1",
        "resources": [],
        "detail": detail,
    }


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _check_url(url: str) -> None:
    match = _URL.fullmatch(url)
    if match is None or len(url) > _LONGEST_URL or not 0 < int(match["port"] or 80) <= 65535:
        raise ValueError(
            f"url is {url[:100]!r}: give an absolute http or https URL of at most {_LONGEST_URL} printable ASCII "
            "characters, without credentials and fragment, such as http://127.0.0.1:9000/hook."
        )


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"header has the name {name[:100]!r}: give the name of an HTTP header, such as X-Webhook-Key.")
    if name.lower() in _SET_BY_COURIER:
        raise ValueError(f"header has the name {name!r}, which belongs to the transport: give another.")
    if not _HEADER_VALUE.fullmatch(value):
        # The value is a secret, and not to be repeated.
        raise ValueError(
            f"header gives {name} a value that cannot be sent: give 1 to 4096 printable ASCII characters, "
            "with no space at either end."
        )


def _bare(host: str) -> str:
    return host.strip("[]").lower()


def _is_loopback(host: str) -> bool:
    """Whether the host is this machine, by an address that is written out, or by the one name that says so."""
    if host == "localhost":
        return True
    try:
        address = IPv6Address(_bare(host)) if host.startswith("[") else IPv4Address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
