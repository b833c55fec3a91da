"""The histories of clients whose server is killed, and its final log of events.

`problems` compares them. One order of the requests must explain all responses, and the log must have the event of each
acknowledged command once, and no event that no client requested. A request without a response, or with a 503, may have
taken effect at any later time, or never.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import inf

from attrs import frozen
from spkey_mock.conformance.history import Step, contradiction

Number = int | str

Inventory = tuple[int, int, frozenset[tuple[Number, str]]]
"""The model of a user: the version, the next number, and the number and note of each key.

A lock has the same model. Its clients number the keys themselves, by their notes.
"""

ABSENT: Inventory = (0, 1, frozenset())

Result = tuple[object, ...]
"""The status of a response, and its facts about the user."""


@frozen(eq=False)
class Attempt:
    """A request that a client sent.

    Attributes:
        user: The user that it is about, or the lock, as `lock NUMBER`.
        name: `create`, `add`, `remove`, `list` or `get`.
        argument: The note of the key to add, which no other request has, or the number of the key to remove or get.
        start: When it was sent.
        end: When its response arrived; infinity if its outcome is unknown.
        result: The response; None if its outcome is unknown.
    """

    user: str
    name: str
    argument: object
    start: float
    end: float = inf
    result: Result | None = None

    def __str__(self) -> str:
        said = "unknown" if self.result is None else " ".join(map(str, self.result))
        return f"{self.name} {'' if self.argument is None else self.argument} -> {said}"

    def _number(self, following: int) -> Number:
        """Return the number of the key to add."""
        return str(self.argument) if self.user.startswith("lock ") else following

    def effect(self, state: Inventory) -> Inventory:
        """Return the user after the request."""
        version, following, keys = state
        match self.name:
            case "create" if not version:
                return 1, 1, frozenset()
            case "add" if version:
                return version + 1, following + 1, keys | {(self._number(following), str(self.argument))}
            case "remove" if rest := {key for key in keys if key[0] == self.argument}:
                return version + 1, following, keys - rest
            case _:
                return state

    def right(self, state: Inventory) -> Result:
        """Return the right response in a state."""
        version, following, keys = state
        match self.name:
            case "create":
                return (200, version) if version else (201, 1)
            case _ if not version:
                return (404,)
            case "add":
                return 200, self._number(following), version + 1
            case "remove":
                return (200, version + 1) if self.argument in dict(keys) else (404,)
            case "get":
                note = dict(keys).get(int(str(self.argument)))
                return (404,) if note is None else (200, note)
            case _:
                return 200, tuple(sorted(keys))

    def apply(self, state: Inventory) -> Inventory | None:
        """Return the user after the request, or None if the response is impossible."""
        return self.effect(state) if self.right(state) == self.result else None


@frozen
class Event:
    """An event of a user in the log.

    Attributes:
        position: The position in the order of all events.
        version: The version of the user.
        name: The name of the command that it records.
        argument: The note of the key that was added, or the number of the key that was removed.
        number: The number of the key that was added.
    """

    position: int
    version: int
    name: str
    argument: object = None
    number: Number | None = None


Log = Mapping[str, Sequence[Event]]
"""The events of each user, in the order of the log."""


def problems(history: Sequence[Attempt], log: Log) -> list[str]:
    """Return the problems in plain words. An empty list means that every guarantee holds."""
    found: list[str] = []
    positions = Counter(event.position for events in log.values() for event in events)
    found += [f"{count} events have the position {position}" for position, count in positions.items() if count > 1]
    for user in sorted({attempt.user for attempt in history} | log.keys()):
        attempts = [attempt for attempt in history if attempt.user == user]
        events = log.get(user, ())
        wrong = [*_broken(events), *_lost(attempts, events), *_unexplained(attempts, events)]
        found += [f"user {user}: {problem}" for problem in wrong or _disorder(attempts, events)]
    return found


def _broken(events: Sequence[Event]) -> Iterator[str]:
    """Return the contradictions within a log."""
    held: set[object] = set()
    following = 1
    for index, event in enumerate(events, 1):
        if event.version != index:
            yield f"event {index} has version {event.version}"
        if index > 1 and event.position <= events[index - 2].position:
            yield f"event {index} has position {event.position} after {events[index - 2].position}"
        if (event.name == "create") != (index == 1):
            yield f"event {index} is a {event.name}"
        if event.name == "add":
            if isinstance(event.number, int) and event.number != following:
                yield f"event {index} has number {event.number} instead of {following}"
            following += 1
            held.add(event.number)
        if event.name == "remove":
            if event.argument not in held:
                yield f"event {index} removes the number {event.argument}, which the user does not have"
            held.discard(event.argument)


def _acknowledged(attempts: Sequence[Attempt]) -> Iterator[Event]:
    """Return the events that responses have acknowledged, without their positions."""
    for attempt in attempts:
        match attempt.name, attempt.result:
            case "create", (201, *_):
                yield Event(0, 1, "create")
            case "add", (200, int() | str() as number, int(version)):
                yield Event(0, version, "add", attempt.argument, number)
            case "remove", (200, int(version)):
                yield Event(0, version, "remove", attempt.argument)
            case _:
                pass


def _lost(attempts: Sequence[Attempt], events: Sequence[Event]) -> Iterator[str]:
    """Return the acknowledged events that are not in the log, or were acknowledged more than once."""
    logged = {_fact(event) for event in events}
    for event, count in Counter(_acknowledged(attempts)).items():
        if _fact(event) not in logged:
            yield f"the log lacks {_fact(event)}"
        if count > 1:
            yield f"{_fact(event)} was acknowledged {count} times"


def _unexplained(attempts: Sequence[Attempt], events: Sequence[Event]) -> Iterator[str]:
    """Return the events that no request explains, or that are in the log more than once."""
    acknowledged = {_fact(event) for event in _acknowledged(attempts)}
    unknown = {(attempt.name, attempt.argument) for attempt in attempts if attempt.result is None}
    for event in events:
        if _fact(event) not in acknowledged and (event.name, event.argument) not in unknown:
            yield f"no request explains {_fact(event)}"
    counts = Counter((event.name, event.argument) for event in events)
    yield from (f"{count} events record {what}" for what, count in counts.items() if count > 1)


def _fact(event: Event) -> tuple[int, str, object, Number | None]:
    return event.version, event.name, event.argument, event.number


def _disorder(attempts: Sequence[Attempt], events: Sequence[Event]) -> Iterator[str]:
    """Return the smallest part of a history that no order of the requests explains, if there is one."""
    piece = contradiction(_steps(attempts, events), ABSENT)
    if piece:
        begin = min(step.start for step in piece)
        spans = [((step.start - begin) * 1000, (step.end - begin) * 1000, step.text) for step in piece]
        lines = [f"  {start:9.2f} to {end:9.2f} ms  {text}" for start, end, text in spans]
        yield "\n".join(["no order of these requests explains their responses:", *lines])


def _steps(attempts: Sequence[Attempt], events: Sequence[Event]) -> list[Step[Inventory]]:
    """Return the steps of a history that ends with a request for the log.

    The log shows which requests of unknown outcome took effect. Only a removal or a creation that several requests may
    have caused remains unknown.
    """
    end = 1 + max(time for attempt in attempts for time in (attempt.start, attempt.end) if time < inf)
    logged = {(event.name, event.argument): event for event in events}
    acknowledged = {(event.name, event.argument) for event in _acknowledged(attempts)}
    steps: list[Step[Inventory]] = []
    for attempt in attempts:
        what = (attempt.name, attempt.argument)
        if attempt.result is not None:
            steps.append(Step(str(attempt), attempt.start, attempt.end, attempt.apply, attempt.effect))
        elif what in logged and what not in acknowledged:
            steps.append(_recorded(attempt, logged[what], end))
    final = _state(attempts[0].user, events)
    log = Step[Inventory]("log", end + 1, end + 2, lambda it: it if it == final else None, lambda it: it)
    return [*steps, log]


def _recorded(attempt: Attempt, event: Event, end: float) -> Step[Inventory]:
    """Return the step of a request without a response whose event is in the log, as the log shows it."""

    def apply(state: Inventory) -> Inventory | None:
        return attempt.effect(state) if state[0] + 1 == event.version else None

    # Only one request can have added a key with this note.
    return Step(str(attempt), attempt.start, end if attempt.name == "add" else inf, apply, attempt.effect)


def _state(user: str, events: Sequence[Event]) -> Inventory:
    state = ABSENT
    for event in events:
        state = Attempt(user, event.name, event.argument, 0).effect(state)
    return state
