"""Worlds, in the control API."""

from collections.abc import Mapping

from ..service import contract
from ..service.errors import NotFound
from .call import JSON, Call, Handler


def _health(call: Call) -> JSON:
    from spkey_client import __version__

    return {"status": "ok", "version": __version__, "contract": contract.load().version}


def _list(call: Call) -> JSON:
    return {
        "worlds": [
            {"name": world.name, "users": len(world.users), "requests": world.journal.total}
            for world in call.worlds.items()
        ]
    }


def _delete(call: Call) -> None:
    if not call.worlds.delete(call.params["name"]):
        raise NotFound(f"There is no world {call.params['name']}.")


def _reset(call: Call) -> None:
    call.world.reset()


OPERATIONS: Mapping[str, Handler] = {
    "get_world_health": _health,
    "list_worlds": _list,
    "delete_world": _delete,
    "reset_world": _reset,
}
