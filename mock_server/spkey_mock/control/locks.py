"""Locks, in the control API."""

from collections.abc import Generator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from ..service.codec import present
from ..service.errors import NotFound
from .call import JSON, Call, Handler

if TYPE_CHECKING:
    from ..aggregates.locks import Lock

_MOST_LISTED = 1_000


def lock_json(lock: "Lock", at: int) -> JSON:
    """Return a lock as JSON, with at most the first 1,000 keys, residents and temporary keys."""
    return present(
        lockId=lock.id,
        version=lock.version,
        uuid=lock.uuid,
        orgId=lock.org_id,
        ownerId=lock.owner_id,
        serialNumber=lock.serial_number,
        keyCount=len(lock.keys),
        keys=[key.to_json() for key in islice(lock.keys, _MOST_LISTED)],
        residents=[{"userId": it.user_id, "name": it.name} for it in islice(lock.residents, _MOST_LISTED)],
        tempKeys=[it.to_json(lock.id, lock.uuid, at) for it in islice(lock.temp_keys, _MOST_LISTED)],
    )


def _list(call: Call) -> JSON:
    locks, at = call.world.locks, call.world.clock.now()
    return {"locks": [lock_json(lock, at) for lock in locks.latest(call.limit)], "total": len(locks)}


def _create(call: Call) -> Generator[None, None, JSON]:
    body = call.body
    lock = yield from call.world.locks.create_in_slices(
        body.get("lockId"),
        owner=body.get("ownerId"),
        keys=int(body.get("keys", 0)),
        holders=body.get("holders", ()),
        residents=body.get("residents", ()),
        org_id=body.get("orgId"),
        uuid=body.get("uuid"),
        serial_number=body.get("serialNumber"),
    )
    return lock_json(lock, call.world.clock.now())


def _get(call: Call) -> JSON:
    lock = call.world.locks.get(call.params["id"])
    if lock is None:
        raise NotFound(f"There is no lock {call.params['id']}.")
    return lock_json(lock, call.world.clock.now())


OPERATIONS: Mapping[str, Handler] = {"list_locks": _list, "create_lock": _create, "get_lock": _get}
