"""Webhooks without I/O, and a publisher of events."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from spkey_mock.aggregates.users import USERS, PhysicalKeyAdded, PhysicalKeyRemoved, User
from spkey_mock.service.event import Event
from spkey_mock.store.recorded import Recorded, Stream
from spkey_mock.webhooks.deliveries import Attempt, Delivery
from spkey_mock.webhooks.subscriptions import Webhook
from spkey_mock.webhooks.webhooks import Webhooks
from spkey_mock.world.clock import Clock

from ..support import CONTRACT, ORG, OTHER_ORG, START, USER

URL = "http://127.0.0.1:9000/hook"
ADDED = PhysicalKeyAdded(1, OTHER_ORG, org_name="Ümbrella", note="front door")
REMOVED = PhysicalKeyRemoved(1)


def webhook(url: str = URL, org_id: str = ORG, **values: Any) -> Webhook:
    """Return a subscription."""
    return Webhook(url=url, org_id=org_id, **values)


class Publisher:
    """Webhooks with a frozen clock, and what a world would do with them.

    Args:
        webhooks: Subscriptions, added in this order.
        limits: Options of `Webhooks`.

    Attributes:
        clock: The time.
        webhooks: The webhooks.
        ids: The ids of the subscriptions.
        version: How many events were published.
    """

    def __init__(self, *webhooks: Webhook, **limits: Any) -> None:
        self.clock = Clock()
        self.clock.freeze(START)
        ids = count(1)
        self.webhooks = Webhooks(
            self.clock.now,
            lambda: f"event-{next(ids)}",
            tuple(CONTRACT["webhooks"]),
            ticks=self.clock.ticks,
            **limits,
        )
        self.ids = [self.webhooks.add(webhook) for webhook in webhooks]
        self.version = 0

    def publish(self, event: Event[User] = REMOVED, org_id: str | None = ORG, times: int = 1) -> None:
        """Publish an event of the user, once or more often."""
        for _ in range(times):
            self.version += 1
            publish(self.webhooks, event, org_id, self.version, self.clock.now())

    def take(self) -> Attempt:
        """Return the one attempt that is due."""
        (attempt,) = self.due()
        return attempt

    def due(self) -> list[Attempt]:
        """Take all attempts that are due."""
        return list(iter(self.webhooks.take, None))

    def deliver(self, response: Callable[[int], int | str] = lambda _: 200) -> list[int]:
        """Make all attempts that are due, and return the versions that were posted, in their order."""
        posted: list[int] = []
        while attempts := self.due():
            for attempt in attempts:
                version = version_of(attempt)
                self.webhooks.report(attempt, response(version))
                posted.append(version)
        return posted

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self.clock.advance(round(seconds * 1000))

    @property
    def delivery(self) -> Delivery:
        """The only delivery."""
        (delivery,) = self.webhooks.deliveries()
        return delivery

    @property
    def states(self) -> list[str]:
        """The states of the deliveries."""
        return [delivery.state for delivery in self.webhooks.deliveries()]


def publish(webhooks: Webhooks, event: Event[User], org_id: str | None, version: int, at: int) -> None:
    """Publish an event of the user as a world does."""
    recorded = Recorded(Stream(USERS.name, USER), version, version, at, type(event).__name__, USERS.encode(event))
    webhooks.publish(recorded, org_id=org_id, data=event.public(USER, at))


def version_of(attempt: Attempt) -> int:
    """Return the version of the event that an attempt delivers."""
    return int(json.loads(attempt.body)["detail"]["version"])
