# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.device_removed"}

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .device_removed import DeviceRemoved


@frozen(kw_only=True)
class DeviceRemovedEvent(_model.Model):
    """The event that records an unlinked device.

    Attributes:
        type: The name of the event.
        data: The unlinked device.
        extra: Properties that the contract does not know.
    """

    _constants: ClassVar[Mapping[str, object]] = {"type": "DeviceRemoved"}

    type: Literal["DeviceRemoved"] | str = "DeviceRemoved"
    data: DeviceRemoved
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> DeviceRemovedEvent:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            type=reader.required("type", string),
            data=reader.required("data", DeviceRemoved.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"type": self.type, "data": self.data}, {}, self.extra)
