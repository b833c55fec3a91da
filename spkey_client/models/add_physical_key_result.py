# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.physical_key_added_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .physical_key_added_event import PhysicalKeyAddedEvent


@frozen(kw_only=True)
class AddPhysicalKeyResult(_model.Model):
    """The result of adding a physical key.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The user's id.
        version: The user's version after the command.
        event: The recorded event.
        number: The number that the service issued. Greater than 0.
        org_id: The id of the organisation that issued the key.
        added_at: The time at which the key was added, in milliseconds since 1970-01-01 UTC.
        org_name: The name of the organisation that issued the key.
        note: The note on the key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "aggregate_id": "aggregateId",
        "org_id": "orgId",
        "added_at": "addedAt",
        "org_name": "orgName",
    }

    success: bool
    aggregate_id: str
    version: int
    event: PhysicalKeyAddedEvent | None
    number: int
    org_id: str
    added_at: int
    org_name: str | None = None
    note: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AddPhysicalKeyResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            event=reader.required("event", nullable(PhysicalKeyAddedEvent.from_dict)),
            number=reader.required("number", integer),
            org_id=reader.required("orgId", string),
            added_at=reader.required("addedAt", integer),
            org_name=reader.optional("orgName", string),
            note=reader.optional("note", string),
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
                "number": self.number,
                "orgId": self.org_id,
                "addedAt": self.added_at,
            },
            {"orgName": self.org_name, "note": self.note},
            self.extra,
        )
