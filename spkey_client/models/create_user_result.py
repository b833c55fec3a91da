# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, boolean, members, nullable, number, string
from .user_created_event import UserCreatedEvent


@frozen(kw_only=True)
class CreateUserResult:
    """What came of creating a user who did not exist.

    Attributes:
        success: Always true; a failure has another status.
        aggregate_id: The id of the user.
        version: The version of the new user, which is 1.
        event: The event that was recorded.
        user_id: The userId of the body.
        extra: Members that the contract does not know.
    """

    success: bool
    aggregate_id: str
    version: float
    event: UserCreatedEvent | None
    user_id: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> CreateUserResult:
        """Reads the JSON object.

        Raises:
            ValueError: The value is not what the contract says. The message names the place.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", number),
            event=reader.required("event", nullable(UserCreatedEvent.from_dict)),
            user_id=reader.required("userId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Writes the JSON object; optional members that are None are left out."""
        return members(
            {
                "success": self.success,
                "aggregateId": self.aggregate_id,
                "version": self.version,
                "event": self.event,
                "userId": self.user_id,
            },
            {},
            self.extra,
        )
