# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class TempKeyDeleted(_model.Model):
    """The data of the event that records a deleted temporary key. In a delivery, it also carries the name of the event.

    Attributes:
        temp_key_uuid: The id of the temporary key.
        lock_id: The lock's number.
        lock_uuid: The lock's UUID.
        timestamp: The time of the event, in ISO 8601 format.
        deleted_by: The user or the organisation that deleted the key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "temp_key_uuid": "tempKeyUuid",
        "lock_id": "lockId",
        "lock_uuid": "lockUuid",
        "deleted_by": "deletedBy",
    }

    temp_key_uuid: str
    lock_id: int
    lock_uuid: str
    timestamp: str
    deleted_by: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> TempKeyDeleted:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            temp_key_uuid=reader.required("tempKeyUuid", string),
            lock_id=reader.required("lockId", integer),
            lock_uuid=reader.required("lockUuid", string),
            timestamp=reader.required("timestamp", string),
            deleted_by=reader.required("deletedBy", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "tempKeyUuid": self.temp_key_uuid,
                "lockId": self.lock_id,
                "lockUuid": self.lock_uuid,
                "timestamp": self.timestamp,
                "deletedBy": self.deleted_by,
            },
            {},
            self.extra,
        )
