# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.event_data"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string
from .event_data import EventData, read_event_data


@frozen(kw_only=True)
class RecordedLockEvent(_model.Model):
    """An event in the history of a lock.

    Attributes:
        aggregate_type: The type of the aggregate, lock.
        aggregate_id: The lock's number, as text.
        version: The lock's version after the event.
        type: The name of the event.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        org_id: The id of the organisation that the lock belongs to.
        event: The data of the event, as in the response to its command.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "aggregate_type": "aggregateType",
        "aggregate_id": "aggregateId",
        "org_id": "orgId",
    }

    aggregate_type: str
    aggregate_id: str
    version: int
    type: str
    timestamp: str
    org_id: str
    event: EventData | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> RecordedLockEvent:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            aggregate_type=reader.required("aggregateType", string),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            type=reader.required("type", string),
            timestamp=reader.required("timestamp", string),
            org_id=reader.required("orgId", string),
            event=reader.optional("event", read_event_data),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "aggregateType": self.aggregate_type,
                "aggregateId": self.aggregate_id,
                "version": self.version,
                "type": self.type,
                "timestamp": self.timestamp,
                "orgId": self.org_id,
            },
            {"event": self.event},
            self.extra,
        )
