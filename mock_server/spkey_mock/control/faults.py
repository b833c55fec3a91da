"""Faults, in the control API."""

from collections.abc import Mapping
from typing import Any

from ..service.codec import present
from ..service.errors import NotFound
from ..world.faults import Fault
from .call import JSON, Call, Handler, whole


def _json(name: str, fault: Fault) -> JSON:
    status = {"status": fault.status, "carriedOut": fault.carried_out} if fault.kind == "status" else {}
    return present(
        id=name,
        kind=fault.kind,
        operation=fault.operation,
        skip=fault.skip,
        times=fault.times,
        probability=fault.probability,
        retryAfter=fault.retry_after,
        delay=round(fault.seconds * 1000),
        **status,
    )


def _read(values: Mapping[str, Any]) -> Fault:
    delay = values.get("delay")
    return Fault(
        kind=values["kind"],
        operation=values.get("operation"),
        skip=int(values.get("skip", 0)),
        times=whole(values.get("times")),
        probability=values.get("probability", 1.0),
        status=int(values.get("status", 503)),
        carried_out=values.get("carriedOut", False),
        retry_after=whole(values.get("retryAfter")),
        body=values.get("body"),
        delay=None if delay is None else delay / 1000,
    )


def _list(call: Call) -> JSON:
    return {"faults": [_json(name, fault) for name, fault in call.world.faults.items().items()]}


def _add(call: Call) -> JSON:
    fault, faults = _read(call.body), call.world.faults
    name = faults.add(fault)
    return _json(name, faults.items().get(name, fault))  # it may have fired already


def _clear(call: Call) -> None:
    call.world.faults.clear()


def _delete(call: Call) -> None:
    if not call.world.faults.remove(call.params["id"]):
        raise NotFound(f"There is no fault {call.params['id']}; it was removed or has fired.")


OPERATIONS: Mapping[str, Handler] = {
    "list_faults": _list,
    "add_fault": _add,
    "clear_faults": _clear,
    "delete_fault": _delete,
}
