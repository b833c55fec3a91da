# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class DigitalKey(_model.Model):
    """A digital key on one of a user's devices.

    Attributes:
        key_id: The id that the service assigned to the key.
        key_index: The index of the key on its device.
        wallet_type: The wallet that holds the key, such as APPLE or GOOGLE.
        device_id: The id of the device.
        added_at: The time at which the key was added, in ISO 8601 format. In physical keys, addedAt is a number.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "key_id": "keyId",
        "key_index": "keyIndex",
        "wallet_type": "walletType",
        "device_id": "deviceId",
        "added_at": "addedAt",
    }

    key_id: str
    key_index: int
    wallet_type: str
    device_id: str
    added_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> DigitalKey:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            key_id=reader.required("keyId", string),
            key_index=reader.required("keyIndex", integer),
            wallet_type=reader.required("walletType", string),
            device_id=reader.required("deviceId", string),
            added_at=reader.required("addedAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "keyId": self.key_id,
                "keyIndex": self.key_index,
                "walletType": self.wallet_type,
                "deviceId": self.device_id,
                "addedAt": self.added_at,
            },
            {},
            self.extra,
        )
