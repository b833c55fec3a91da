"""Events, in the control API."""

from collections.abc import Mapping

from ..aggregates import REGISTRY
from ..aggregates.users import USERS
from ..service.codec import present
from ..store.recorded import Recorded, Stream
from .call import JSON, Call, Handler


def subject_json(subject: Stream | None) -> JSON:
    """Return the properties that identify an aggregate, if there is one. A user also gets `userId`."""
    if subject is None:
        return {}
    user = {"userId": subject.id} if subject.aggregate == USERS.name else {}
    return {**user, "aggregateType": subject.aggregate, "aggregateId": subject.id}


def event_json(recorded: Recorded, *, private: bool = False) -> JSON:
    """Return an event as JSON, with its public data or with all of its data."""
    return {
        **subject_json(recorded.stream),
        **present(version=recorded.version, position=recorded.position, type=recorded.type, timestamp=recorded.at),
        "data": dict(recorded.data) if private else REGISTRY.public(recorded),
    }


def _list(call: Call) -> JSON:
    user_id, aggregate_id = call.query.get("userId"), call.query.get("aggregateId")
    if user_id is None and aggregate_id is None:
        events = call.world.latest_events(call.limit)
    else:
        found = [it for it in call.world.events(user_id) if aggregate_id in (None, it.stream.id)]
        events = tuple(found[-call.limit :])
    return {"events": [event_json(recorded) for recorded in events], "forgotten": call.world.events_forgotten}


OPERATIONS: Mapping[str, Handler] = {"list_events": _list}
