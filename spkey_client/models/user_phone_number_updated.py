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
class UserPhoneNumberUpdated(_model.Model):
    """The data of the event recorded when a phone number is set or removed. In a delivery, it also carries the name of
    the event.

    Attributes:
        user_id: The user's id.
        action: The kind of change.
        timestamp: The time of the event, in ISO 8601 format.
        masked_phone_number: The last four digits of the number, after ***. Absent if the number was removed.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "masked_phone_number": "maskedPhoneNumber"}

    user_id: str
    action: PersonalDataAction
    timestamp: str
    masked_phone_number: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserPhoneNumberUpdated:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            action=reader.required("action", string),
            timestamp=reader.required("timestamp", string),
            masked_phone_number=reader.optional("maskedPhoneNumber", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "action": self.action, "timestamp": self.timestamp},
            {"maskedPhoneNumber": self.masked_phone_number},
            self.extra,
        )
