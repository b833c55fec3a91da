# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the user_devices operations."""

from typing import ClassVar, Literal, Self

from attrs import frozen

from ...service.contract import Values


@frozen
class AddUserDevice:
    """Link a device to a user.

    Attributes:
        id: The user's id, normally a UUID.
        device_id: The device's id.
        device_type: The type of the device.
        org_id: The id of the organisation that the device belongs to.
        name: The name of the device.
        added_by: Who links the device.
    """

    operation: ClassVar[str] = "add_user_device"

    id: str
    device_id: str
    device_type: Literal["matter", "camera", "rtsp-camera"]
    org_id: str
    name: str | None = None
    added_by: str | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=params["id"],
            device_id=body["deviceId"],
            device_type=body["deviceType"],
            org_id=body["orgId"],
            name=body.get("name"),
            added_by=body.get("addedBy"),
        )


@frozen
class RemoveUserDevice:
    """Unlink a device from a user.

    Attributes:
        id: The user's id, normally a UUID.
        device_id: The device's id.
        removed_by: Who removes the link.
        reason: The reason for the removal.
    """

    operation: ClassVar[str] = "remove_user_device"

    id: str
    device_id: str
    removed_by: str
    reason: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], device_id=body["deviceId"], removed_by=body["removedBy"], reason=body["reason"])


@frozen
class ListUserDevices:
    """List the devices that are linked to a user.

    Attributes:
        id: The user's id, normally a UUID.
        type: List only devices of this type.
    """

    operation: ClassVar[str] = "list_user_devices"

    id: str
    type: Literal["matter", "camera", "rtsp-camera"] | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, query = values["params"], values["query"]
        return cls(id=params["id"], type=query.get("type"))
