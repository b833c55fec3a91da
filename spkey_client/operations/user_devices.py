# Generated from openapi.yaml by python -m generator. Do not edit.
"""The devices that are linked to a user."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_USER_DEVICE: Operation[models.AddUserDeviceResult] = Operation(
    id="add_user_device",
    method="POST",
    path="/users/{id}/AddDevice",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "user_id",
        ("body", "deviceId"): "device_id",
        ("body", "deviceType"): "device_type",
        ("body", "orgId"): "org_id",
        ("body", "addedBy"): "added_by",
    },
    responses={"200": json_body(lambda: models.AddUserDeviceResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_user_device(
    user_id: str | UUID,
    *,
    device_id: str | UUID,
    device_type: models.DeviceType,
    org_id: str | UUID,
    name: str | None = None,
    added_by: str | None = None,
) -> Call[models.AddUserDeviceResult]:
    """Link a device to a user.

    The link is a cross-reference. The device itself does not change. Linking a device that is already linked returns
    400.

    Args:
        user_id: The user's id, normally a UUID.
        device_id: The device's id.
        device_type: The type of the device.
        org_id: The id of the organisation that the device belongs to.
        name: The name of the device.
        added_by: Who links the device.
    """
    return _ADD_USER_DEVICE.call(
        path={"id": user_id},
        members={"deviceId": device_id, "deviceType": device_type, "orgId": org_id},
        optional={"name": name, "addedBy": added_by},
    )


_REMOVE_USER_DEVICE: Operation[models.RemoveUserDeviceResult] = Operation(
    id="remove_user_device",
    method="POST",
    path="/users/{id}/RemoveDevice",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id", ("body", "deviceId"): "device_id", ("body", "removedBy"): "removed_by"},
    responses={"200": json_body(lambda: models.RemoveUserDeviceResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def remove_user_device(
    user_id: str | UUID, *, device_id: str | UUID, removed_by: str, reason: str
) -> Call[models.RemoveUserDeviceResult]:
    """Unlink a device from a user.

    The device can be linked again later. The device itself does not change.

    Args:
        user_id: The user's id, normally a UUID.
        device_id: The device's id.
        removed_by: Who removes the link.
        reason: The reason for the removal.
    """
    return _REMOVE_USER_DEVICE.call(
        path={"id": user_id}, members={"deviceId": device_id, "removedBy": removed_by, "reason": reason}
    )


_LIST_USER_DEVICES: Operation[models.UserDeviceList] = Operation(
    id="list_user_devices",
    method="GET",
    path="/users/{id}/devices",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.UserDeviceList.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_user_devices(user_id: str | UUID, *, type: models.DeviceType | None = None) -> Call[models.UserDeviceList]:
    """List the devices that are linked to a user.

    The user's token sees every device. An organisation's credential sees only the devices that were linked with the id
    of that organisation.

    Args:
        user_id: The user's id, normally a UUID.
        type: List only devices of this type.
    """
    return _LIST_USER_DEVICES.call(path={"id": user_id}, query={"type": type})
