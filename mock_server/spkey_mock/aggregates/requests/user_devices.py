# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the user_devices operations."""

from typing import ClassVar, Literal, Self

from ...service.contract import Values
from ...service.typed import Typed


class AddUserDevice(Typed):
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

    __slots__ = ("id", "device_id", "device_type", "org_id", "name", "added_by")

    id: str
    device_id: str
    device_type: Literal["matter", "camera", "rtsp-camera"]
    org_id: str
    name: str | None
    added_by: str | None

    def __init__(
        self,
        id: str,
        device_id: str,
        device_type: Literal["matter", "camera", "rtsp-camera"],
        org_id: str,
        name: str | None = None,
        added_by: str | None = None,
    ) -> None:
        self._put("id", id)
        self._put("device_id", device_id)
        self._put("device_type", device_type)
        self._put("org_id", org_id)
        self._put("name", name)
        self._put("added_by", added_by)

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


class RemoveUserDevice(Typed):
    """Unlink a device from a user.

    Attributes:
        id: The user's id, normally a UUID.
        device_id: The device's id.
        removed_by: Who removes the link.
        reason: The reason for the removal.
    """

    operation: ClassVar[str] = "remove_user_device"

    __slots__ = ("id", "device_id", "removed_by", "reason")

    id: str
    device_id: str
    removed_by: str
    reason: str

    def __init__(self, id: str, device_id: str, removed_by: str, reason: str) -> None:
        self._put("id", id)
        self._put("device_id", device_id)
        self._put("removed_by", removed_by)
        self._put("reason", reason)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=params["id"], device_id=body["deviceId"], removed_by=body["removedBy"], reason=body["reason"])


class ListUserDevices(Typed):
    """List the devices that are linked to a user.

    Attributes:
        id: The user's id, normally a UUID.
        type: List only devices of this type.
    """

    operation: ClassVar[str] = "list_user_devices"

    __slots__ = ("id", "type")

    id: str
    type: Literal["matter", "camera", "rtsp-camera"] | None

    def __init__(self, id: str, type: Literal["matter", "camera", "rtsp-camera"] | None = None) -> None:
        self._put("id", id)
        self._put("type", type)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, query = values["params"], values["query"]
        return cls(id=params["id"], type=query.get("type"))
