# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.lock_created_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .lock_created_event import LockCreatedEvent


@frozen(kw_only=True)
class CreateLockResult(_model.Model):
    """The result of `create_lock`.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The lock's number, as text.
        version: With status 200: The lock's unchanged version. With status 201: The new lock's version, always 1.
        event: With status 200: Always null, because no event was recorded. With status 201: The recorded event.
        created: True with status 201: The lock was created. False with status 200: The lock already existed. Nothing
            changed.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"aggregate_id": "aggregateId"}

    success: bool
    aggregate_id: str
    version: int
    event: LockCreatedEvent | None
    created: bool
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> CreateLockResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            event=reader.required("event", nullable(LockCreatedEvent.from_dict)),
            created=reader.required("created", boolean),
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
                "created": self.created,
            },
            {},
            self.extra,
        )
