"""How a request becomes a command, and the event that it caused becomes the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..service.contract import Values
from ..service.credentials import Caller
from .queries import Members, key_members
from .users import (
    AddPhysicalKey,
    Command,
    CreateUser,
    Event,
    PhysicalKeyAdded,
    PhysicalKeyRemoved,
    Profile,
    RemovePhysicalKey,
    User,
    UserCreated,
)


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """How one operation is carried out.

    Attributes:
        read: Makes the command of the validated values.
        status: The status of the answer if an event was recorded; otherwise it is 200.
        repeated: Members of the event that the answer repeats beside it.
    """

    read: Callable[[Values, Caller], Command]
    status: int
    repeated: tuple[str, ...]

    def answer(self, user: User, event: Event | None) -> Members:
        """The answer, for the user after the command and the event that it caused, if any."""
        data = {} if event is None else event_data(event)
        return {
            "success": True,
            "aggregateId": user.id,
            "version": user.version,
            "event": None if event is None else {"type": type(event).__name__, "data": data},
            **{name: data[name] for name in self.repeated if name in data},
        }


def event_data(event: Event) -> Members:
    """What of an event is public. Personal data is not."""
    match event:
        case UserCreated():
            return {"userId": event.user_id, "status": event.status}
        case PhysicalKeyAdded():
            return {"userId": event.user_id, **key_members(event.key)}
        case PhysicalKeyRemoved():
            return {"userId": event.user_id, "number": event.number, "removedAt": event.removed_at}


def _add_key(values: Values, _caller: Caller) -> Command:
    body = values["body"]
    return AddPhysicalKey(body["orgId"], body.get("orgName"), body.get("note"))


def _remove_key(values: Values, caller: Caller) -> Command:
    # A number that is written 42.0 is valid too.
    return RemovePhysicalKey(int(values["body"]["number"]), caller.scope)


def _create_user(values: Values, caller: Caller) -> Command:
    body: dict[str, Any] = values["body"]
    profile = Profile(body.get("email"), body.get("firstName"), body.get("lastName"))
    return CreateUser(body["userId"], profile, caller.org_id)


COMMANDS: Mapping[str, CommandRoute] = {
    "add_physical_key": CommandRoute(_add_key, 200, ("number", "orgId", "orgName", "note", "addedAt")),
    "remove_physical_key": CommandRoute(_remove_key, 200, ("number",)),
    "create_user": CommandRoute(_create_user, 201, ("userId",)),
}
"""The commands, by operation."""
