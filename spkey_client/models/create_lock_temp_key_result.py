# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.temp_key_created_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .temp_key_created_event import TempKeyCreatedEvent


@frozen(kw_only=True)
class CreateLockTempKeyResult(_model.Model):
    """The result of creating a temporary key.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The lock's number, as text.
        version: The lock's version after the command.
        event: The recorded event.
        temp_key_uuid: The id of the key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"aggregate_id": "aggregateId", "temp_key_uuid": "tempKeyUuid"}

    success: bool
    aggregate_id: str
    version: int
    event: TempKeyCreatedEvent | None
    temp_key_uuid: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> CreateLockTempKeyResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            event=reader.required("event", nullable(TempKeyCreatedEvent.from_dict)),
            temp_key_uuid=reader.required("tempKeyUuid", string),
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
                "tempKeyUuid": self.temp_key_uuid,
            },
            {},
            self.extra,
        )
