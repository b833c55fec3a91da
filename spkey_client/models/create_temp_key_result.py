# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.door"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model, _secret
from .._codec import Reader, anything, array, boolean, members, nullable, string
from .door import Door


@frozen(kw_only=True)
class CreateTempKeyResult(_model.Model):
    """A new temporary key for several doors.

    Attributes:
        success: Always true. Failures have other statuses.
        uuid: The id of the key.
        url: The path of the guest's page, which needs no credential and shows the PIN.
        valid_from: The time from which the key is valid, in ISO 8601 format.
        valid_until: The time at which the key expires, in ISO 8601 format.
        doors: The doors, in order of their numbers.
        pin: The PIN for the doors that open with a code, or null if there are none. The guest's page also shows it.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"valid_from": "validFrom", "valid_until": "validUntil"}

    success: bool
    uuid: str
    url: str
    valid_from: str
    valid_until: str
    doors: tuple[Door, ...]
    pin: str | None = field(repr=_secret.masked)
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False, repr=_secret.masked_values)

    @classmethod
    def from_dict(cls, value: object) -> CreateTempKeyResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            uuid=reader.required("uuid", string),
            url=reader.required("url", string),
            valid_from=reader.required("validFrom", string),
            valid_until=reader.required("validUntil", string),
            doors=reader.required("doors", array(Door.from_dict)),
            pin=reader.required("pin", nullable(string)),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "success": self.success,
                "uuid": self.uuid,
                "url": self.url,
                "validFrom": self.valid_from,
                "validUntil": self.valid_until,
                "doors": self.doors,
                "pin": self.pin,
            },
            {},
            self.extra,
        )
