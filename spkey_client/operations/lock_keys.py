# Generated from openapi.yaml by python -m generator. Do not edit.
"""The keys on a lock."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_LOCK_KEY: Operation[models.AddLockKeyResult] = Operation(
    id="add_lock_key",
    method="POST",
    path="/locks/{id}/AddKey",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "lock_id",
        ("body", "keyUuid"): "key_uuid",
        ("body", "keyIndexNumber"): "key_index_number",
        ("body", "userId"): "user_id",
    },
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.AddLockKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_lock_key(
    lock_id: int, *, key_uuid: str | UUID, key_index_number: int | None = None, user_id: str | UUID | None = None
) -> Call[models.AddLockKeyResult]:
    """Add a key to a lock.

    The service registers the key and sends it to the device in one step.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        key_uuid: The id of the key, such as the keyId of a wallet key. Any text is allowed. At least 1 character.
        key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
        user_id: The id of the user who holds the key. The user gets rights on the lock.
    """
    return _ADD_LOCK_KEY.call(
        path={"id": lock_id},
        members={"keyUuid": key_uuid},
        optional={"keyIndexNumber": key_index_number, "userId": user_id},
    )


_REMOVE_LOCK_KEY: Operation[models.RemoveLockKeyResult] = Operation(
    id="remove_lock_key",
    method="POST",
    path="/locks/{id}/RemoveKey",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "lock_id",
        ("body", "keyUuid"): "key_uuid",
        ("body", "keyIndexNumber"): "key_index_number",
    },
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.RemoveLockKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def remove_lock_key(
    lock_id: int, *, key_uuid: str | UUID | None = None, key_index_number: int | None = None
) -> Call[models.RemoveLockKeyResult]:
    """Remove a key from a lock.

    The key is identified by its id, by its index on the device, or by both.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        key_uuid: The id of the key. At least 1 character.
        key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
    """
    return _REMOVE_LOCK_KEY.call(
        path={"id": lock_id}, optional={"keyUuid": key_uuid, "keyIndexNumber": key_index_number}
    )


_WRITE_LOCK_KEY: Operation[models.WriteLockKeyResult] = Operation(
    id="write_lock_key",
    method="POST",
    path="/locks/{id}/WriteKey",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "lock_id",
        ("body", "keyUuid"): "key_uuid",
        ("body", "keyIndexNumber"): "key_index_number",
    },
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.WriteLockKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def write_lock_key(
    lock_id: int, *, key_uuid: str | UUID, key_index_number: int | None = None
) -> Call[models.WriteLockKeyResult]:
    """Write a key onto a card at a lock.

    The device writes the key onto the next NFC card that is held to it. The keys on the lock do not change.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        key_uuid: The id of the key, which need not be on the lock. At least 1 character.
        key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
    """
    return _WRITE_LOCK_KEY.call(
        path={"id": lock_id}, members={"keyUuid": key_uuid}, optional={"keyIndexNumber": key_index_number}
    )


_ADD_LOCK_KEYS_IN_BULK: Operation[models.AddLockKeysInBulkResult] = Operation(
    id="add_lock_keys_in_bulk",
    method="POST",
    path="/locks/{id}/BulkAddKeys",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.AddLockKeysInBulkResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_lock_keys_in_bulk(lock_id: int, *, keys: Sequence[models.LockKeyToAdd]) -> Call[models.AddLockKeysInBulkResult]:
    """Add many keys to a lock.

    The response is returned before the keys are added. A workflow then adds one key after another.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        keys: The keys, in the order in which they are added. At least 1 item.
    """
    return _ADD_LOCK_KEYS_IN_BULK.call(path={"id": lock_id}, members={"keys": keys})
