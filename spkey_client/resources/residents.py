# Generated from openapi.yaml by python -m generator. Do not edit.
"""The residents of a lock."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import Transport
from ..operations import residents as operations


class Residents:
    """The residents of a lock."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self,
        lock_id: int,
        *,
        name: str,
        email: str | None = None,
        phone_number: str | None = None,
        user_id: str | UUID | None = None,
        **options: Unpack[CallOptions],
    ) -> models.AddResidentResult:
        """Add a resident to a lock.

        Residents are notified when somebody rings. They get no rights on the lock.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            name: The resident's name. At least 1 character.
            email: The user's e-mail address.
            phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored.
            user_id: The user's id. It takes precedence over the e-mail address, which takes precedence over the phone
                number. At least 1 character.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, the lock already has the resident to
                add, or it does not have the resident to remove.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist, or no user has the e-mail address or phone number.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/AddResident` (add_resident).
        """
        call = operations.add_resident(lock_id, name=name, email=email, phone_number=phone_number, user_id=user_id)
        return self._transport.send(call, **options).parsed

    def remove(
        self,
        lock_id: int,
        *,
        email: str | None = None,
        phone_number: str | None = None,
        user_id: str | UUID | None = None,
        **options: Unpack[CallOptions],
    ) -> models.RemoveResidentResult:
        """Remove a resident from a lock.

        The user is identified by id, e-mail address or phone number.

        Args:
            lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
            email: The user's e-mail address.
            phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored.
            user_id: The user's id. It takes precedence over the e-mail address, which takes precedence over the phone
                number. At least 1 character.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body or a parameter does not match the schema, the lock already has the resident to
                add, or it does not have the resident to remove.
            PermissionDeniedError: The credential gives no rights on the lock, or the request carries an internal
                header.
            NotFoundError: The lock does not exist, or no user has the e-mail address or phone number.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /locks/{id}/RemoveResident` (remove_resident).
        """
        call = operations.remove_resident(lock_id, email=email, phone_number=phone_number, user_id=user_id)
        return self._transport.send(call, **options).parsed

    def list(self, lock_id: int, **options: Unpack[CallOptions]) -> models.ResidentList:
        """List the residents of a lock.

        Intended for doorbells. The list shows whether a resident has a phone number, but not the number itself.

        No credential is required, and none is sent.

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

        Source: `GET /locks/{id}/residents` (list_residents).
        """
        call = operations.list_residents(lock_id)
        return self._transport.send(call, **options).parsed
