# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, boolean, integer, members, nullable, number, string
from .physical_key_removed_event import PhysicalKeyRemovedEvent


@frozen(kw_only=True)
class RemovePhysicalKeyResult:
    """What came of removing a physical key.

    Attributes:
        success: Always true; a failure has another status.
        aggregate_id: The id of the user.
        version: The version of the user after the command, a whole number.
        event: The event that was recorded.
        number: The number of the removed key.
        extra: Members that the contract does not know.
    """

    success: bool
    aggregate_id: str
    version: float
    event: PhysicalKeyRemovedEvent | None
    number: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> RemovePhysicalKeyResult:
        """Reads the JSON object.

        Raises:
            ValueError: The value is not what the contract says. The message names the place.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", number),
            event=reader.required("event", nullable(PhysicalKeyRemovedEvent.from_dict)),
            number=reader.required("number", integer),
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
            },
            {},
            self.extra,
        )
