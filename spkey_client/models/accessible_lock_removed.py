# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class AccessibleLockRemoved(_model.Model):
    """The data of the event that records a lock removed from the list. In a delivery, it also carries the name of the
    event.

    Attributes:
        user_id: The user's id.
        lock_id: The id of the removed lock.
        removed_by: Who removed the lock.
        reason: The reason for the removal.
        removed_at: The time at which the lock was removed, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "lock_id": "lockId",
        "removed_by": "removedBy",
        "removed_at": "removedAt",
    }

    user_id: str
    lock_id: str
    removed_by: str
    reason: str
    removed_at: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AccessibleLockRemoved:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            lock_id=reader.required("lockId", string),
            removed_by=reader.required("removedBy", string),
            reason=reader.required("reason", string),
            removed_at=reader.required("removedAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "lockId": self.lock_id,
                "removedBy": self.removed_by,
                "reason": self.reason,
                "removedAt": self.removed_at,
            },
            {},
            self.extra,
        )
