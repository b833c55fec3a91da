# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class UserOfEmail(_model.Model):
    """A user that was found by e-mail address, or created.

    Attributes:
        uuid: The user's id.
        email: The user's e-mail address.
        created_at: The time at which the user was created, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    uuid: str
    email: str
    created_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserOfEmail:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            uuid=reader.required("uuid", string),
            email=reader.required("email", string),
            created_at=reader.required("created_at", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"uuid": self.uuid, "email": self.email, "created_at": self.created_at}, {}, self.extra)
