# Generated from openapi.yaml by python -m generator. Do not edit.
"""The locks of organisations."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from collections.abc import AsyncIterator, Sequence
from typing import Unpack
from uuid import UUID

from .. import _pages, _secret, models
from .._options import CallOptions
from .._transport import AsyncTransport
from ..operations import locks as operations


class AsyncLocks:
    """The locks of organisations."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        lock_id: int,
        *,
        uuid: str | UUID,
        serial_number: str | None = None,
        vendor_name: str | None = None,
        owner_id: str | UUID | None = None,
        keys: Sequence[models.LockKey] | None = None,
        **options: Unpack[CallOptions],
    ) -> models.CreateLockResult:
        """Create a lock.

        The new lock belongs to the organisation of the credential. If the lock already exists, nothing changes: the
        status is 200 and the event is null.

        Args:
            lock_id: The lock's number. Greater than 0. At most 9007199254740991.
            uuid: The lock's UUID, which must be unique. Pattern:
                `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
            serial_number: The lock's serial number. At most 800 characters. Pattern: `^[a-zA-Z0-9_.,@/:#=[\\]-]*$`.
            vendor_name: The name of the vendor. No event and no response shows it. At most 800 characters. Pattern:
                `^[a-zA-Z0-9_.,@/:#=[\\]-]*$`.
            owner_id: The id of the user who owns the lock.
            keys: The keys that are on the lock from the start. Default: `[]`.
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

        Source: `POST /locks/{id}/CreateLock` (create_lock).
        """
        call = operations.create_lock(
            lock_id, uuid=uuid, serial_number=serial_number, vendor_name=vendor_name, owner_id=owner_id, keys=keys
        )
        return (await self._transport.send(call, **options)).parsed

    async def open(
        self,
        lock_id: int,
        *,
        request_id: str | UUID | None = None,
        reason: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.OpenLockResult:
        """Open a lock.

        The service sends the opening to the device. Each request opens the lock once.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            request_id: An id that appears in the event, for tracking. It does not make retries safe.
            reason: The reason for the opening.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (502): The lock's device cannot be reached. Nothing was recorded.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/OpenLock` (open_lock).
        """
        call = operations.open_lock(lock_id, request_id=request_id, reason=reason)
        return (await self._transport.send(call, **options)).parsed

    async def open_with_pin(
        self, lock_id: int, *, pin: str, **options: Unpack[CallOptions]
    ) -> models.OpenLockWithPinResult:
        """Open a lock with a PIN.

        Intended for keypads and guests. The PIN belongs to a temporary key that has a door with this lock.

        No credential is required, and none is sent.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            pin: The PIN, 4 to 8 digits. Pattern: `^\\d{4,8}$`.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema.
            AuthenticationError: The PIN does not open this lock. The response is the same regardless of the reason.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            APIStatusError (413): The body exceeds the service's limit.
            RateLimitError: Too many wrong PINs, or too many requests. The lock accepts no PIN until the delay is over.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): PINs are not configured, no PIN is free, or the service is temporarily unavailable. The
                command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/open-with-pin` (open_lock_with_pin).
        """
        pin = _secret.concealed(pin)
        call = operations.open_lock_with_pin(lock_id, pin=pin)
        return (await self._transport.send(call, **options)).parsed

    async def set_owner(
        self, lock_id: int, *, user_id: str | UUID, **options: Unpack[CallOptions]
    ) -> models.SetLockOwnerResult:
        """Set a lock's owner.

        The owner's token gives rights on the lock. A lock has at most one owner.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            user_id: The id of the new owner.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/SetOwner` (set_lock_owner).
        """
        call = operations.set_lock_owner(lock_id, user_id=user_id)
        return (await self._transport.send(call, **options)).parsed

    async def set_organization(
        self, lock_id: int, *, org_id: str | UUID, **options: Unpack[CallOptions]
    ) -> models.SetLockOrganizationResult:
        """Move a lock to another organisation.

        The previous organisation loses its rights on the lock. The lock keeps its keys, residents and owner.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            org_id: The id of the new organisation.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, or the state of the lock does not allow
                the command.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/SetOrganization` (set_lock_organization).
        """
        call = operations.set_lock_organization(lock_id, org_id=org_id)
        return (await self._transport.send(call, **options)).parsed

    async def get_basic_info(self, lock_id: int, **options: Unpack[CallOptions]) -> models.LockBasicInfo:
        """Get the basic information about a lock.

        Returns the lock without its keys and residents.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /locks/{id}/basic-info` (get_lock_basic_info).
        """
        call = operations.get_lock_basic_info(lock_id)
        return (await self._transport.send(call, **options)).parsed

    async def get_details(self, lock_id: int, **options: Unpack[CallOptions]) -> models.LockDetails:
        """Get a lock with its keys and residents.

        Returns all keys and all residents, without pagination.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /locks/{id}/details` (get_lock_details).
        """
        call = operations.get_lock_details(lock_id)
        return (await self._transport.send(call, **options)).parsed

    async def list_events(
        self, lock_id: int, *, page: int | None = None, **options: Unpack[CallOptions]
    ) -> models.LockEventPage:
        """List the events of a lock.

        Returns a page of the lock's history. The first page has the oldest events.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            page: The number of the page, from 1. By default, the last page. At least 1.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /locks/{id}/events` (list_lock_events).
        """
        call = operations.list_lock_events(lock_id, page=page)
        return (await self._transport.send(call, **options)).parsed

    def iterate_events(self, lock_id: int, **options: Unpack[CallOptions]) -> AsyncIterator[models.RecordedLockEvent]:
        """Iterate over the `events` of all pages of `list_events`.

        The pages are requested one by one, from the first to the last, when their items are needed. Pages that are
        added during the iteration are included. The options apply to each request.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /locks/{id}/events` (list_lock_events).
        """

        async def _read(_page: int) -> tuple[Sequence[models.RecordedLockEvent], int]:
            call = operations.list_lock_events(lock_id, page=_page)
            _found = (await self._transport.send(call, **options)).parsed
            return _found.events, _found.total_pages

        return _pages.each_async(_read)
