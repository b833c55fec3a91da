# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.license_plate_added"}

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .license_plate_added import LicensePlateAdded


@frozen(kw_only=True)
class LicensePlateAddedEvent(_model.Model):
    """The event that records an added licence plate.

    Attributes:
        type: The name of the event.
        data: The added plate.
        extra: Properties that the contract does not know.
    """

    _constants: ClassVar[Mapping[str, object]] = {"type": "LicensePlateAdded"}

    type: Literal["LicensePlateAdded"] | str = "LicensePlateAdded"
    data: LicensePlateAdded
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LicensePlateAddedEvent:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            type=reader.required("type", string),
            data=reader.required("data", LicensePlateAdded.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"type": self.type, "data": self.data}, {}, self.extra)
