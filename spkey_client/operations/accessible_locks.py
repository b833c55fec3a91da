# Generated from openapi.yaml by python -m generator. Do not edit.
"""The locks that a user's app shows."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_ACCESSIBLE_LOCK: Operation[models.AddAccessibleLockResult] = Operation(
    id="add_accessible_lock",
    method="POST",
    path="/users/{id}/AddAccessibleLock",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "user_id",
        ("body", "lockId"): "lock_id",
        ("body", "lockName"): "lock_name",
        ("body", "accessLevel"): "access_level",
        ("body", "grantedBy"): "granted_by",
        ("body", "validFrom"): "valid_from",
        ("body", "validUntil"): "valid_until",
    },
    responses={"200": json_body(lambda: models.AddAccessibleLockResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_accessible_lock(
    user_id: str | UUID,
    *,
    lock_id: str | UUID,
    lock_name: str,
    access_level: models.AccessLevel,
    granted_by: str,
    valid_from: str | None = None,
    valid_until: str | None = None,
) -> Call[models.AddAccessibleLockResult]:
    """Add a lock to the list that a user's app shows.

    The entry is a label for the app. It gives the user no right to open the lock. Adding a lock that is already in the
    list returns 400.

    Args:
        user_id: The user's id, normally a UUID.
        lock_id: The lock's id, normally its number as text.
        lock_name: The name of the lock.
        access_level: The access level that the app shows.
        granted_by: Who adds the lock.
        valid_from: The beginning of the access. It is accepted but not applied.
        valid_until: The end of the access. It is accepted but not applied.
    """
    return _ADD_ACCESSIBLE_LOCK.call(
        path={"id": user_id},
        members={"lockId": lock_id, "lockName": lock_name, "accessLevel": access_level, "grantedBy": granted_by},
        optional={"validFrom": valid_from, "validUntil": valid_until},
    )


_REMOVE_ACCESSIBLE_LOCK: Operation[models.RemoveAccessibleLockResult] = Operation(
    id="remove_accessible_lock",
    method="POST",
    path="/users/{id}/RemoveAccessibleLock",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id", ("body", "lockId"): "lock_id", ("body", "removedBy"): "removed_by"},
    responses={"200": json_body(lambda: models.RemoveAccessibleLockResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def remove_accessible_lock(
    user_id: str | UUID, *, lock_id: str | UUID, removed_by: str, reason: str
) -> Call[models.RemoveAccessibleLockResult]:
    """Remove a lock from the list that a user's app shows.

    The lock can be added again later. The lock itself does not change.

    Args:
        user_id: The user's id, normally a UUID.
        lock_id: The lock's id, as it was added.
        removed_by: Who removes the lock.
        reason: The reason for the removal.
    """
    return _REMOVE_ACCESSIBLE_LOCK.call(
        path={"id": user_id}, members={"lockId": lock_id, "removedBy": removed_by, "reason": reason}
    )


_LIST_ACCESSIBLE_LOCKS: Operation[models.AccessibleLockList] = Operation(
    id="list_accessible_locks",
    method="GET",
    path="/users/{id}/accessible-locks",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.AccessibleLockList.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_accessible_locks(user_id: str | UUID) -> Call[models.AccessibleLockList]:
    """List the locks that a user's app shows.

    Returns the whole list. It says nothing about who may open a lock.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _LIST_ACCESSIBLE_LOCKS.call(path={"id": user_id})
