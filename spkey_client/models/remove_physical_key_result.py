# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, boolean, integer, members, nullable, number, string
from .physical_key_removed_event import PhysicalKeyRemovedEvent


@frozen(kw_only=True)
class RemovePhysicalKeyResult:
    """The result of removing a physical key.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The user's id.
        version: The user's version after the command, a whole number.
        event: The recorded event.
        number: The number of the removed key. Greater than 0.
        extra: Properties that the contract does not know.
    """

    success: bool
    aggregate_id: str
    version: float
    event: PhysicalKeyRemovedEvent | None
    number: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> RemovePhysicalKeyResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
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
        """Return the JSON object, without optional properties that are absent."""
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
