# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.recorded_lock_event"}

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members, string
from .recorded_lock_event import RecordedLockEvent


@frozen(kw_only=True)
class LockEventPage(_model.Model):
    """A page of a lock's events.

    Iterating over it yields the items of `events`, and its length is their number.

    Attributes:
        aggregate_id: The lock's number, as text.
        total_events: The total number of events.
        page: The number of this page, from 1.
        page_size: The maximum number of events on a page, 10.
        total_pages: The number of the last page.
        events: The events, oldest first. At most 10 items.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "aggregate_id": "aggregateId",
        "total_events": "totalEvents",
        "page_size": "pageSize",
        "total_pages": "totalPages",
    }

    aggregate_id: str
    total_events: int
    page: int
    page_size: int
    total_pages: int
    events: tuple[RecordedLockEvent, ...]
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockEventPage:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            aggregate_id=reader.required("aggregateId", string),
            total_events=reader.required("totalEvents", integer),
            page=reader.required("page", integer),
            page_size=reader.required("pageSize", integer),
            total_pages=reader.required("totalPages", integer),
            events=reader.required("events", array(RecordedLockEvent.from_dict)),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "aggregateId": self.aggregate_id,
                "totalEvents": self.total_events,
                "page": self.page,
                "pageSize": self.page_size,
                "totalPages": self.total_pages,
                "events": self.events,
            },
            {},
            self.extra,
        )

    def __iter__(self) -> Iterator[RecordedLockEvent]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)
