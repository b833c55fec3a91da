"""The locks that a user owns, as a read model shows them."""

from ...service.aggregate import JSON, Context
from ...service.outcome import Outcome
from ...service.outside import Outside
from ..requests import ListUserOwnedLocks
from ..users.state import USERS, User
from .state import LOCKS, Lock


@USERS.query(ListUserOwnedLocks)
def list_user_owned_locks(user: User, request: ListUserOwnedLocks, context: Context) -> JSON:
    """Return the locks that the read model knows. A late one omits locks that have changed since its time."""
    outside = context.outside
    if outside.read_model == "unavailable":
        return {"locks": [], "totalCount": 0, "source": "unavailable"}
    shown = [
        _to_json(lock, outside) for lock in context.others.where(LOCKS, "owner", user.id) if _is_known(lock, outside)
    ]
    return {"locks": shown, "totalCount": len(shown), "source": "spacetimedb"}


def _is_known(lock: Lock, outside: Outside) -> bool:
    # The states of the past are not kept, so a late read model shows no lock that has changed since.
    return outside.read_model != "late" or lock.changed_at <= (outside.read_model_at or 0)


def _to_json(lock: Lock, outside: Outside) -> JSON:
    return {
        "lockUuid": lock.uuid,
        "serialNumber": lock.serial_number,
        "thingName": None,
        "online": lock.id not in outside.offline_locks,
        "keysCount": len(lock.keys),
        "residentCount": len(lock.residents),
        "lastEvent": lock.last_event,
        "lastUpdated": lock.changed_at,
    }


@USERS.rule("users.list_owned_locks.locks_of_owner")
def _locks_are_listed(user: User, request: ListUserOwnedLocks, outcome: Outcome) -> bool:
    return b'"lockUuid"' in outcome.response.body


@USERS.rule("users.list_owned_locks.empty_if_unavailable")
def _read_model_is_unavailable(user: User, request: ListUserOwnedLocks, outcome: Outcome) -> bool:
    return b'"unavailable"' in outcome.response.body
