"""Retention, in the control API."""

from collections.abc import Mapping
from math import inf

from attrs import asdict

from ..service.errors import NotFound
from ..world.ledger import Unreadable
from ..world.retention import Pruned
from .call import JSON, Call, Handler

_DAY = 86_400.0


def _prune(call: Call) -> JSON:
    dry_run, unused = call.body.get("dryRun", False), call.body.get("unusedWorlds")
    names = _names(call)
    deleted: list[str] = []
    if unused is not None:
        idle = _idle(call)
        old = [name for name in names if name and idle.get(name, 0.0) >= unused * _DAY]
        deleted = [name for name in old if dry_run or call.worlds.delete(name)]
    pruned: dict[str, Pruned] = {}
    failed: list[JSON] = []
    for name in [name for name in names if name not in deleted]:
        try:
            pruned[name] = call.worlds.peek(name).prune(call.body["olderThan"], dry_run=dry_run)
        except Unreadable as error:
            failed.append({"name": name, "error": str(error)})
    worlds = [{"name": name, **asdict(it)} for name, it in pruned.items() if it]
    return {"worlds": worlds, "deleted": deleted, "failed": failed}


def _idle(call: Call) -> dict[str, float]:
    """Return the idle seconds of each world, by name."""
    worlds = call.worlds
    idle: dict[str, float] = {} if worlds.archive is None else worlds.archive.idle()
    for world in worlds.loaded():  # another process may have used it later
        idle[world.name] = min(worlds.idle(world), idle.get(world.name, inf))
    return idle


def _names(call: Call) -> list[str]:
    """Return the names of the worlds that a call selects and may act on."""
    names = [name for name in call.worlds.names() if call.reaches(name)]
    only = call.body.get("world")
    if only is None:
        return names
    call.check(only)
    if only not in names:
        raise NotFound(f"There is no world {only}.")
    return [only]


OPERATIONS: Mapping[str, Handler] = {"prune_worlds": _prune}
