# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import OMITTED, Reader, anything, array, integer, members, string, with_nulls, written


@frozen(kw_only=True)
class TempKeyCreated(_model.Model):
    """The data of the event that records a created temporary key. In a delivery, it also carries the name of the event.

    Attributes:
        temp_key_uuid: The id of the temporary key.
        lock_id: The lock's number.
        lock_uuid: The lock's UUID.
        timestamp: The time of the event, in ISO 8601 format.
        access_mode: Who may use the key, public or user-whitelist.
        valid_from: The time from which the key is valid, in ISO 8601 format.
        valid_until: The time at which the key expires, in ISO 8601 format.
        created_by: The user or the organisation that created the key.
        allowed_user_ids: The users that a key with a whitelist admits.
        max_uses: The maximum number of uses. If null or absent, there is no limit.
        extra: Properties that the contract does not know.
        nulls: The names of the optional attributes that are null rather than absent.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "temp_key_uuid": "tempKeyUuid",
        "lock_id": "lockId",
        "lock_uuid": "lockUuid",
        "access_mode": "accessMode",
        "valid_from": "validFrom",
        "valid_until": "validUntil",
        "created_by": "createdBy",
        "allowed_user_ids": "allowedUserIds",
        "max_uses": "maxUses",
    }

    temp_key_uuid: str
    lock_id: int
    lock_uuid: str
    timestamp: str
    access_mode: str
    valid_from: str
    valid_until: str
    created_by: str
    allowed_user_ids: tuple[str, ...] | None = None
    max_uses: int | None = OMITTED
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    nulls: AbstractSet[str] = field(default=OMITTED, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        with_nulls(self, "max_uses")

    @classmethod
    def from_dict(cls, value: object) -> TempKeyCreated:
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
            access_mode=reader.required("accessMode", string),
            valid_from=reader.required("validFrom", string),
            valid_until=reader.required("validUntil", string),
            created_by=reader.required("createdBy", string),
            allowed_user_ids=reader.optional("allowedUserIds", array(string)),
            max_uses=reader.nullable("maxUses", integer),
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
                "accessMode": self.access_mode,
                "validFrom": self.valid_from,
                "validUntil": self.valid_until,
                "createdBy": self.created_by,
                "maxUses": written(self.max_uses, "max_uses", self.nulls),
            },
            {"allowedUserIds": self.allowed_user_ids},
            self.extra,
        )
