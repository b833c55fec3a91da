# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class LockUuidChanged(_model.Model):
    """The data of the event that records a change of a lock's UUID. In a delivery, it also carries the name of the
    event. Only the service's operators can change a UUID.

    Attributes:
        lock_id: The lock's number.
        uuid: The lock's new UUID.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        new_uuid: The lock's new UUID.
        previous_uuid: The lock's previous UUID.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "new_uuid": "newUuid", "previous_uuid": "previousUuid"}

    lock_id: int
    uuid: str
    timestamp: str
    new_uuid: str
    previous_uuid: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockUuidChanged:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            timestamp=reader.required("timestamp", string),
            new_uuid=reader.required("newUuid", string),
            previous_uuid=reader.required("previousUuid", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "lockId": self.lock_id,
                "uuid": self.uuid,
                "timestamp": self.timestamp,
                "newUuid": self.new_uuid,
                "previousUuid": self.previous_uuid,
            },
            {},
            self.extra,
        )
