# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model, _secret
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class WalletKeyCommitted(_model.Model):
    """The data of the event recorded when a wallet key receives its pass. In a delivery, it also carries the name of
    the event.

    Attributes:
        user_id: The user's id.
        key_id: The id of the key.
        pass_id: The id of the wallet pass.
        pass_url: The URL of the wallet pass. Anyone who opens it gets the key.
        committed_at: The time at which the key received its pass, in ISO 8601 format.
        key_index: The index of the key on its device.
        wallet_type: The wallet that holds the key.
        device_id: The id of the device.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "key_id": "keyId",
        "pass_id": "passId",
        "pass_url": "passUrl",
        "committed_at": "committedAt",
        "key_index": "keyIndex",
        "wallet_type": "walletType",
        "device_id": "deviceId",
    }

    user_id: str
    key_id: str
    pass_id: str
    pass_url: str = field(repr=_secret.masked)
    committed_at: str
    key_index: int | None = None
    wallet_type: str | None = None
    device_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, repr=_secret.masked_values)

    @classmethod
    def from_dict(cls, value: object) -> WalletKeyCommitted:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            key_id=reader.required("keyId", string),
            pass_id=reader.required("passId", string),
            pass_url=reader.required("passUrl", string),
            committed_at=reader.required("committedAt", string),
            key_index=reader.optional("keyIndex", integer),
            wallet_type=reader.optional("walletType", string),
            device_id=reader.optional("deviceId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "keyId": self.key_id,
                "passId": self.pass_id,
                "passUrl": self.pass_url,
                "committedAt": self.committed_at,
            },
            {"keyIndex": self.key_index, "walletType": self.wallet_type, "deviceId": self.device_id},
            self.extra,
        )
