"""The state of a world, exported and imported by the control API."""

from collections.abc import Mapping

from ..aggregates import REGISTRY
from ..aggregates.users import USERS
from ..world.content import decode, encode
from ..world.world import World
from .call import JSON, Call, Handler


def _export(call: Call) -> JSON:
    name = call.find_name()
    call.check(name)
    # A backup does not postpone the expiry of a world.
    world: World = call.worlds.peek(name)
    state = encode(world.content(documents="include" in call.query))
    for event in state["events"]:
        if event["aggregateType"] == USERS.name:
            event["userId"] = event["aggregateId"]
    return state


def _import(call: Call) -> None:
    call.world.replace(decode(call.body, REGISTRY))


OPERATIONS: Mapping[str, Handler] = {"export_state": _export, "import_state": _import}
