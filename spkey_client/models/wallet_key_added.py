# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.wallet_key"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .wallet_key import WalletKey


@frozen(kw_only=True)
class WalletKeyAdded(_model.Model):
    """The data of the event recorded when a wallet key is added together with its pass. In a delivery, it also carries
    the name of the event.

    Attributes:
        user_id: The user's id.
        wallet_key: The key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "wallet_key": "walletKey"}

    user_id: str
    wallet_key: WalletKey
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> WalletKeyAdded:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            wallet_key=reader.required("walletKey", WalletKey.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"userId": self.user_id, "walletKey": self.wallet_key}, {}, self.extra)
