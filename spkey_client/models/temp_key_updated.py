# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.temp_key_changes"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string
from .temp_key_changes import TempKeyChanges


@frozen(kw_only=True)
class TempKeyUpdated(_model.Model):
    """The data of the event that records a changed temporary key. In a delivery, it also carries the name of the event.

    Attributes:
        temp_key_uuid: The id of the temporary key.
        lock_id: The lock's number.
        lock_uuid: The lock's UUID.
        timestamp: The time of the event, in ISO 8601 format.
        changes: The properties that changed, with their new values.
        updated_by: The user or the organisation that changed the key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "temp_key_uuid": "tempKeyUuid",
        "lock_id": "lockId",
        "lock_uuid": "lockUuid",
        "updated_by": "updatedBy",
    }

    temp_key_uuid: str
    lock_id: int
    lock_uuid: str
    timestamp: str
    changes: TempKeyChanges
    updated_by: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> TempKeyUpdated:
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
            changes=reader.required("changes", TempKeyChanges.from_dict),
            updated_by=reader.required("updatedBy", string),
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
                "changes": self.changes,
                "updatedBy": self.updated_by,
            },
            {},
            self.extra,
        )
