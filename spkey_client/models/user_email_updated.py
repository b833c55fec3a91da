# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.personal_data_action"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .personal_data_action import PersonalDataAction


@frozen(kw_only=True)
class UserEmailUpdated(_model.Model):
    """The data of the event recorded when an e-mail address is set or removed. In a delivery, it also carries the name
    of the event.

    Attributes:
        user_id: The user's id.
        action: The kind of change.
        timestamp: The time of the event, in ISO 8601 format.
        masked_email: The first letter of the address, then ***, then @ and the domain. Absent if the address was
            removed.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "masked_email": "maskedEmail"}

    user_id: str
    action: PersonalDataAction
    timestamp: str
    masked_email: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserEmailUpdated:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            action=reader.required("action", string),
            timestamp=reader.required("timestamp", string),
            masked_email=reader.optional("maskedEmail", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "action": self.action, "timestamp": self.timestamp},
            {"maskedEmail": self.masked_email},
            self.extra,
        )
