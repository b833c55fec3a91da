# Generated from openapi.yaml by python -m generator. Do not edit.
"""The temporary keys of single locks. To open a lock with such a key, use temp_keys.open."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from .. import models
from .._codec import OMITTED
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import lock_temp_keys as operations


class AsyncLockTempKeys:
    """The temporary keys of single locks. To open a lock with such a key, use temp_keys.open."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, lock_id: int, **options: Unpack[CallOptions]) -> models.LockTempKeyList:
        """List the temporary keys of a lock.

        Returns the temporary keys that were created for this lock alone, with their status and number of uses.
        Temporary keys for several doors are not included.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The lock does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /locks/{id}/temp-keys` (list_lock_temp_keys).
        """
        call = operations.list_lock_temp_keys(lock_id)
        return (await self._transport.send(call, **options)).parsed

    async def create(
        self,
        lock_id: int,
        *,
        temp_key_uuid: str | UUID,
        access_mode: models.CreateLockTempKeyRequestAccessMode,
        valid_from: str,
        valid_until: str,
        allowed_user_ids: Sequence[str | UUID] | None = None,
        max_uses: int | None = OMITTED,
        description: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.CreateLockTempKeyResult:
        """Create a temporary key for a lock.

        The client chooses the id of the key. The key has no PIN. Its link is /temp-keys/ followed by the id. To open
        the lock with the key, use temp_keys.open. A public key admits everyone who has the link. A key with a whitelist
        admits only the listed users, with their tokens.

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
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the key cannot have these properties.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/create-temp-key` (create_lock_temp_key).
        """
        call = operations.create_lock_temp_key(
            lock_id,
            temp_key_uuid=temp_key_uuid,
            access_mode=access_mode,
            valid_from=valid_from,
            valid_until=valid_until,
            allowed_user_ids=allowed_user_ids,
            max_uses=max_uses,
            description=description,
        )
        return (await self._transport.send(call, **options)).parsed

    async def update(
        self,
        lock_id: int,
        *,
        temp_key_uuid: str | UUID,
        valid_from: str | None = None,
        valid_until: str | None = None,
        max_uses: int | None = OMITTED,
        allowed_user_ids: Sequence[str | UUID] | None = None,
        access_mode: models.UpdateLockTempKeyRequestAccessMode | None = None,
        **options: Unpack[CallOptions],
    ) -> models.UpdateLockTempKeyResult:
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
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the key cannot have these properties.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The lock does not exist, or it has no such temporary key.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/update-temp-key` (update_lock_temp_key).
        """
        call = operations.update_lock_temp_key(
            lock_id,
            temp_key_uuid=temp_key_uuid,
            valid_from=valid_from,
            valid_until=valid_until,
            max_uses=max_uses,
            allowed_user_ids=allowed_user_ids,
            access_mode=access_mode,
        )
        return (await self._transport.send(call, **options)).parsed

    async def delete(
        self, lock_id: int, *, temp_key_uuid: str | UUID, **options: Unpack[CallOptions]
    ) -> models.DeleteLockTempKeyResult:
        """Delete a temporary key of a lock.

        A deleted key opens nothing and is no longer listed. Its id cannot be used again.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            temp_key_uuid: The id of the key. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The lock does not exist, or it has no such temporary key.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/delete-temp-key` (delete_lock_temp_key).
        """
        call = operations.delete_lock_temp_key(lock_id, temp_key_uuid=temp_key_uuid)
        return (await self._transport.send(call, **options)).parsed
