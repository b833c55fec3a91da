"""Named snapshots, in the control API."""

from collections.abc import Callable, Mapping

from ..service.errors import NotFound
from ..world.replacement import UnknownPositionError
from ..world.snapshots import UnknownSnapshotError
from .call import JSON, Call, Handler


def _list(call: Call) -> JSON:
    return {"snapshots": [{"name": name, "savedAt": at} for name, at in call.world.snapshots.items().items()]}


def _save(call: Call) -> JSON:
    name = call.params["name"]
    call.world.snapshots.save(name)
    return {"name": name, "savedAt": call.world.snapshots.items()[name]}


def _restore(call: Call) -> None:
    _found(lambda: call.world.snapshots.restore(call.params["name"]))


def _fork(call: Call) -> None:
    other = call.named(call.body["world"])
    _found(lambda: call.world.snapshots.fork(call.params["name"], other.snapshots))


def _found(function: Callable[[], None]) -> None:
    try:
        function()
    except UnknownSnapshotError as error:
        raise NotFound(str(error)) from None


def _delete(call: Call) -> None:
    name = call.params["name"]
    if not call.world.snapshots.delete(name):
        raise NotFound(f"There is no snapshot {name}.")


def _rewind(call: Call) -> None:
    try:
        call.world.rewind(int(call.body["position"]))
    except UnknownPositionError as error:
        raise NotFound(str(error)) from None


OPERATIONS: Mapping[str, Handler] = {
    "list_snapshots": _list,
    "save_snapshot": _save,
    "restore_snapshot": _restore,
    "fork_snapshot": _fork,
    "delete_snapshot": _delete,
    "rewind_world": _rewind,
}
