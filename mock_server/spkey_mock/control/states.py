"""The state of a world, exported and imported by the control API."""

from collections.abc import Mapping
from typing import Any

from ..aggregates import REGISTRY
from ..aggregates.users import USERS, User
from ..service.codec import DecodeError
from ..service.errors import Invalid, Place, Problem
from ..store.recorded import Recorded, Stream
from .call import JSON, Call, Handler
from .events import event_json


def _export(call: Call) -> JSON:
    users, events, forgotten = call.world.snapshot()
    return {
        "users": [USERS.codec.encode(user) for user in users],
        "events": [event_json(recorded, private=True) for recorded in events],
        "forgotten": forgotten,
    }


def _import(call: Call) -> None:
    users = [_user(item, index) for index, item in enumerate(call.body["users"])]
    if len({user.id for user in users}) < len(users):
        raise Invalid(Problem("two users have the same userId", ("body", "users")))
    events = [_event(item, index) for index, item in enumerate(call.body.get("events", ()))]
    call.world.restore(users, events, forgotten=int(call.body.get("forgotten", 0)))


def _user(item: Mapping[str, Any], index: int) -> User:
    place: Place = ("body", "users", index)
    try:
        user = USERS.codec.decode(item)
    except DecodeError as error:
        raise Invalid(Problem(error.message, (*place, *error.place))) from None
    highest = next((key.number for key in reversed(user.keys)), 0)
    if highest >= user.next_number:
        message = f"nextNumber must be greater than every key number (highest: {highest}), not {user.next_number}."
        raise Invalid(Problem(message, (*place, "keys")))
    return user


def _event(item: Mapping[str, Any], index: int) -> Recorded:
    place: Place = ("body", "events", index)
    name = item.get("aggregateType", USERS.name)
    id_ = item.get("aggregateId", item.get("userId"))
    aggregate = REGISTRY.aggregates.get(name)
    if aggregate is None:
        known = ", ".join(REGISTRY.aggregates)
        raise Invalid(Problem(f"Unknown aggregate type {name!r}. Known: {known}.", (*place, "aggregateType")))
    if id_ is None:
        raise Invalid(Problem("The event must have an aggregateId, or a userId if its aggregate is a user.", place))
    try:
        event = aggregate.decode(item["type"], item["data"])
    except DecodeError as error:
        raise Invalid(Problem(error.message, (*place, "data", *error.place))) from None
    stream = Stream(aggregate.name, id_)
    # The world assigns the positions.
    return Recorded(stream, int(item["version"]), 0, int(item["timestamp"]), item["type"], aggregate.encode(event))


OPERATIONS: Mapping[str, Handler] = {"export_state": _export, "import_state": _import}
