# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class WalletKeyRemoved(_model.Model):
    """The data of the event that records a removed wallet key. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        key_id: The id of the removed key.
        reason: The reason, for people.
        removed_at: The time at which the key was removed, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "key_id": "keyId", "removed_at": "removedAt"}

    user_id: str
    key_id: str
    reason: str
    removed_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> WalletKeyRemoved:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            key_id=reader.required("keyId", string),
            reason=reader.required("reason", string),
            removed_at=reader.required("removedAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "keyId": self.key_id, "reason": self.reason, "removedAt": self.removed_at},
            {},
            self.extra,
        )
