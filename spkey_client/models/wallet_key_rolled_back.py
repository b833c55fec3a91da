# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class WalletKeyRolledBack(_model.Model):
    """The data of the event recorded when a wallet key receives no pass and is removed. In a delivery, it also carries
    the name of the event.

    Attributes:
        user_id: The user's id.
        prepared_key_id: The id of the key that was removed.
        reason: The reason, for people.
        rolled_back_at: The time at which the key was removed, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "prepared_key_id": "preparedKeyId",
        "rolled_back_at": "rolledBackAt",
    }

    user_id: str
    prepared_key_id: str
    reason: str
    rolled_back_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> WalletKeyRolledBack:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            prepared_key_id=reader.required("preparedKeyId", string),
            reason=reader.required("reason", string),
            rolled_back_at=reader.required("rolledBackAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "preparedKeyId": self.prepared_key_id,
                "reason": self.reason,
                "rolledBackAt": self.rolled_back_at,
            },
            {},
            self.extra,
        )
