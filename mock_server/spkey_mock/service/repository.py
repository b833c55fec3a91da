"""The repository: folds events into states, and records the events that commands decide on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from threading import RLock
from typing import Any, TypeVar, cast

from attrs import frozen

from ..store.recorded import Base, Feed, Recorded, Stream
from ..store.store import Append, ConflictError, Store
from .aggregate import Aggregate
from .bounds import Bounds, Reservation
from .decision import Later
from .event import Event
from .index import Index
from .registry import Registry
from .state import State

S = TypeVar("S", bound=State)

_BYTES = {"users": 2_000, "locks": 2_000, "temp_keys": 2_000, "keys": 250}
"""The approximate memory of each item besides its texts, by the name of its limit."""


_MOST_SCANNED = 20_000
"""The number of events after which no more public ones are sought."""


@frozen
class Change:
    """Events of one stream that are about to be recorded.

    Attributes:
        aggregate: The type of the aggregate.
        stream: The stream, as of when the state was read.
        before: The state that the decision is based on.
        after: The state after the events.
        events: The events, each with its time in epoch milliseconds.
    """

    aggregate: Aggregate[Any]
    stream: Stream
    before: State
    after: State
    events: Sequence[tuple[int, Event[Any]]]

    @property
    def changes_values(self) -> bool:
        """Whether the change may change unique or indexed values."""
        before, after = self.before.__dict__, self.after.__dict__
        for name in self.after.valued:
            if before[name] is not after[name]:
                return True
        return not self.after.valued


Write = Callable[[Sequence[Append], Sequence[Change], Sequence[Later]], tuple[Recorded, ...]]
"""Appends to the store, and records the consequences of the changes in the same transaction."""


class _ByType(dict[str, dict[str, Any]]):
    """States by type and id. Within each type, the least recently changed come first."""

    def __missing__(self, name: str) -> dict[str, Any]:
        return self.setdefault(name, {})


class Repository:
    """The states of a world's aggregates, cached in front of the event store. Thread-safe.

    Args:
        registry: The aggregates.
        store: The store.
        bounds: The limits and their use.
        write: Appends to the store; by default, nothing else is recorded.
    """

    def __init__(self, registry: Registry, store: Store, bounds: Bounds, write: Write | None = None) -> None:
        self._registry = registry
        self._store = store
        self._bounds = bounds
        self._write: Write = write or self._append
        self._incarnation = 0
        self._states = _ByType()
        self._index = Index()
        self._lock = RLock()

    def _append(
        self, appends: Sequence[Append], _changes: Sequence[Change], _later: Sequence[Later]
    ) -> tuple[Recorded, ...]:
        return self._store.append(*appends)

    @property
    def size(self) -> int:
        """The approximate memory of the states and the store, in bytes."""
        used = self._bounds.used
        return used("text") + sum(size * used(name) for name, size in _BYTES.items()) + self._store.size

    @property
    def incarnation(self) -> int:
        """How often an import replaced everything."""
        return self._incarnation

    def stream(self, aggregate: Aggregate[Any], aggregate_id: str) -> Stream:
        """Return the name of an aggregate's stream."""
        return Stream(aggregate.name, aggregate_id, self._incarnation)

    def load(self, aggregate: Aggregate[S], aggregate_id: str) -> S:
        """Return the state of an aggregate. If it does not exist, the state has version 0."""
        state: S | None = self._states[aggregate.name].get(aggregate_id)
        return self._rebuild(aggregate, self.stream(aggregate, aggregate_id)) if state is None else state

    def _rebuild(self, aggregate: Aggregate[S], stream: Stream) -> S:
        history = self._store.read(stream)
        base = history.base
        for event in history.events:
            base = aggregate.fold(base, event)
        return aggregate.initial(stream.id) if base is None else cast("S", base.state)

    def states(self, aggregate: Aggregate[S]) -> list[S]:
        """Return the states of all aggregates of a type, least recently changed first."""
        with self._lock:
            return list(self._states[aggregate.name].values())

    def find(self, aggregate: Aggregate[S], name: str, value: str) -> S | None:
        """Return the state that has a unique value, or None; see `Reader.find`."""
        id_ = self._index.find(aggregate.name, name, value)
        return None if id_ is None else self.load(aggregate, id_)

    def where(self, aggregate: Aggregate[S], name: str, value: str) -> list[S]:
        """Return the states that have an indexed value, in order of creation; see `Reader.where`."""
        with self._lock:
            states = [self.load(aggregate, id_) for id_ in self._index.where(aggregate.name, name, value)]
        return sorted(states, key=_creation)

    def history(self, aggregate: Aggregate[Any], aggregate_id: str, after: int, limit: int) -> Sequence[Recorded]:
        """Return events of an aggregate by their versions; see `Reader.history`."""
        return self._store.history(self.stream(aggregate, aggregate_id), after, limit)

    def latest(self, aggregate: Aggregate[S], limit: int) -> list[S]:
        """Return the most recently changed states of a type, latest change first."""
        with self._lock:
            return list(islice(reversed(self._states[aggregate.name].values()), limit))

    def count(self, aggregate: Aggregate[Any]) -> int:
        """Return the number of aggregates of a type."""
        return len(self._states[aggregate.name])

    def reserve(self, room: Mapping[str, int]) -> AbstractContextManager[Reservation]:
        """Reserve capacity for upcoming changes; see `Bounds.reserve`."""
        return self._bounds.reserve(room)

    def limit(self, limits: Mapping[str, int], *, events: int, text: int, anyway: bool = False) -> None:
        """Change the limits of the states, and of the events and their text in the store; see `Store.limit`.

        Raises:
            ValueError: Without `anyway`, the states exceed a new limit. Nothing was changed.
        """
        self._bounds.limit(limits, anyway=anyway)
        self._store.limit(events=events, text=text)

    def commit(
        self, *changes: Change, reservation: Reservation | None = None, later: Sequence[Later] = ()
    ) -> tuple[Recorded, ...]:
        """Record changes and the work that they schedule, atomically.

        Raises:
            ConflictError: A state has changed since the decision. Nothing was recorded.
            Full: A limit would be exceeded. Nothing was recorded.
        """
        if len(changes) > 1 and len({change.stream for change in changes}) < len(changes):
            raise ValueError("changes must name each stream once.")
        appends = [
            Append(
                change.stream,
                change.before.version,
                [(at, type(event).__name__, change.aggregate.encode(event)) for at, event in change.events],
                change.after,
            )
            for change in changes
        ]
        valued: list[Change] = []
        with self._lock:
            for change in changes:
                # Since the read, an import may have replaced all states, or another writer may have been faster.
                current = self.load(change.aggregate, change.before.id)
                if change.stream.incarnation != self._incarnation or current.version != change.before.version:
                    raise ConflictError(change.stream)
                if change.aggregate.found_by_value and change.changes_values:
                    # The decision was based on older states, in which the value was free.
                    if self._index.is_taken(change.aggregate.name, change.before, change.after):
                        raise ConflictError(change.stream)
                    valued.append(change)
            growth = growth_of(changes)
            self._bounds.charge(growth, reservation)
            try:
                recorded = self._write(appends, changes, later)
            except BaseException:
                self._bounds.charge({name: -amount for name, amount in growth.items()})
                raise
            for change in changes:
                states = self._states[change.aggregate.name]
                states.pop(change.after.id, None)
                states[change.after.id] = change.after
            for change in valued:
                self._index.change(change.aggregate.name, change.before, change.after)
        return recorded

    def feed(
        self, after: int = 0, limit: int | None = None, *, stream: Stream | None = None, latest: bool = False
    ) -> Feed:
        """Return the events in the log with a position above `after`; see `Store.feed`."""
        return self._store.feed(after, limit, stream=stream, latest=latest)

    def events(self, limit: int | None = None, *, stream: Stream | None = None) -> tuple[Recorded, ...]:
        """Return the last public events in the log, oldest first.

        Of a log that ends with very many private events, fewer events may be returned.

        Args:
            limit: The maximum number of events.
            stream: The stream whose events to return; by default all.
        """
        wanted = limit
        while True:
            found = self._store.feed(limit=wanted, stream=stream, latest=True).events
            public = [event for event in found if self._registry.aggregate(event.stream.aggregate).public]
            if limit is None or wanted is None or len(public) >= limit or len(found) < wanted or wanted > _MOST_SCANNED:
                return tuple(public if limit is None else public[max(0, len(public) - limit) :])
            wanted = 2 * wanted + 1

    def replace(
        self,
        states: Iterable[tuple[Aggregate[Any], State]],
        events: Sequence[Recorded],
        next_position: int,
        *,
        origins: Mapping[Stream, Base] | None = None,
        forgotten: int | None = None,
    ) -> None:
        """Replace all states and events with these.

        Args:
            states: The states, each with its aggregate type.
            events: The known events that led to the states, in order. Positions of 0 are assigned.
            next_position: The position of the next event.
            origins: The bases from which the events lead to the states, of any incarnation; see `Store.replace`.
            forgotten: The number of events before these; see `Store.replace`.

        Raises:
            Full: The states exceed a limit. Nothing was changed.
            ValueError: Two states have the same id. Nothing was changed.
        """
        kept = list(states)
        growth, by_id, index = self._counted(kept, events)
        with self._lock:
            self._bounds.check(growth)
            # The new incarnation makes commands that were decided on the old states fail with a conflict.
            incarnation = self._incarnation + 1
            bases = {
                Stream(aggregate.name, state.id, incarnation): Base(state.version, state) for aggregate, state in kept
            }
            if origins is not None:
                origins = {Stream(it.aggregate, it.id, incarnation): base for it, base in origins.items()}
            positioned = list(_positioned(events, incarnation, next_position))
            self._store.replace(bases, positioned, next_position, origins=origins, forgotten=forgotten)
            self._bounds.reset(growth)
            self._incarnation = incarnation
            self._states = by_id
            self._index = index

    def as_of(self, position: int) -> tuple[Mapping[Stream, Base], tuple[Recorded, ...]]:
        """Return the streams as of a position, as bases and the events after them; see `Store.as_of`."""
        return self._store.as_of(position)

    def _counted(
        self, states: Iterable[tuple[Aggregate[Any], State]], events: Iterable[Recorded]
    ) -> tuple[Counter[str], "_ByType", Index]:
        """Return how much of each limit the states use, the states by type and id, and their index.

        Args:
            states: The states, each with its aggregate type.
            events: The known events that led to the states, in order.
        """
        growth: Counter[str] = Counter()
        by_id = _ByType()
        index, found = Index(), list[tuple[Aggregate[Any], State]]()
        for aggregate, state in states:
            if state.id in by_id[aggregate.name]:
                raise ValueError(f"states must not repeat the {aggregate.name} {state.id!r}.")
            by_id[aggregate.name][state.id] = state
            growth.update({aggregate.limit: 1, **state.sizes})
            if aggregate.found_by_value:
                found.append((aggregate, state))
        firsts = {(it.stream.aggregate, it.stream.id): place for place, it in enumerate(events, 1) if it.version == 1}
        for aggregate, state in sorted(found, key=lambda it: _likely_creation(it[0], it[1], firsts)):
            index.change(aggregate.name, None, state)
        return growth, by_id, index


def growth_of(changes: Sequence[Change]) -> dict[str, int]:
    """Return how much more of each limit the changes use."""
    growth: dict[str, int] = {}
    for change in changes:
        before: Mapping[str, int] = change.before.known_sizes
        if not change.before.version:
            growth[change.aggregate.limit] = growth.get(change.aggregate.limit, 0) + 1
            before = {}
        for name, size in change.after.known_sizes.items():
            growth[name] = growth.get(name, 0) + size - before.get(name, 0)
    return growth


def _creation(state: State) -> int:
    return state.created_at or 0


def _likely_creation(
    aggregate: Aggregate[Any], state: State, firsts: Mapping[tuple[str, str], int]
) -> tuple[int, int, int, str]:
    """Return a sort key: the time of creation, then the place of the first event, then the id.

    The id matters if the first event is not known. Ids that are numbers usually follow the order of creation.
    """
    return _creation(state), firsts.get((aggregate.name, state.id), 0), len(state.id), state.id


def _positioned(events: Sequence[Recorded], incarnation: int, next_position: int) -> Iterator[Recorded]:
    first = next_position - len(events)
    for position, it in enumerate(events, first):
        stream = Stream(it.stream.aggregate, it.stream.id, incarnation)
        yield Recorded(stream, it.version, it.position or position, it.at, it.type, it.data)
