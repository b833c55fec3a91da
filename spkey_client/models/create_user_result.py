# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, boolean, members, nullable, number, string
from .user_created_event import UserCreatedEvent


@frozen(kw_only=True)
class CreateUserResult:
    """The result of creating a new user.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The user's id.
        version: The new user's version, always 1.
        event: The recorded event.
        user_id: The userId from the body.
        extra: Properties that the contract does not know.
    """

    success: bool
    aggregate_id: str
    version: float
    event: UserCreatedEvent | None
    user_id: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> CreateUserResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
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
        """Return the JSON object, without optional properties that are absent."""
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
