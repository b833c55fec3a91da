"""Recording: writes events together with their consequences."""

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from ..record.meter import METER
from ..service.decision import Later
from ..service.registry import Registry
from ..service.repository import Change
from ..store.recorded import Recorded
from ..store.store import Append
from ..webhooks.webhooks import Webhooks
from .claims import Claims
from .clock import Clock
from .schedule import Schedule


@frozen(kw_only=True)
class Recording:
    """Records events, and with them the ticks of the clock, the deliveries and the scheduled work.

    Attributes:
        clock: The clock.
        registry: The aggregates, whose events are published.
        webhooks: The webhooks.
        schedule: The scheduled work.
        append: Appends to the store.
        claims: The unique values of a durable world. The same call records their documents with the events and their
            other consequences.
    """

    clock: Clock
    registry: Registry
    webhooks: Webhooks
    schedule: Schedule
    append: Callable[[Sequence[Append]], tuple[Recorded, ...]]
    claims: Claims | None

    def write(
        self, appends: Sequence[Append], changes: Sequence[Change], later: Sequence[Later]
    ) -> tuple[Recorded, ...]:
        """Append to the store. The repository calls this.

        Raises:
            ConflictError: The race was lost. Nothing was recorded.
            Full: There is too much scheduled work. Nothing was recorded.
        """
        if later:
            self.schedule.check(later)
        if self.claims is not None:
            self.claims.change(changes)
            self._follow(tuple(_upcoming(appends)), changes, later)
            recorded = self.append(appends)
        else:
            recorded = self.append(appends)
            self._follow(recorded, changes, later)
        if METER.on:
            METER.count("events", len(recorded))
        return recorded

    def _follow(self, events: Sequence[Recorded], changes: Sequence[Change], later: Sequence[Later]) -> None:
        for recorded in events:
            self.clock.tick()
            if self.webhooks and self.registry.aggregate(recorded.stream.aggregate).public:
                org_id = next(change.after.org_id for change in changes if change.stream == recorded.stream)
                self.webhooks.publish(recorded, org_id=org_id, data=self.registry.public(recorded))
        if later:
            self.schedule.add(*later)


def _upcoming(appends: Sequence[Append]) -> Iterator[Recorded]:
    """Return the events as they will be recorded, except for their positions, which the store assigns."""
    for append in appends:
        for version, (at, kind, data) in enumerate(append.events, append.expected + 1):
            yield Recorded(append.stream, version, 0, at, kind, data)
