# Generated from openapi.yaml by python -m generator. Do not edit.
"""The licence plates of a user's vehicles."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import Transport
from ..operations import license_plates as operations


class LicensePlates:
    """The licence plates of a user's vehicles."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self, user_id: str | UUID, *, plate: str, label: str | None = None, **options: Unpack[CallOptions]
    ) -> models.AddLicensePlateResult:
        """Add a licence plate to a user.

        The service stores the plate in upper case, without spaces or dashes, and returns it in that form. Adding a
        plate that the user already has returns 400.

        Args:
            user_id: The user's id, normally a UUID.
            plate: The plate, in any spelling. At least 1 character.
            label: A label for the plate. Default: `\"\"`.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the user already has the plate.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/AddLicensePlate` (add_license_plate).
        """
        call = operations.add_license_plate(user_id, plate=plate, label=label)
        return self._transport.send(call, **options).parsed

    def remove(
        self, user_id: str | UUID, *, plate: str, **options: Unpack[CallOptions]
    ) -> models.RemoveLicensePlateResult:
        """Remove a licence plate from a user.

        The plate can be added again later.

        Args:
            user_id: The user's id, normally a UUID.
            plate: The plate, in any spelling. At least 1 character.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the user does not have the plate.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/RemoveLicensePlate` (remove_license_plate).
        """
        call = operations.remove_license_plate(user_id, plate=plate)
        return self._transport.send(call, **options).parsed

    def list(self, user_id: str | UUID, **options: Unpack[CallOptions]) -> models.LicensePlateList:
        """List the licence plates of a user.

        Returns all plates of the user.

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

        Source: `GET /users/{id}/license-plates` (list_license_plates).
        """
        call = operations.list_license_plates(user_id)
        return self._transport.send(call, **options).parsed
