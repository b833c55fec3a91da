# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.user_device"}

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members
from .user_device import UserDevice


@frozen(kw_only=True)
class UserDeviceList(_model.Model):
    """The devices of a user that the caller may see.

    Iterating over it yields the items of `devices`, and its length is their number.

    Attributes:
        devices: The devices.
        total_count: The number of devices in the list.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"total_count": "totalCount"}

    devices: tuple[UserDevice, ...]
    total_count: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> UserDeviceList:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            devices=reader.required("devices", array(UserDevice.from_dict)),
            total_count=reader.required("totalCount", integer),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"devices": self.devices, "totalCount": self.total_count}, {}, self.extra)

    def __iter__(self) -> Iterator[UserDevice]:
        return iter(self.devices)

    def __len__(self) -> int:
        return len(self.devices)
