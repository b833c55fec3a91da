# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.user_created_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .user_created_event import UserCreatedEvent


@frozen(kw_only=True)
class CreateUserResult(_model.Model):
    """The result of `create_user`.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The user's id.
        version: With status 200: The user's unchanged version. With status 201: The new user's version, always 1.
        event: With status 200: Always null, because no event was recorded. With status 201: The recorded event.
        created: True with status 201: The user was created. False with status 200: The user already existed. Nothing
            changed.
        user_id: With status 201: The userId from the body.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"aggregate_id": "aggregateId", "user_id": "userId"}

    success: bool
    aggregate_id: str
    version: int
    event: UserCreatedEvent | None
    created: bool
    user_id: str | None = None
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
            version=reader.required("version", integer),
            event=reader.required("event", nullable(UserCreatedEvent.from_dict)),
            created=reader.required("created", boolean),
            user_id=reader.optional("userId", string),
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
                "created": self.created,
            },
            {"userId": self.user_id},
            self.extra,
        )
