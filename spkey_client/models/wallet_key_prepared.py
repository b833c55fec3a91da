# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class WalletKeyPrepared(_model.Model):
    """The data of the event that records an added wallet key. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        key_id: The id that the service generated for the key.
        wallet_type: The wallet that holds the key.
        key_index: The index of the key on its device.
        device_id: The id that the service generated for the device.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "key_id": "keyId",
        "wallet_type": "walletType",
        "key_index": "keyIndex",
        "device_id": "deviceId",
    }

    user_id: str
    key_id: str
    wallet_type: str
    key_index: int | None = None
    device_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> WalletKeyPrepared:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            key_id=reader.required("keyId", string),
            wallet_type=reader.required("walletType", string),
            key_index=reader.optional("keyIndex", integer),
            device_id=reader.optional("deviceId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "keyId": self.key_id, "walletType": self.wallet_type},
            {"keyIndex": self.key_index, "deviceId": self.device_id},
            self.extra,
        )
