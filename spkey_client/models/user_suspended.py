# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class UserSuspended(_model.Model):
    """The data of the event that records a suspended user. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        reason: The reason.
        suspended_by: The person or program that suspended the user.
        suspended_at: The time of the suspension, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "suspended_by": "suspendedBy",
        "suspended_at": "suspendedAt",
    }

    user_id: str
    reason: str
    suspended_by: str
    suspended_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserSuspended:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            reason=reader.required("reason", string),
            suspended_by=reader.required("suspendedBy", string),
            suspended_at=reader.required("suspendedAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "reason": self.reason,
                "suspendedBy": self.suspended_by,
                "suspendedAt": self.suspended_at,
            },
            {},
            self.extra,
        )
