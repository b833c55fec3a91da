# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, nullable, string


@frozen(kw_only=True)
class UserPhoneNumber(_model.Model):
    """A user's phone number.

    Attributes:
        user_id: The user's id.
        phone_number: The phone number as + and digits, or null if the user has none.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "phone_number": "phoneNumber"}

    user_id: str
    phone_number: str | None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserPhoneNumber:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            phone_number=reader.required("phoneNumber", nullable(string)),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"userId": self.user_id, "phoneNumber": self.phone_number}, {}, self.extra)
