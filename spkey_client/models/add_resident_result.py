# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.resident_added_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .resident_added_event import ResidentAddedEvent


@frozen(kw_only=True)
class AddResidentResult(_model.Model):
    """The result of adding a resident.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The lock's number, as text.
        version: The lock's version after the command.
        event: The recorded event.
        email: The e-mail address in the request. Absent if the request had none.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"aggregate_id": "aggregateId"}

    success: bool
    aggregate_id: str
    version: int
    event: ResidentAddedEvent | None
    email: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AddResidentResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            event=reader.required("event", nullable(ResidentAddedEvent.from_dict)),
            email=reader.optional("email", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"success": self.success, "aggregateId": self.aggregate_id, "version": self.version, "event": self.event},
            {"email": self.email},
            self.extra,
        )
