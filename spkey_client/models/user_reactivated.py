# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class UserReactivated(_model.Model):
    """The data of the event that records a reactivated user. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        reactivated_by: The person or program that reactivated the user.
        reactivated_at: The time of the reactivation, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "reactivated_by": "reactivatedBy",
        "reactivated_at": "reactivatedAt",
    }

    user_id: str
    reactivated_by: str
    reactivated_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserReactivated:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            reactivated_by=reader.required("reactivatedBy", string),
            reactivated_at=reader.required("reactivatedAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "reactivatedBy": self.reactivated_by, "reactivatedAt": self.reactivated_at},
            {},
            self.extra,
        )
