# Generated from openapi.yaml by python -m generator. Do not edit.
"""The older interface to temporary keys for several doors."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import collective_temp_keys as operations


class AsyncCollectiveTempKeys:
    """The older interface to temporary keys for several doors."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        *,
        valid_from: str,
        valid_until: str,
        doors: Sequence[models.NewDoor],
        description: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.CreateTempKeyResult:
        """Create a collective temporary key.

        Works like creating a temporary key for several doors, except that the key's link leads to the collective
        operations. Anyone who has the link also has the PIN, because the guest's page shows it.

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

        Source: `POST /collective-temp-keys` (create_collective_temp_key).
        """
        call = operations.create_collective_temp_key(
            valid_from=valid_from, valid_until=valid_until, doors=doors, description=description
        )
        return (await self._transport.send(call, **options)).parsed

    async def revoke(self, uuid: str | UUID, **options: Unpack[CallOptions]) -> models.RevokeTempKeyResult:
        """Revoke a collective temporary key.

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

        Source: `DELETE /collective-temp-keys/{uuid}` (revoke_collective_temp_key).
        """
        call = operations.revoke_collective_temp_key(uuid)
        return (await self._transport.send(call, **options)).parsed

    async def open_door(self, uuid: str | UUID, door_id: int, **options: Unpack[CallOptions]) -> models.Opening:
        """Open a door of a collective temporary key.

        The response redirects to a page that confirms the opening.

        No credential is required, and none is sent. The response is a redirect, which the client does not follow.

        Args:
            uuid: The id of the key. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            door_id: The number of the door in the key. Greater than 0.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The key does not open this door, or does not open it now.
            NotFoundError: The key does not exist, or it has no such door.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /collective-temp-keys/{uuid}/doors/{doorId}/open` (open_collective_temp_key_door).
        """
        call = operations.open_collective_temp_key_door(uuid, door_id)
        return (await self._transport.send(call, **options)).parsed
