"""Worlds, in the control API."""

from collections.abc import Mapping

from ..service.errors import NotFound, Rejection
from ..world.world import World
from .call import JSON, Call, Handler


def _list(call: Call) -> JSON:
    worlds = call.worlds
    return {
        "worlds": [
            {
                "name": world.name,
                "users": len(world.users),
                "requests": world.journal.total,
                "idle": round(worlds.idle(world) * 1000),
                "memory": world.size,
            }
            for world in worlds.items()
        ]
    }


class CheckFailed(Rejection):
    """A strict world failed its checks when it was deleted."""

    status = code = 409
    kind = "CheckFailed"


def _delete(call: Call) -> None:
    name = call.params["name"]
    world: World | None = next((it for it in call.worlds.items() if it.name == name), None)
    # The deletion drops the deliveries, so the check comes first.
    failed = world.check() if world is not None and world.settings.strict else []
    if not call.worlds.delete(name):
        raise NotFound(f"There is no world {name}.")
    if failed:
        raise CheckFailed("\n".join([f"The world {name} was deleted. It was strict and failed its checks:", *failed]))


def _delete_by_prefix(call: Call) -> JSON:
    worlds, prefix = call.worlds, call.query["prefix"]
    names = [world.name for world in worlds.items() if world.name and world.name.startswith(prefix)]
    return {"deleted": sum([worlds.delete(name) for name in names])}


def _reset(call: Call) -> None:
    call.world.reset()


OPERATIONS: Mapping[str, Handler] = {
    "list_worlds": _list,
    "delete_world": _delete,
    "delete_worlds_by_prefix": _delete_by_prefix,
    "reset_world": _reset,
}
