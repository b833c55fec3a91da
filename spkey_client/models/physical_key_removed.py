# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class PhysicalKeyRemoved(_model.Model):
    """The data of the event that records a removed physical key. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The id of the user whose inventory held the key.
        number: The number of the removed key.
        removed_at: The time at which the key was removed, in milliseconds since 1970-01-01 UTC.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "removed_at": "removedAt"}

    user_id: str
    number: int
    removed_at: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> PhysicalKeyRemoved:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            number=reader.required("number", integer),
            removed_at=reader.required("removedAt", integer),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"userId": self.user_id, "number": self.number, "removedAt": self.removed_at}, {}, self.extra)
