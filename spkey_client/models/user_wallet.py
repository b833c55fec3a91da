# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.wallet_key"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, members
from .wallet_key import WalletKey


@frozen(kw_only=True)
class UserWallet(_model.Model):
    """The wallet of a user.

    Attributes:
        has_wallet_key: Whether the user has a wallet key.
        wallet_key: The wallet key, if the user has one.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"has_wallet_key": "hasWalletKey", "wallet_key": "walletKey"}

    has_wallet_key: bool
    wallet_key: WalletKey | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserWallet:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            has_wallet_key=reader.required("hasWalletKey", boolean),
            wallet_key=reader.optional("walletKey", WalletKey.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"hasWalletKey": self.has_wallet_key}, {"walletKey": self.wallet_key}, self.extra)
