# Generated from openapi.yaml by python -m generator. Do not edit.
"""The physical keys in a user's inventory."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import physical_keys as operations


class AsyncPhysicalKeys:
    """The physical keys in a user's inventory."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add(
        self,
        user_id: str | UUID,
        *,
        org_id: str | UUID,
        org_name: str | None = None,
        note: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.AddPhysicalKeyResult:
        """Add a physical key to a user's inventory.

        The service issues the number of the key and returns it.

        Args:
            user_id: The user's id, normally a UUID.
            org_id: The id of the organisation that issues the key. At least 1 character.
            org_name: The name of the organisation that issues the key.
            note: A note on the key. Its length is counted in UTF-16 code units. At most 500 characters.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/AddPhysicalKey` (add_physical_key).
        """
        call = operations.add_physical_key(user_id, org_id=org_id, org_name=org_name, note=note)
        return (await self._transport.send(call, **options)).parsed

    async def remove(
        self, user_id: str | UUID, *, number: int, **options: Unpack[CallOptions]
    ) -> models.RemovePhysicalKeyResult:
        """Remove a physical key from a user's inventory.

        The number of the removed key is never issued again.

        Args:
            user_id: The user's id, normally a UUID.
            number: The number of the key. Greater than 0. At most 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist, or the inventory has no key with this number.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/RemovePhysicalKey` (remove_physical_key).
        """
        call = operations.remove_physical_key(user_id, number=number)
        return (await self._transport.send(call, **options)).parsed

    async def list(
        self,
        user_id: str | UUID,
        *,
        org_id: str | UUID | None = None,
        org_name: str | None = None,
        q: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.PhysicalKeyList:
        """List the physical keys in a user's inventory.

        Returns the keys that match all given filters, at most 100, and the total number of matches. There are no
        further pages. To reach keys beyond the first 100, use filters, get them by number, or get all keys of the user.

        Args:
            user_id: The user's id, normally a UUID.
            org_id: Only keys issued by this organisation. At least 1 character.
            org_name: Only keys whose issuing organisation has this name. At least 1 character.
            q: Only keys whose note contains this text, case-insensitively. At least 1 character.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/PhysicalKeys` (list_physical_keys).
        """
        call = operations.list_physical_keys(user_id, org_id=org_id, org_name=org_name, q=q)
        return (await self._transport.send(call, **options)).parsed

    async def get(self, user_id: str | UUID, number: int, **options: Unpack[CallOptions]) -> models.PhysicalKey:
        """Get a physical key from a user's inventory by its number.

        A number that is not in the inventory returns 404.

        Args:
            user_id: The user's id, normally a UUID.
            number: The number of the key. Greater than 0. At most 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist, or the inventory has no key with this number.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/PhysicalKeys/{number}` (get_physical_key).
        """
        call = operations.get_physical_key(user_id, number)
        return (await self._transport.send(call, **options)).parsed
