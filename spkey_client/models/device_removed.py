# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class DeviceRemoved(_model.Model):
    """The data of the event that records an unlinked device. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        device_id: The device's id.
        device_type: The type that the device was linked with.
        removed_by: Who removed the link.
        reason: The reason for the removal.
        removed_at: The time at which the link was removed, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "device_id": "deviceId",
        "device_type": "deviceType",
        "removed_by": "removedBy",
        "removed_at": "removedAt",
    }

    user_id: str
    device_id: str
    device_type: str
    removed_by: str
    reason: str
    removed_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> DeviceRemoved:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            device_id=reader.required("deviceId", string),
            device_type=reader.required("deviceType", string),
            removed_by=reader.required("removedBy", string),
            reason=reader.required("reason", string),
            removed_at=reader.required("removedAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "deviceId": self.device_id,
                "deviceType": self.device_type,
                "removedBy": self.removed_by,
                "reason": self.reason,
                "removedAt": self.removed_at,
            },
            {},
            self.extra,
        )
