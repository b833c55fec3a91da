# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class KeyAdded(_model.Model):
    """The data of the event that records a key added to a lock. In a delivery, it also carries the name of the event.

    Attributes:
        lock_id: The lock's number.
        uuid: The lock's UUID.
        key_uuid: The id of the key.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        key_index_number: The index of the key on the device.
        user_id: The id of the user who holds the key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "lock_id": "lockId",
        "key_uuid": "keyUuid",
        "key_index_number": "keyIndexNumber",
        "user_id": "userId",
    }

    lock_id: int
    uuid: str
    key_uuid: str
    timestamp: str
    key_index_number: int | None = None
    user_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> KeyAdded:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            key_uuid=reader.required("keyUuid", string),
            timestamp=reader.required("timestamp", string),
            key_index_number=reader.optional("keyIndexNumber", integer),
            user_id=reader.optional("userId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"lockId": self.lock_id, "uuid": self.uuid, "keyUuid": self.key_uuid, "timestamp": self.timestamp},
            {"keyIndexNumber": self.key_index_number, "userId": self.user_id},
            self.extra,
        )
