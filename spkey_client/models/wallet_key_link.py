# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model, _secret
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class WalletKeyLink(_model.Model):
    """The link that adds a key to the wallet on a phone.

    Attributes:
        url: The link. Anyone who opens it gets the key. The host depends on the environment.
        wallet_type: The wallet that the link is for, such as APPLE or GOOGLE.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"wallet_type": "walletType"}

    url: str = field(repr=_secret.masked)
    wallet_type: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, repr=_secret.masked_values)

    @classmethod
    def from_dict(cls, value: object) -> WalletKeyLink:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            url=reader.required("url", string),
            wallet_type=reader.required("walletType", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"url": self.url, "walletType": self.wallet_type}, {}, self.extra)
