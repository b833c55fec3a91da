# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {
    "spkey_client.models.digital_key",
    "spkey_client.models.physical_key",
    "spkey_client.models.wallet_key",
}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, members
from .digital_key import DigitalKey
from .physical_key import PhysicalKey
from .wallet_key import WalletKey


@frozen(kw_only=True)
class UserKeys(_model.Model):
    """All keys of a user.

    Attributes:
        physical_keys: The physical keys in the inventory, in ascending order of their numbers.
        digital_keys: The digital keys on the user's devices.
        wallet_key: The wallet key, if the user has one.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "physical_keys": "physicalKeys",
        "digital_keys": "digitalKeys",
        "wallet_key": "walletKey",
    }

    physical_keys: tuple[PhysicalKey, ...]
    digital_keys: tuple[DigitalKey, ...]
    wallet_key: WalletKey | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserKeys:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            physical_keys=reader.required("physicalKeys", array(PhysicalKey.from_dict)),
            digital_keys=reader.required("digitalKeys", array(DigitalKey.from_dict)),
            wallet_key=reader.optional("walletKey", WalletKey.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"physicalKeys": self.physical_keys, "digitalKeys": self.digital_keys},
            {"walletKey": self.wallet_key},
            self.extra,
        )
