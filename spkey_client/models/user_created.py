# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, members, string
from .user_status import UserStatus


@frozen(kw_only=True)
class UserCreated:
    """The data of the event that a user was created.

    Attributes:
        user_id: The id of the user.
        status: The status of the new user.
        extra: Members that the contract does not know.
    """

    user_id: str
    status: UserStatus
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserCreated:
        """Reads the JSON object.

        Raises:
            ValueError: The value is not what the contract says. The message names the place.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            status=reader.required("status", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Writes the JSON object; optional members that are None are left out."""
        return members({"userId": self.user_id, "status": self.status}, {}, self.extra)
