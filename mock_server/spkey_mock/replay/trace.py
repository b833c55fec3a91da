"""Traces: the requests and events of a run in its world."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from attrs import frozen

from ..record.entries import Entry
from ..world.faults import Fault
from ..world.world import World
from .errors import ReplayError

_LATE = ("lose_answer", "truncate", "malformed", "content_type")

_UNCOUNTED = {"LockTempKeyIssued", "TempKeyOpened", "PinFailed", "PinAccepted"}
"""Private events that either accompany a public event, which is counted, or only count attempts."""


@frozen
class Sent:
    """A request for an operation.

    Attributes:
        operation: The operation.
        aggregate: The type and id of the aggregate that the request addressed, if any.
        fault: The kind of the fault that fired on the request, if any.
        succeeded: Whether the request was successful, so that a fault for successful requests could fire on it.
    """

    operation: str
    aggregate: tuple[str, str] | None = None
    fault: str | None = None
    succeeded: bool = True


@frozen
class Event:
    """A recorded event, without its data.

    Attributes:
        aggregate: The type of the aggregate, such as `user`.
        id: The id of the aggregate. None for a private event, because the service chooses most of these ids itself.
        type: The name of the event.
    """

    aggregate: str
    id: str | None
    type: str

    def __str__(self) -> str:
        return self.type if self.id is None else f"{self.type} of {self.aggregate} {self.id}"


@frozen
class Trace:
    """The requests and events of a run.

    Attributes:
        requests: The requests, oldest first.
        events: The public events, oldest first, and then the private ones. They include those that seeded the world.
    """

    requests: tuple[Sent, ...] = ()
    events: tuple[Event, ...] = ()

    def fired(self, fault: Fault) -> bool:
        """Return whether a fault of this kind fired on a request for its operation."""
        return any((it.fault, it.operation) == (fault.kind, fault.operation) for it in self.requests)

    def ids(self) -> Mapping[str, dict[str, None]]:
        """Return the ids of the aggregates of each type, in the order in which the run addressed them."""
        ids = defaultdict[str, dict[str, None]](dict)
        addressed = [request.aggregate for request in self.requests if request.aggregate]
        for aggregate, it in [*addressed, *((event.aggregate, event.id) for event in self.events)]:
            if it is not None:
                ids[aggregate][it] = None
        return ids


def trace(world: World) -> Trace:
    """Return the requests and events of a world since it was created.

    Raises:
        ReplayError: The world dropped requests or events.
    """
    if world.journal.forgotten:
        raise ReplayError(
            f"The journal no longer has {world.journal.forgotten} of the test's requests. "
            "Remove calls that clear the journal, or raise Limits.journal and Limits.journal_bytes."
        )
    if world.events_forgotten:
        raise ReplayError(f"The log no longer has {world.events_forgotten} of the test's events. Raise Limits.events.")
    return Trace(
        tuple(_sent(entry, entry.operation) for entry in world.journal if entry.operation is not None),
        tuple(_events(world)),
    )


def _events(world: World) -> Iterator[Event]:
    public = world.events()
    for it in public:
        yield Event(it.stream.aggregate, it.stream.id, it.type)
    positions = {it.position for it in public}
    for it in world.repository.feed().events:
        if it.position not in positions and it.type not in _UNCOUNTED:
            yield Event(it.stream.aggregate, None, it.type)


def _sent(entry: Entry, operation: str) -> Sent:
    aggregate = (entry.aggregate_type, entry.aggregate_id) if entry.aggregate_type and entry.aggregate_id else None
    undisturbed = entry.fault is None and 0 < entry.status < 400
    return Sent(operation, aggregate, entry.fault, undisturbed or entry.fault in _LATE)
