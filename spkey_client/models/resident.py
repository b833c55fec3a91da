# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, members, string


@frozen(kw_only=True)
class Resident(_model.Model):
    """A resident of a lock.

    Attributes:
        user_id: The user's id.
        name: The resident's name.
        has_phone: Whether the user has a phone number. The number itself is never shown.
        email: The e-mail address that the resident was added with.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "has_phone": "hasPhone"}

    user_id: str
    name: str
    has_phone: bool
    email: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> Resident:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            name=reader.required("name", string),
            has_phone=reader.required("hasPhone", boolean),
            email=reader.optional("email", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "name": self.name, "hasPhone": self.has_phone}, {"email": self.email}, self.extra
        )
