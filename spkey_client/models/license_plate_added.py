# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class LicensePlateAdded(_model.Model):
    """The data of the event that records an added licence plate. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        plate: The plate, in upper case, without spaces or dashes.
        label: The label of the plate. It may be empty.
        added_at: The time at which the plate was added, in milliseconds since 1970-01-01 UTC.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId", "added_at": "addedAt"}

    user_id: str
    plate: str
    label: str
    added_at: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LicensePlateAdded:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            plate=reader.required("plate", string),
            label=reader.required("label", string),
            added_at=reader.required("addedAt", integer),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"userId": self.user_id, "plate": self.plate, "label": self.label, "addedAt": self.added_at}, {}, self.extra
        )
