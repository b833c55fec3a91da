# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class LicensePlateRemoved(_model.Model):
    """The data of the event that records a removed licence plate. In a delivery, it also carries the name of the event.

    Attributes:
        user_id: The user's id.
        plate: The removed plate, in upper case, without spaces or dashes.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"user_id": "userId"}

    user_id: str
    plate: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LicensePlateRemoved:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            plate=reader.required("plate", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"userId": self.user_id, "plate": self.plate}, {}, self.extra)
