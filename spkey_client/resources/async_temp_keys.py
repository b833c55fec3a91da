# Generated from openapi.yaml by python -m generator. Do not edit.
"""Temporary keys for several doors."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import temp_keys as operations


class AsyncTempKeys:
    """Temporary keys for several doors."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, lock_id: str | UUID | None = None, **options: Unpack[CallOptions]) -> models.TempKeyList:
        """List temporary keys for several doors.

        Without lockId, returns the keys that the caller created. With lockId, returns all keys that open that lock.
        Revoked keys are included, with the time of their revocation.

        Args:
            lock_id: List only keys that open the lock with this number. At least 1 character.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: A lock does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /temp-keys` (list_temp_keys).
        """
        call = operations.list_temp_keys(lock_id=lock_id)
        return (await self._transport.send(call, **options)).parsed

    async def create(
        self,
        *,
        valid_from: str,
        valid_until: str,
        doors: Sequence[models.NewDoor],
        description: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.CreateTempKeyResult:
        """Create a temporary key for several doors.

        The service chooses the key's id, the numbers of its doors and, if a door opens with a code, the PIN. The key's
        url is the path of a page for the guest. The page needs no credential and shows the PIN, so anyone who has the
        link also has the PIN. No other operation returns the PIN.

        Args:
            valid_from: The time from which the key is valid, in UTC with Z. Pattern:
                `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
            valid_until: The time at which the key expires, in UTC with Z. It must be after validFrom. Pattern:
                `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
            doors: The doors that the key opens. They are numbered in this order. 1 to 50 items.
            description: A note on the key. At most 2000 characters.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: A lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): PINs are not configured, no PIN is free, or the service is temporarily unavailable. The
                command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /temp-keys` (create_temp_key).
        """
        call = operations.create_temp_key(
            valid_from=valid_from, valid_until=valid_until, doors=doors, description=description
        )
        return (await self._transport.send(call, **options)).parsed

    async def revoke(self, uuid: str | UUID, **options: Unpack[CallOptions]) -> models.RevokeTempKeyResult:
        """Revoke a temporary key for several doors.

        A revoked key opens nothing. It is still listed, with the time of its revocation.

        Args:
            uuid: The id of the key. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The key does not exist, or it has no such door.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `DELETE /temp-keys/{uuid}` (revoke_temp_key).
        """
        call = operations.revoke_temp_key(uuid)
        return (await self._transport.send(call, **options)).parsed

    async def open(self, uuid: str | UUID, **options: Unpack[CallOptions]) -> models.Opening:
        """Open the first door of a temporary key.

        Opens the first door that does not require a code. The response redirects to a page that confirms the opening.
        The key of a single lock opens that lock.

        No credential is required. The client sends its `token` if it has one. The response is a redirect, which the
        client does not follow.

        Args:
            uuid: The id of the key. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The key does not open this door, or does not open it now.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The key does not exist, or it has no such door.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /temp-keys/{uuid}/open` (open_temp_key).
        """
        call = operations.open_temp_key(uuid)
        return (await self._transport.send(call, **options)).parsed

    async def open_door(self, uuid: str | UUID, door_id: int, **options: Unpack[CallOptions]) -> models.Opening:
        """Open a door of a temporary key.

        The response redirects to a page that confirms the opening.

        No credential is required. The client sends its `token` if it has one. The response is a redirect, which the
        client does not follow.

        Args:
            uuid: The id of the key. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            door_id: The number of the door in the key. Greater than 0.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The key does not open this door, or does not open it now.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The key does not exist, or it has no such door.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /temp-keys/{uuid}/doors/{doorId}/open` (open_temp_key_door).
        """
        call = operations.open_temp_key_door(uuid, door_id)
        return (await self._transport.send(call, **options)).parsed
