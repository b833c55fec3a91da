# Generated from openapi.yaml by python -m generator. Do not edit.
"""The locks that a user's app shows."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import accessible_locks as operations


class AsyncAccessibleLocks:
    """The locks that a user's app shows."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add(
        self,
        user_id: str | UUID,
        *,
        lock_id: str | UUID,
        lock_name: str,
        access_level: models.AccessLevel,
        granted_by: str,
        valid_from: str | None = None,
        valid_until: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.AddAccessibleLockResult:
        """Add a lock to the list that a user's app shows.

        The entry is a label for the app. It gives the user no right to open the lock. Adding a lock that is already in
        the list returns 400.

        Args:
            user_id: The user's id, normally a UUID.
            lock_id: The lock's id, normally its number as text.
            lock_name: The name of the lock.
            access_level: The access level that the app shows.
            granted_by: Who adds the lock.
            valid_from: The beginning of the access. It is accepted but not applied.
            valid_until: The end of the access. It is accepted but not applied.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the lock is already in the list.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/AddAccessibleLock` (add_accessible_lock).
        """
        call = operations.add_accessible_lock(
            user_id,
            lock_id=lock_id,
            lock_name=lock_name,
            access_level=access_level,
            granted_by=granted_by,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        return (await self._transport.send(call, **options)).parsed

    async def remove(
        self, user_id: str | UUID, *, lock_id: str | UUID, removed_by: str, reason: str, **options: Unpack[CallOptions]
    ) -> models.RemoveAccessibleLockResult:
        """Remove a lock from the list that a user's app shows.

        The lock can be added again later. The lock itself does not change.

        Args:
            user_id: The user's id, normally a UUID.
            lock_id: The lock's id, as it was added.
            removed_by: Who removes the lock.
            reason: The reason for the removal.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the lock is not in the list.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/RemoveAccessibleLock` (remove_accessible_lock).
        """
        call = operations.remove_accessible_lock(user_id, lock_id=lock_id, removed_by=removed_by, reason=reason)
        return (await self._transport.send(call, **options)).parsed

    async def list(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.AccessibleLockList:
        """List the locks that a user's app shows.

        Returns the whole list. It says nothing about who may open a lock.

        Args:
            user_id: The user's id, normally a UUID.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/accessible-locks` (list_accessible_locks).
        """
        call = operations.list_accessible_locks(user_id)
        return (await self._transport.send(call, **options)).parsed
