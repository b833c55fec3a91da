# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class LockOpenRequested(_model.Model):
    """The data of the event that records a request to open a lock. In a delivery, it also carries the name of the
    event.

    Attributes:
        lock_id: The lock's number.
        uuid: The lock's UUID.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        reason: The reason for the opening.
        request_id: The id for tracking.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "request_id": "requestId"}

    lock_id: int
    uuid: str
    timestamp: str
    reason: str | None = None
    request_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockOpenRequested:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            timestamp=reader.required("timestamp", string),
            reason=reader.optional("reason", string),
            request_id=reader.optional("requestId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"lockId": self.lock_id, "uuid": self.uuid, "timestamp": self.timestamp},
            {"reason": self.reason, "requestId": self.request_id},
            self.extra,
        )
