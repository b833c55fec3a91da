"""Events, in the control API."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from ..aggregates import REGISTRY
from ..aggregates.users import USERS
from ..service.aggregate import Aggregate
from ..service.codec import present
from ..store.recorded import Recorded, Stream
from .call import JSON, Call, Handler


def subject_json(subject: Stream | None) -> JSON:
    """Return the properties that identify an aggregate, if there is one. A user also gets `userId`."""
    if subject is None:
        return {}
    user = {"userId": subject.id} if subject.aggregate == USERS.name else {}
    return {**user, "aggregateType": subject.aggregate, "aggregateId": subject.id}


def event_json(recorded: Recorded) -> JSON:
    """Return an event as JSON, with its public data."""
    return {
        **subject_json(recorded.stream),
        **present(version=recorded.version, position=recorded.position, type=recorded.type, timestamp=recorded.at),
        "data": REGISTRY.public(recorded),
    }


def _list(call: Call) -> JSON:
    ids = {call.query[name] for name in ("userId", "aggregateId") if name in call.query}
    if ids:
        aggregates = [USERS] if "userId" in call.query else REGISTRY.aggregates.values()
        events = _latest(call, [(it, *ids) for it in aggregates]) if len(ids) == 1 else ()
    else:
        events = call.world.latest_events(call.limit)
    return {"events": [event_json(recorded) for recorded in events], "forgotten": call.world.events_forgotten}


def _latest(call: Call, named: Iterable[tuple[Aggregate[Any], str]]) -> Sequence[Recorded]:
    """Return the latest events of some aggregates, oldest first."""
    call.world.catch_up()
    repository = call.world.repository
    streams = [repository.stream(aggregate, id_) for aggregate, id_ in named]
    found = [repository.events(call.limit, stream=stream) for stream in streams]
    return sorted(chain.from_iterable(found), key=lambda recorded: recorded.position)[-call.limit :]


OPERATIONS: Mapping[str, Handler] = {"list_events": _list}
