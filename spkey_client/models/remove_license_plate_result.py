# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.license_plate_removed_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .license_plate_removed_event import LicensePlateRemovedEvent


@frozen(kw_only=True)
class RemoveLicensePlateResult(_model.Model):
    """The result of removing a licence plate.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The user's id.
        version: The user's version after the command.
        event: The recorded event.
        plate: The removed plate, in upper case, without spaces or dashes.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"aggregate_id": "aggregateId"}

    success: bool
    aggregate_id: str
    version: int
    event: LicensePlateRemovedEvent | None
    plate: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> RemoveLicensePlateResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            event=reader.required("event", nullable(LicensePlateRemovedEvent.from_dict)),
            plate=reader.required("plate", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "success": self.success,
                "aggregateId": self.aggregate_id,
                "version": self.version,
                "event": self.event,
                "plate": self.plate,
            },
            {},
            self.extra,
        )
