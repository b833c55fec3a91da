# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model, _secret
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class WalletKey(_model.Model):
    """The key in a user's wallet.

    Attributes:
        key_id: The id that the service assigned to the key.
        key_index: The index of the key on its device.
        wallet_type: The wallet that holds the key, such as APPLE or GOOGLE.
        device_id: The id of the device.
        added_at: The time at which the key was added, in ISO 8601 format. In physical keys, addedAt is a number.
        pass_url: The URL of the wallet pass. It may be empty.
        serial_number: The serial number of the wallet pass. It may be empty.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "key_id": "keyId",
        "key_index": "keyIndex",
        "wallet_type": "walletType",
        "device_id": "deviceId",
        "added_at": "addedAt",
        "pass_url": "passUrl",
        "serial_number": "serialNumber",
    }

    key_id: str
    key_index: int
    wallet_type: str
    device_id: str
    added_at: str
    pass_url: str | None = field(default=None, repr=_secret.masked)
    serial_number: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, repr=_secret.masked_values)

    @classmethod
    def from_dict(cls, value: object) -> WalletKey:
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
            pass_url=reader.optional("passUrl", string),
            serial_number=reader.optional("serialNumber", string),
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
            {"passUrl": self.pass_url, "serialNumber": self.serial_number},
            self.extra,
        )
