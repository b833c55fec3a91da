# Generated from openapi.yaml by python -m generator. Do not edit.
"""The temporary keys of single locks. To open a lock with such a key, use temp_keys.open."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request
from .._codec import OMITTED

_LIST_LOCK_TEMP_KEYS: Operation[models.LockTempKeyList] = Operation(
    id="list_lock_temp_keys",
    method="GET",
    path="/locks/{id}/temp-keys",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.LockTempKeyList.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_lock_temp_keys(lock_id: int) -> Call[models.LockTempKeyList]:
    """List the temporary keys of a lock.

    Returns the temporary keys that were created for this lock alone, with their status and number of uses. Temporary
    keys for several doors are not included.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
    """
    return _LIST_LOCK_TEMP_KEYS.call(path={"id": lock_id})


_CREATE_LOCK_TEMP_KEY: Operation[models.CreateLockTempKeyResult] = Operation(
    id="create_lock_temp_key",
    method="POST",
    path="/locks/{id}/create-temp-key",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "lock_id",
        ("body", "tempKeyUuid"): "temp_key_uuid",
        ("body", "accessMode"): "access_mode",
        ("body", "validFrom"): "valid_from",
        ("body", "validUntil"): "valid_until",
        ("body", "allowedUserIds"): "allowed_user_ids",
        ("body", "maxUses"): "max_uses",
    },
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.CreateLockTempKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def create_lock_temp_key(
    lock_id: int,
    *,
    temp_key_uuid: str | UUID,
    access_mode: models.CreateLockTempKeyRequestAccessMode,
    valid_from: str,
    valid_until: str,
    allowed_user_ids: Sequence[str | UUID] | None = None,
    max_uses: int | None = OMITTED,
    description: str | None = None,
) -> Call[models.CreateLockTempKeyResult]:
    """Create a temporary key for a lock.

    The client chooses the id of the key. The key has no PIN. Its link is /temp-keys/ followed by the id. To open the
    lock with the key, use temp_keys.open. A public key admits everyone who has the link. A key with a whitelist admits
    only the listed users, with their tokens.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        temp_key_uuid: The id of the key, a UUID that was never used for a temporary key. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
        access_mode: Whether the key admits everyone or only the users on its whitelist.
        valid_from: The time from which the key is valid, in UTC with Z. Pattern:
            `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
        valid_until: The time at which the key expires, in UTC with Z. It must be after validFrom. Pattern:
            `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
        allowed_user_ids: The users on the whitelist. If absent, the whitelist is empty.
        max_uses: The maximum number of uses. If null or absent, there is no limit. Greater than 0. At most
            9007199254740991.
        description: A note on the key. It appears in no event and in no list. At most 2000 characters.
    """
    return _CREATE_LOCK_TEMP_KEY.call(
        path={"id": lock_id},
        members={
            "tempKeyUuid": temp_key_uuid,
            "accessMode": access_mode,
            "validFrom": valid_from,
            "validUntil": valid_until,
            "maxUses": max_uses,
        },
        optional={"allowedUserIds": allowed_user_ids, "description": description},
    )


_UPDATE_LOCK_TEMP_KEY: Operation[models.UpdateLockTempKeyResult] = Operation(
    id="update_lock_temp_key",
    method="POST",
    path="/locks/{id}/update-temp-key",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "lock_id",
        ("body", "tempKeyUuid"): "temp_key_uuid",
        ("body", "validFrom"): "valid_from",
        ("body", "validUntil"): "valid_until",
        ("body", "maxUses"): "max_uses",
        ("body", "allowedUserIds"): "allowed_user_ids",
        ("body", "accessMode"): "access_mode",
    },
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.UpdateLockTempKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def update_lock_temp_key(
    lock_id: int,
    *,
    temp_key_uuid: str | UUID,
    valid_from: str | None = None,
    valid_until: str | None = None,
    max_uses: int | None = OMITTED,
    allowed_user_ids: Sequence[str | UUID] | None = None,
    access_mode: models.UpdateLockTempKeyRequestAccessMode | None = None,
) -> Call[models.UpdateLockTempKeyResult]:
    """Change a temporary key of a lock.

    Absent properties stay as they are. A maxUses of null lifts the limit on the number of uses.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        temp_key_uuid: The id of the key. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
        valid_from: The time from which the key is valid, in UTC with Z. Pattern:
            `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
        valid_until: The time at which the key expires, in UTC with Z. Pattern:
            `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
        max_uses: The maximum number of uses. Null lifts the limit. Greater than 0. At most 9007199254740991.
        allowed_user_ids: The users on the whitelist. They replace the previous users.
        access_mode: Whether the key admits everyone or only the users on its whitelist.
    """
    return _UPDATE_LOCK_TEMP_KEY.call(
        path={"id": lock_id},
        members={"tempKeyUuid": temp_key_uuid, "maxUses": max_uses},
        optional={
            "validFrom": valid_from,
            "validUntil": valid_until,
            "allowedUserIds": allowed_user_ids,
            "accessMode": access_mode,
        },
    )


_DELETE_LOCK_TEMP_KEY: Operation[models.DeleteLockTempKeyResult] = Operation(
    id="delete_lock_temp_key",
    method="POST",
    path="/locks/{id}/delete-temp-key",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id", ("body", "tempKeyUuid"): "temp_key_uuid"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.DeleteLockTempKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def delete_lock_temp_key(lock_id: int, *, temp_key_uuid: str | UUID) -> Call[models.DeleteLockTempKeyResult]:
    """Delete a temporary key of a lock.

    A deleted key opens nothing and is no longer listed. Its id cannot be used again.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        temp_key_uuid: The id of the key. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
    """
    return _DELETE_LOCK_TEMP_KEY.call(path={"id": lock_id}, members={"tempKeyUuid": temp_key_uuid})
