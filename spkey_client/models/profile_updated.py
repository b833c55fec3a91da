# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.profile_changes"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .profile_changes import ProfileChanges


@frozen(kw_only=True)
class ProfileUpdated(_model.Model):
    """The data of the event that records a changed profile. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        changes: The properties that changed.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId"}

    user_id: str
    changes: ProfileChanges
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> ProfileUpdated:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            changes=reader.required("changes", ProfileChanges.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"userId": self.user_id, "changes": self.changes}, {}, self.extra)
