"""Worlds, in the control API."""

from collections.abc import Mapping
from contextlib import suppress

from ..service.errors import NotFound, Rejection
from ..store.durable import GoneError
from ..store.store import ConflictError
from ..world.clock import wall_clock
from ..world.ledger import Unreadable
from ..world.world import World
from .call import JSON, Call, Handler


def _list(call: Call) -> JSON:
    listed: list[JSON] = []
    loaded = {world.name: world for world in call.worlds.loaded()}
    for name in call.worlds.names():
        if call.reaches(name):
            with suppress(GoneError):
                listed.append(_entry(call, name, loaded.get(name)))
    return {"worlds": listed}


def _entry(call: Call, name: str, loaded: World | None) -> JSON:
    try:
        return _json(call, loaded or call.worlds.peek(name))
    except Unreadable as error:
        return {"name": name, "users": 0, "requests": 0, "idle": 0, "memory": 0, "error": str(error)}


def _json(call: Call, world: World) -> JSON:
    return {
        "name": world.name,
        "users": len(world.users),
        "requests": world.journal.total,
        "idle": round(call.worlds.idle(world) * 1000),
        "memory": world.size,
    }


class CheckFailed(Rejection):
    """A strict world failed its checks when it was deleted."""

    status = code = 409
    kind = "CheckFailed"


def _delete(call: Call) -> None:
    name = call.params["name"]
    call.check(name)
    # The deletion drops the deliveries, so the check comes first.
    failed = _failed(call, name) if name else []
    if not call.worlds.delete(name):
        raise NotFound(f"There is no world {name}.")
    if failed:
        raise CheckFailed("\n".join([f"The world {name} was deleted. It was strict and failed its checks:", *failed]))


def _failed(call: Call, name: str) -> list[str]:
    """Return the messages of the checks that a strict world fails, if there is such a world."""
    with suppress(Exception):  # even a world that cannot be loaded can be deleted
        world: World | None = call.worlds.find(name)
        if world is not None and world.settings.strict:
            return world.check()
    return []


def _delete_by_prefix(call: Call) -> JSON:
    worlds, prefix = call.worlds, call.query["prefix"]
    names = [name for name in worlds.names() if name and name.startswith(prefix) and call.reaches(name)]
    return {"deleted": sum([worlds.delete(name) for name in names])}


def _reset(call: Call) -> None:
    try:
        call.world.reset()
    except Unreadable:
        _empty(call)
        call.world.reset()


def _empty(call: Call) -> None:
    """Drop the content of a world that cannot be read, but not its named snapshots."""
    database = call.worlds.database
    store = None if database is None else database.open(call.find_name(), wall_clock(), create=False)
    if store is not None:
        with suppress(ConflictError):  # another process was faster
            store.replace({}, (), 1)
            store.clear_log()


OPERATIONS: Mapping[str, Handler] = {
    "list_worlds": _list,
    "delete_world": _delete,
    "delete_worlds_by_prefix": _delete_by_prefix,
    "reset_world": _reset,
}
