"""An event store in memory."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, takewhile
from math import inf
from threading import Lock
from typing import Any, cast

from attrs import define, field

from .recorded import Base, Feed, History, Recorded, Stream
from .store import Append, ConflictError, ForgottenError

_SPAN = 32
"""The number of versions that share a base, so that few states are kept beside the events."""


_EVENT_BYTES = 500
"""The approximate memory of an event beside its texts."""


@define
class _Span:
    """A run of events from a version on, and the base that they lead to."""

    first: int
    base: Base


@define
class _Log:
    """A stream: its base, its events in the feed, and the later bases that those after the base lead to."""

    version: int = 0
    base: Base | None = None
    events: deque[Recorded] = field(factory=deque[Recorded])
    spans: deque[_Span] = field(factory=deque[_Span])


class MemoryStore:
    """An event store with a bounded log. The oldest events are dropped, and remain in the bases of their streams.

    Args:
        events: The maximum number of events in the log.
        text: The maximum total length of the texts in these events, in characters.
    """

    def __init__(self, *, events: int = 10_000, text: int = 32 << 20) -> None:
        self._most_events = events
        self._most_text = text
        self._logs: dict[Stream, _Log] = {}
        self._feed: deque[Recorded] = deque()
        self._texts: deque[int] = deque()  # the length of the texts of each event in the feed
        self._next = 1
        self._forgotten = 0
        self._text = 0
        self._lock = Lock()

    def read(self, stream: Stream, after: int = 0) -> History:
        """Return the events of a stream with a version above `after`, from its base on."""
        with self._lock:
            log = self._logs.get(stream)
            if log is None:
                return History(None, ())
            base = log.base if log.base is not None and log.base.version > after else None
            return History(base, _later(log, after if base is None else base.version))

    def history(self, stream: Stream, after: int, limit: int) -> tuple[Recorded, ...]:
        """Return the events of a stream that are still in the log, oldest first; see `Store.history`."""
        with self._lock:
            log = self._logs.get(stream)
            return () if log is None else _later(log, after, after + limit)

    def append(self, *appends: Append) -> tuple[Recorded, ...]:
        """Record events on one stream or several, all or none.

        Raises:
            ConflictError: A stream is not at the expected version. Nothing was recorded.
        """
        with self._lock:
            logs = [self._logs.get(item.stream) or _Log() for item in appends]
            for item, log in zip(appends, logs, strict=True):
                if log.version != item.expected:
                    raise ConflictError(item.stream)
            recorded: list[Recorded] = []
            for item, log in zip(appends, logs, strict=True):
                self._logs[item.stream] = log
                for at, kind, data in item.events:
                    log.version += 1
                    event = Recorded(item.stream, log.version, self._next, at, kind, data)
                    self._next += 1
                    log.events.append(event)
                    self._feed.append(event)
                    self._texts.append(text := _text(data))
                    self._text += text
                    recorded.append(event)
                if item.events:
                    _extend(log.spans, item.expected + 1, Base(log.version, item.after))
            self._make_room()
            return tuple(recorded)

    def feed(
        self, after: int = 0, limit: int | None = None, *, stream: Stream | None = None, latest: bool = False
    ) -> Feed:
        """Return the events in the log with a position above `after`, oldest first; see `Store.feed`."""
        with self._lock:
            events = self._feed
            # Indexing a deque is fast near either end, so reading the end of a long log is fast.
            indices = range(bisect_right(events, after, key=_position), len(events))
            found = (events[index] for index in (reversed(indices) if latest else indices))
            if stream is not None:
                found = (event for event in found if event.stream == stream)
            chosen = tuple(islice(found, limit))
            return Feed(
                events[0].position if events else self._next,
                self._next - 1,
                chosen[::-1] if latest else chosen,
                self._forgotten,
            )

    def as_of(self, position: int) -> tuple[Mapping[Stream, Base], tuple[Recorded, ...]]:
        """Return the streams as of a position: a base of each that had one, and the events after it up to the position.

        Raises:
            ForgottenError: The log no longer has the required events.
        """
        with self._lock:
            earliest = self._feed[0].position if self._feed else self._next
            bases = {stream: log.base for stream, log in self._logs.items() if log.base is not None}
            events = [it for it in self._feed if it.stream not in bases or it.version > bases[it.stream].version]
            # Later events that are part of a base cannot be removed from it.
            later = bisect_right(self._feed, position, key=_position)
            if position < earliest - 1 or len(self._feed) - later > sum(it.position > position for it in events):
                raise ForgottenError(f"The log no longer has the events after position {position}.")
            return bases, tuple(it for it in events if it.position <= position)

    @property
    def size(self) -> int:
        """The approximate memory of the events, in bytes."""
        return self._text + _EVENT_BYTES * len(self._feed)

    def limit(self, *, events: int, text: int) -> None:
        """Change the limits of the log. The oldest events beyond them are dropped."""
        with self._lock:
            self._most_events = events
            self._most_text = text
            self._make_room()

    def replace(
        self,
        bases: Mapping[Stream, Base],
        events: Sequence[Recorded],
        next_position: int,
        *,
        origins: Mapping[Stream, Base] | None = None,
        forgotten: int | None = None,
    ) -> None:
        """Replace all streams with these, atomically; see `Store.replace`."""
        logs = {stream: _Log(base.version, base) for stream, base in bases.items()}
        if origins is not None:
            for stream, log in logs.items():
                log.base = origins.get(stream)
                first = 1 if log.base is None else log.base.version + 1
                if first <= log.version:
                    log.spans.append(_Span(first, bases[stream]))
        for event in events:
            changed = logs.get(event.stream)
            if changed is not None and event.version <= changed.version:
                if changed.events and event.version <= changed.events[-1].version:
                    changed.events.clear()  # they are of an earlier stream with the same name
                changed.events.append(event)
        with self._lock:
            self._logs = logs
            self._feed = deque(events)
            self._next = next_position
            self._forgotten = next_position - 1 - len(events) if forgotten is None else forgotten
            self._texts = deque(_text(event.data) for event in events)
            self._text = sum(self._texts)
            self._make_room()

    def _make_room(self) -> None:
        while len(self._feed) > self._most_events or (self._text > self._most_text and self._feed):
            event = self._feed.popleft()
            self._forgotten += 1
            self._text -= self._texts.popleft()
            log = self._logs.get(event.stream)
            if log is not None:
                # An import may have brought events of a stream that did not exist, and was begun since.
                if log.events and log.events[0] is event:
                    log.events.popleft()
                if log.spans and log.spans[0].first <= event.version:
                    # The base moves to the end of the span, whose other events stay until they leave the feed too.
                    log.base = log.spans.popleft().base


def _later(log: _Log, after: int, last: float = inf) -> tuple[Recorded, ...]:
    """Return the events of a stream with a version above `after`, up to the last."""
    events = log.events
    # Indexing a deque is fast near either end. The versions may have gaps after an import.
    indices = range(bisect_right(events, after, key=_version), len(events))
    return tuple(takewhile(lambda event: event.version <= last, (events[index] for index in indices)))


def _version(event: Recorded) -> int:
    return event.version


def _position(event: Recorded) -> int:
    return event.position


def _extend(spans: deque[_Span], first: int, base: Base) -> None:
    """Add a base to the last span, or begin another where that is long enough."""
    if spans and base.version < spans[-1].first + _SPAN:
        spans[-1].base = base
    else:
        spans.append(_Span(first, base))


def _text(value: Any) -> int:
    """Return the total length of all strings in a JSON value."""
    if isinstance(value, str):
        return len(value)
    items: Iterable[Any] = ()
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).values()
    elif isinstance(value, list | tuple):
        items = cast("list[Any]", value)
    return sum([_text(item) for item in items if not isinstance(item, int)])
