# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.accessible_lock_removed_event"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string
from .accessible_lock_removed_event import AccessibleLockRemovedEvent


@frozen(kw_only=True)
class RemoveAccessibleLockResult(_model.Model):
    """The result of removing a lock from the list.

    Attributes:
        success: Always true. Failures have other statuses.
        aggregate_id: The user's id.
        version: The user's version after the command.
        event: The recorded event.
        lock_id: The id of the removed lock.
        removed_at: The time at which the lock was removed, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"aggregate_id": "aggregateId", "lock_id": "lockId", "removed_at": "removedAt"}

    success: bool
    aggregate_id: str
    version: int
    event: AccessibleLockRemovedEvent | None
    lock_id: str
    removed_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> RemoveAccessibleLockResult:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            success=reader.required("success", boolean),
            aggregate_id=reader.required("aggregateId", string),
            version=reader.required("version", integer),
            event=reader.required("event", nullable(AccessibleLockRemovedEvent.from_dict)),
            lock_id=reader.required("lockId", string),
            removed_at=reader.required("removedAt", string),
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
                "lockId": self.lock_id,
                "removedAt": self.removed_at,
            },
            {},
            self.extra,
        )
