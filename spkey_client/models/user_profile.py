# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.user_status"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .user_status import UserStatus


@frozen(kw_only=True)
class UserProfile(_model.Model):
    """The profile of a user.

    Attributes:
        user_id: The user's id.
        email: The user's e-mail address.
        first_name: The user's first name.
        last_name: The user's last name.
        phone_number: The user's phone number.
        status: The user's status.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "first_name": "firstName",
        "last_name": "lastName",
        "phone_number": "phoneNumber",
    }

    user_id: str
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None
    status: UserStatus | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserProfile:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            email=reader.optional("email", string),
            first_name=reader.optional("firstName", string),
            last_name=reader.optional("lastName", string),
            phone_number=reader.optional("phoneNumber", string),
            status=reader.optional("status", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id},
            {
                "email": self.email,
                "firstName": self.first_name,
                "lastName": self.last_name,
                "phoneNumber": self.phone_number,
                "status": self.status,
            },
            self.extra,
        )
