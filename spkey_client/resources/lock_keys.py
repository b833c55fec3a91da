# Generated from openapi.yaml by python -m generator. Do not edit.
"""The keys on a lock."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import Transport
from ..operations import lock_keys as operations


class LockKeys:
    """The keys on a lock."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self,
        lock_id: int,
        *,
        key_uuid: str | UUID,
        key_index_number: int | None = None,
        user_id: str | UUID | None = None,
        **options: Unpack[CallOptions],
    ) -> models.AddLockKeyResult:
        """Add a key to a lock.

        The service registers the key and sends it to the device in one step.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            key_uuid: The id of the key, such as the keyId of a wallet key. Any text is allowed. At least 1 character.
            key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
            user_id: The id of the user who holds the key. The user gets rights on the lock.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (502): The lock's device cannot be reached. Nothing was recorded.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/AddKey` (add_lock_key).
        """
        call = operations.add_lock_key(lock_id, key_uuid=key_uuid, key_index_number=key_index_number, user_id=user_id)
        return self._transport.send(call, **options).parsed

    def remove(
        self,
        lock_id: int,
        *,
        key_uuid: str | UUID | None = None,
        key_index_number: int | None = None,
        **options: Unpack[CallOptions],
    ) -> models.RemoveLockKeyResult:
        """Remove a key from a lock.

        The key is identified by its id, by its index on the device, or by both.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            key_uuid: The id of the key. At least 1 character.
            key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist, or it has no such key.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/RemoveKey` (remove_lock_key).
        """
        call = operations.remove_lock_key(lock_id, key_uuid=key_uuid, key_index_number=key_index_number)
        return self._transport.send(call, **options).parsed

    def write(
        self, lock_id: int, *, key_uuid: str | UUID, key_index_number: int | None = None, **options: Unpack[CallOptions]
    ) -> models.WriteLockKeyResult:
        """Write a key onto a card at a lock.

        The device writes the key onto the next NFC card that is held to it. The keys on the lock do not change.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            key_uuid: The id of the key, which need not be on the lock. At least 1 character.
            key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (502): The lock's device cannot be reached. Nothing was recorded.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/WriteKey` (write_lock_key).
        """
        call = operations.write_lock_key(lock_id, key_uuid=key_uuid, key_index_number=key_index_number)
        return self._transport.send(call, **options).parsed

    def add_in_bulk(
        self, lock_id: int, *, keys: Sequence[models.LockKeyToAdd], **options: Unpack[CallOptions]
    ) -> models.AddLockKeysInBulkResult:
        """Add many keys to a lock.

        The response is returned before the keys are added. A workflow then adds one key after another.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            keys: The keys, in the order in which they are added. At least 1 item.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/BulkAddKeys` (add_lock_keys_in_bulk).
        """
        call = operations.add_lock_keys_in_bulk(lock_id, keys=keys)
        return self._transport.send(call, **options).parsed
