# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, boolean, integer, members, nullable, number, string
from .physical_key_added_event import PhysicalKeyAddedEvent


@frozen(kw_only=True)
class AddPhysicalKeyResult:
    """What came of adding a physical key.

    Attributes:
        success: Always true; a failure has another status.
        aggregate_id: The id of the user.
        version: The version of the user after the command, a whole number.
        event: The event that was recorded.
        number: The number that the service gave the key.
        org_id: The id of the organisation that issued the key.
        added_at: When the key was added, in milliseconds since 1970-01-01 UTC.
        org_name: The name of the organisation that issued the key.
        note: The remark on the key.
        extra: Members that the contract does not know.
    """

    success: bool
    aggregate_id: str
    version: float
    event: PhysicalKeyAddedEvent | None
    number: int
    org_id: str
    added_at: float
    org_name: str | None = None
    note: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AddPhysicalKeyResult:
        """Reads the JSON object.

        Raises:
            ValueError: The value is not what the contract says. The message names the place.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", number),
            event=reader.required("event", nullable(PhysicalKeyAddedEvent.from_dict)),
            number=reader.required("number", integer),
            org_id=reader.required("orgId", string),
            added_at=reader.required("addedAt", number),
            org_name=reader.optional("orgName", string),
            note=reader.optional("note", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Writes the JSON object; optional members that are None are left out."""
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
