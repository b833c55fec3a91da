"""The mirror: the repository of a durable world, with all of its states in memory."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from ..store.durable import Contents, DurableStore, UnreadableError
from ..store.recorded import Base, Recorded, Stream
from .aggregate import Aggregate
from .bounds import Bounds, Reservation
from .decision import Later
from .registry import Registry
from .repository import Change, Repository, S, Write, growth_of
from .state import State

_SPAN = 100
"""The number of events, or the size of a larger state, after which the state is kept as a new snapshot.

A start then folds at most as many events as it reads entries of states. Snapshots cost a constant share of the work.
"""


class Mirror(Repository):
    """The states of a world whose store is durable, and may be shared with other processes. Thread-safe.

    Args:
        registry: The aggregates.
        store: The store.
        bounds: The limits and their use.
        write: Appends to the store, together with the documents that the changes concern.
    """

    def __init__(self, registry: Registry, store: DurableStore, bounds: Bounds, write: Write) -> None:
        super().__init__(registry, store, bounds, write)
        self._durable = store
        self._incarnation = -1  # nothing was loaded
        self._kept: dict[Stream, int] = {}  # the version of the latest snapshot, by stream
        self._changed: set[Stream] = set()  # since snapshots were last kept

    def fill(self, contents: Contents) -> None:
        """Replace all states with what the store contains, even beyond a limit.

        Raises:
            UnreadableError: A snapshot or an event is invalid or unknown, or an event is missing.
        """
        states: dict[Stream, State] = {}
        for stream, base in contents.bases.items():
            states[stream] = cast("State", self._decoded(stream, base).state)
        for event in contents.events:
            states[event.stream] = self._after(states.pop(event.stream, None), event)
        pairs = [(self._aggregate(stream), state) for stream, state in states.items()]
        growth, by_id, index = self._counted(pairs, contents.events)
        with self._lock:
            self._bounds.reset(growth)
            self._incarnation = contents.incarnation
            self._states = by_id
            self._index = index
            self._kept = {stream: base.version for stream, base in contents.bases.items()}
            self._changed = {event.stream for event in contents.events}

    def apply(self, events: Iterable[Recorded]) -> None:
        """Apply events that others have recorded. Known events are ignored.

        Raises:
            UnreadableError: An event is invalid or unknown, or one is missing.
        """
        with self._lock:
            for event in events:
                states = self._states[event.stream.aggregate]
                before: State | None = states.get(event.stream.id)
                if event.version <= (0 if before is None else before.version):
                    continue
                after = self._after(before, event)
                aggregate = self._aggregate(event.stream)
                change = Change(aggregate, event.stream, before or aggregate.initial(event.stream.id), after, ())
                self._bounds.add(growth_of((change,)))
                states.pop(event.stream.id, None)
                states[event.stream.id] = after
                if aggregate.found_by_value:
                    self._index.change(aggregate.name, before, after)
                self._changed.add(event.stream)

    def commit(
        self, *changes: Change, reservation: Reservation | None = None, later: Sequence[Later] = ()
    ) -> tuple[Recorded, ...]:
        """Record changes, and the work that they schedule, atomically; see `Repository.commit`."""
        recorded = super().commit(*changes, reservation=reservation, later=later)
        self._changed.update(change.stream for change in changes)
        return recorded

    def keep_states(self) -> None:
        """Keep snapshots of the states that have changed much, so that they load fast."""
        with self._lock:
            due = {stream: state for stream in self._changed if (state := self._due(stream)) is not None}
            self._changed.clear()
        if due:
            bases = {stream: self._base(self._aggregate(stream), state) for stream, state in due.items()}
            self._durable.snapshot(bases)
            with self._lock:
                self._kept.update((stream, base.version) for stream, base in bases.items())

    def _due(self, stream: Stream) -> State | None:
        state: State | None = self._states[stream.aggregate].get(stream.id)
        if state is None or stream.incarnation != self._incarnation:
            return None
        entries = sum(size for name, size in state.sizes.items() if name != "text")
        return state if state.version - self._kept.get(stream, 0) >= max(_SPAN, entries) else None

    def _rebuild(self, aggregate: Aggregate[S], stream: Stream) -> S:
        return aggregate.initial(stream.id)  # every state that exists is in memory

    def _base(self, aggregate: Aggregate[Any], state: State) -> Base:
        return Base(state.version, aggregate.codec.encode(state))

    def as_of(self, position: int) -> tuple[Mapping[Stream, Base], tuple[Recorded, ...]]:
        """Return the streams as of a position, as bases and the events after them; see `Store.as_of`."""
        bases, events = self._durable.as_of(position)
        return {stream: self._decoded(stream, base) for stream, base in bases.items()}, events

    def _decoded(self, stream: Stream, base: Base) -> Base:
        with decoding(f"a snapshot of a {stream.aggregate}"):
            return Base(base.version, self._aggregate(stream).codec.decode(base.state))

    def _aggregate(self, stream: Stream) -> Aggregate[Any]:
        return self._registry.aggregate(stream.aggregate)

    def _after(self, before: State | None, event: Recorded) -> State:
        base = None if before is None else Base(before.version, before)
        if event.version != (0 if base is None else base.version) + 1:
            raise UnreadableError(f"an event before {_named(event)} is missing")
        try:
            aggregate = self._aggregate(event.stream)
            if event.type in aggregate.events:
                return cast("State", aggregate.fold(base, event).state)
        except _INVALID as error:
            raise UnreadableError(f"the event {_named(event)} is invalid: {error}") from error
        raise UnreadableError(f"the event {_named(event)} is unknown")


_INVALID = (ValueError, TypeError, LookupError, AttributeError)
"""The errors of decoding something that is damaged or was written by another version of the mock."""


def _named(event: Recorded) -> str:
    # Without the id of its aggregate, which may be a secret.
    return f"{event.type!r} at position {event.position}"


@contextmanager
def decoding(what: str) -> Generator[None]:
    """Convert the errors that occur while a part of a world is decoded.

    Args:
        what: The name of the part, for the message.

    Raises:
        UnreadableError: The part is invalid.
    """
    try:
        yield
    except _INVALID as error:
        raise UnreadableError(f"{what} is invalid: {error}") from error
