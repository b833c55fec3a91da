# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class DeviceAdded(_model.Model):
    """The data of the event that records a linked device. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        device_id: The device's id.
        device_type: The type of the device, such as matter, camera or rtsp-camera.
        org_id: The id of the organisation that the device belongs to.
        added_at: The time at which the device was linked, in ISO 8601 format.
        name: The name of the device.
        added_by: Who linked the device.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "device_id": "deviceId",
        "device_type": "deviceType",
        "org_id": "orgId",
        "added_at": "addedAt",
        "added_by": "addedBy",
    }

    user_id: str
    device_id: str
    device_type: str
    org_id: str
    added_at: str
    name: str | None = None
    added_by: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> DeviceAdded:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            device_id=reader.required("deviceId", string),
            device_type=reader.required("deviceType", string),
            org_id=reader.required("orgId", string),
            added_at=reader.required("addedAt", string),
            name=reader.optional("name", string),
            added_by=reader.optional("addedBy", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "deviceId": self.device_id,
                "deviceType": self.device_type,
                "orgId": self.org_id,
                "addedAt": self.added_at,
            },
            {"name": self.name, "addedBy": self.added_by},
            self.extra,
        )
