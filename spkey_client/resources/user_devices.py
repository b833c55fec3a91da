# Generated from openapi.yaml by python -m generator. Do not edit.
"""The devices that are linked to a user."""

from __future__ import annotations

__lazy_modules__ = {"spkey_client.operations"}

from typing import Unpack
from uuid import UUID

from .. import models
from .._options import CallOptions
from .._transport import Transport
from ..operations import user_devices as operations


class UserDevices:
    """The devices that are linked to a user."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self,
        user_id: str | UUID,
        *,
        device_id: str | UUID,
        device_type: models.DeviceType,
        org_id: str | UUID,
        name: str | None = None,
        added_by: str | None = None,
        **options: Unpack[CallOptions],
    ) -> models.AddUserDeviceResult:
        """Link a device to a user.

        The link is a cross-reference. The device itself does not change. Linking a device that is already linked
        returns 400.

        Args:
            user_id: The user's id, normally a UUID.
            device_id: The device's id.
            device_type: The type of the device.
            org_id: The id of the organisation that the device belongs to.
            name: The name of the device.
            added_by: Who links the device.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the device is already linked to the user.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/AddDevice` (add_user_device).
        """
        call = operations.add_user_device(
            user_id, device_id=device_id, device_type=device_type, org_id=org_id, name=name, added_by=added_by
        )
        return self._transport.send(call, **options).parsed

    def remove(
        self,
        user_id: str | UUID,
        *,
        device_id: str | UUID,
        removed_by: str,
        reason: str,
        **options: Unpack[CallOptions],
    ) -> models.RemoveUserDeviceResult:
        """Unlink a device from a user.

        The device can be linked again later. The device itself does not change.

        Args:
            user_id: The user's id, normally a UUID.
            device_id: The device's id.
            removed_by: Who removes the link.
            reason: The reason for the removal.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: The body does not match the schema, or the device is not linked to the user.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            APIStatusError (413): The body exceeds the service's limit.
            ServerError (500): The service failed. The command may have taken effect.
            ServerError (503): The service is temporarily unavailable. The command may have taken effect.
            SpkeyError: Other failures; see `Resources`.

        Source: `POST /users/{id}/RemoveDevice` (remove_user_device).
        """
        call = operations.remove_user_device(user_id, device_id=device_id, removed_by=removed_by, reason=reason)
        return self._transport.send(call, **options).parsed

    def list(
        self, user_id: str | UUID, *, type: models.DeviceType | None = None, **options: Unpack[CallOptions]
    ) -> models.UserDeviceList:
        """List the devices that are linked to a user.

        The user's token sees every device. An organisation's credential sees only the devices that were linked with the
        id of that organisation.

        Args:
            user_id: The user's id, normally a UUID.
            type: List only devices of this type.
            options: Per-call overrides; see `CallOptions`.

        Raises:
            BadRequestError: A parameter does not match the schema.
            PermissionDeniedError: The credential gives no access, or the request carries an internal header.
            NotFoundError: The user does not exist.
            ServerError (500): The service failed.
            ServerError (503): The service is temporarily unavailable.
            SpkeyError: Other failures; see `Resources`.

        Source: `GET /users/{id}/devices` (list_user_devices).
        """
        call = operations.list_user_devices(user_id, type=type)
        return self._transport.send(call, **options).parsed
