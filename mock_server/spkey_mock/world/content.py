"""The content of a world as one JSON object, for exports and named snapshots."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from attrs import evolve, frozen

from ..aggregates.users import USERS, User
from ..service.aggregate import Aggregate
from ..service.codec import DecodeError
from ..service.errors import Invalid, Place, Problem
from ..service.registry import Registry
from ..service.state import State
from ..store.recorded import Base, Document, Recorded, Stream

FORMAT = 1
"""The version of the format. An object without a version has this version and no documents."""

JSON = dict[str, Any]


@frozen
class Content:
    """The content of a world at one moment.

    Attributes:
        states: The states of the aggregates, each with its type, least recently changed first.
        events: The events in the log, oldest first.
        forgotten: The number of older events.
        documents: The documents, or None if the content is only the aggregates.
        origins: The bases from which the events lead to the states, as far as the world can be rewound; see
            `Store.replace`. None if it cannot be rewound to before this moment.
    """

    states: Sequence[tuple[Aggregate[Any], State]]
    events: Sequence[Recorded]
    forgotten: int
    documents: Sequence[Document] | None = None
    origins: Mapping[Stream, Base] | None = None


def encode(content: Content) -> JSON:
    """Return the JSON object of a content. The conversion is lossless."""
    encoded: JSON = {
        "format": FORMAT,
        "users": [USERS.codec.encode(state) for _, state in content.states if isinstance(state, User)],
        "events": [_encode_event(event) for event in content.events],
        "forgotten": content.forgotten,
    }
    others = [it for it in content.states if not isinstance(it[1], User)]
    if others:
        encoded["aggregates"] = [_encode_state(aggregate, state) for aggregate, state in others]
    if content.documents is not None:
        encoded["documents"] = [{"kind": it.kind, "key": it.key, "data": it.data} for it in content.documents]
    return encoded


def _encode_state(aggregate: Aggregate[Any], state: Any) -> JSON:
    return {"aggregateType": aggregate.name, "state": aggregate.codec.encode(state)}


def _encode_event(event: Recorded) -> JSON:
    return {
        "aggregateType": event.stream.aggregate,
        "aggregateId": event.stream.id,
        "version": event.version,
        "position": event.position,
        "type": event.type,
        "timestamp": event.at,
        "data": event.data,
    }


def encode_origins(origins: Mapping[Stream, Base], registry: Registry) -> list[JSON]:
    """Return the JSON of the origins of a content, which exports do not include."""
    return [_encode_state(registry.aggregate(stream.aggregate), base.state) for stream, base in origins.items()]


def decode_origins(data: Iterable[JSON], registry: Registry) -> dict[Stream, Base]:
    """Return the origins that are represented by this JSON."""
    states = [_other(item, index, registry) for index, item in enumerate(data)]
    return {Stream(aggregate.name, state.id): Base(state.version, state) for aggregate, state in states}


def decode(data: Mapping[str, Any], registry: Registry, *, own: bool = False) -> Content:
    """Return the content that a JSON object represents. Its property types must be valid.

    Args:
        data: The object.
        registry: The aggregates.
        own: Whether the object comes from the same store, so that its positions, states and events are valid.

    Raises:
        Invalid: The content contradicts itself, or its format is newer. The problem names the place.
    """
    if data.get("format", FORMAT) > FORMAT:
        raise _invalid(f"format must be at most {FORMAT}, not {data['format']}. Upgrade the mock.", "format")
    users = [(USERS, _user(item, "users", index)) for index, item in enumerate(data["users"])]
    others = [_other(item, index, registry) for index, item in enumerate(data.get("aggregates", ()))]
    states: list[tuple[Aggregate[Any], State]] = [*users, *others]
    places = [*(("users", index) for index in range(len(users))), *(("aggregates", it) for it in range(len(others)))]
    _check_ids(states, places)
    forgotten = int(data.get("forgotten", 0))
    if not own:
        _check_possible(states, places)
    events = [_event(item, index, registry, own=own) for index, item in enumerate(data.get("events", ()))]
    _check_versions(events, states)
    documents = data.get("documents")
    return Content(
        states,
        events if own else _positioned(events, forgotten),
        forgotten,
        None if documents is None else [Document(it["kind"], it["key"], 1, it["data"]) for it in documents],
    )


def _user(item: Any, *place: str | int) -> User:
    user: User = _state(USERS, item, *place)
    highest = next((key.number for key in reversed(user.keys)), 0)
    if highest >= user.next_number:
        message = f"nextNumber must be greater than every key number (highest: {highest}), not {user.next_number}."
        raise _invalid(message, *place, "keys")
    return user


def _other(item: Mapping[str, Any], index: int, registry: Registry) -> tuple[Aggregate[Any], State]:
    aggregate = _aggregate(item["aggregateType"], registry, "aggregates", index)
    place = ("aggregates", index, "state")
    state = _user(item["state"], *place) if aggregate is USERS else _state(aggregate, item["state"], *place)
    return aggregate, state


def _state(aggregate: Aggregate[Any], item: Any, *place: str | int) -> Any:
    try:
        state: Any = aggregate.codec.decode(item)
    except DecodeError as error:
        raise _invalid(error.message, *place, *error.place) from None
    if state.version < 1:
        raise _invalid(f"version must be at least 1, not {state.version}.", *place, "version")
    return state


def _aggregate(name: str, registry: Registry, *place: str | int) -> Aggregate[Any]:
    aggregate = registry.aggregates.get(name)
    if aggregate is None:
        known = ", ".join(registry.aggregates)
        raise _invalid(f"Unknown aggregate type {name!r}. Known: {known}.", *place, "aggregateType")
    return aggregate


def _check_ids(states: Iterable[tuple[Aggregate[Any], State]], places: Iterable[Place]) -> None:
    seen: set[tuple[str, ...]] = set()
    for (aggregate, state), place in zip(states, places, strict=True):
        # One key may cover several doors of a lock, with the same PIN.
        for name, value in dict.fromkeys([(f"{aggregate.name}Id", state.id), *state.unique]):
            if (aggregate.name, name, value) in seen:
                raise _invalid(f"two {aggregate.name}s have the same {name}", *place)
            seen.add((aggregate.name, name, value))


def _check_possible(states: Iterable[tuple[Aggregate[Any], State]], places: Iterable[Place]) -> None:
    for (_, state), (part, index) in zip(states, places, strict=True):
        for problem in state.problems():
            raise _invalid(problem.message, part, index, *(() if part == "users" else ("state",)), *problem.place)


def _event(item: Mapping[str, Any], index: int, registry: Registry, *, own: bool) -> Recorded:
    place = ("events", index)
    id_ = item.get("aggregateId", item.get("userId"))
    aggregate = _aggregate(item.get("aggregateType", USERS.name), registry, *place)
    if id_ is None:
        raise _invalid("The event must have an aggregateId, or a userId if its aggregate is a user.", *place)
    try:
        event = aggregate.decode(item["type"], item["data"])
    except DecodeError as error:
        raise _invalid(error.message, *place, "data", *error.place) from None
    if not own:
        try:
            event.public(id_, int(item["timestamp"]))
        except (ValueError, TypeError, LookupError) as error:
            raise _invalid(f"The event's public data cannot be created: {error}.", *place) from None
    return Recorded(
        Stream(aggregate.name, id_),
        int(item["version"]),
        int(item.get("position", 0)),
        int(item["timestamp"]),
        item["type"],
        aggregate.encode(event),
    )


def _check_versions(events: Sequence[Recorded], states: Iterable[tuple[Aggregate[Any], State]]) -> None:
    """Check that the versions of the events lead to those of the states."""
    latest = {(aggregate.name, state.id): state.version for aggregate, state in states}
    before: dict[Stream, int] = {}
    for index, event in enumerate(events):
        stream = event.stream
        highest = latest.get((stream.aggregate, stream.id), 0)
        if not before.get(stream, 0) < event.version <= highest:
            message = f"The versions of the events of {stream.aggregate} {stream.id} must ascend to {highest} at most."
            raise _invalid(message, "events", index, "version")
        before[stream] = event.version


def _positioned(events: Sequence[Recorded], forgotten: int) -> Sequence[Recorded]:
    """Return the events at their positions if these are possible, and at consecutive positions otherwise."""
    positions = [0, *(event.position for event in events)]
    ascending = all(first < second for first, second in pairwise(positions))
    if ascending and positions[-1] <= forgotten + len(events):
        return events
    return [evolve(event, position=position) for position, event in enumerate(events, forgotten + 1)]


def _invalid(message: str, *place: str | int) -> Invalid:
    where: Place = ("body", *place)
    return Invalid(Problem(message, where))
