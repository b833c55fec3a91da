# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.lock_temp_key_status"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members, nullable, string
from .lock_temp_key_status import LockTempKeyStatus


@frozen(kw_only=True)
class LockTempKey(_model.Model):
    """A temporary key of a lock.

    Attributes:
        uuid: The id of the temporary key.
        lock_id: The lock's number.
        lock_uuid: The lock's UUID.
        access_mode: Who may use the key, public or user-whitelist.
        allowed_user_ids: The users that a key with a whitelist admits.
        valid_from: The time from which the key is valid, in ISO 8601 format.
        valid_until: The time at which the key expires, in ISO 8601 format.
        max_uses: The maximum number of uses. If null, there is no limit.
        used_count: The number of uses so far.
        created_at: The time at which the key was created, in ISO 8601 format.
        created_by: The user or the organisation that created the key.
        status: Whether the key opens the lock now and, if not, the reason.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "lock_id": "lockId",
        "lock_uuid": "lockUuid",
        "access_mode": "accessMode",
        "allowed_user_ids": "allowedUserIds",
        "valid_from": "validFrom",
        "valid_until": "validUntil",
        "max_uses": "maxUses",
        "used_count": "usedCount",
        "created_at": "createdAt",
        "created_by": "createdBy",
    }

    uuid: str
    lock_id: int
    lock_uuid: str
    access_mode: str
    allowed_user_ids: tuple[str, ...]
    valid_from: str
    valid_until: str
    max_uses: int | None
    used_count: int
    created_at: str
    created_by: str
    status: LockTempKeyStatus
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockTempKey:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            uuid=reader.required("uuid", string),
            lock_id=reader.required("lockId", integer),
            lock_uuid=reader.required("lockUuid", string),
            access_mode=reader.required("accessMode", string),
            allowed_user_ids=reader.required("allowedUserIds", array(string)),
            valid_from=reader.required("validFrom", string),
            valid_until=reader.required("validUntil", string),
            max_uses=reader.required("maxUses", nullable(integer)),
            used_count=reader.required("usedCount", integer),
            created_at=reader.required("createdAt", string),
            created_by=reader.required("createdBy", string),
            status=reader.required("status", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "uuid": self.uuid,
                "lockId": self.lock_id,
                "lockUuid": self.lock_uuid,
                "accessMode": self.access_mode,
                "allowedUserIds": self.allowed_user_ids,
                "validFrom": self.valid_from,
                "validUntil": self.valid_until,
                "maxUses": self.max_uses,
                "usedCount": self.used_count,
                "createdAt": self.created_at,
                "createdBy": self.created_by,
                "status": self.status,
            },
            {},
            self.extra,
        )
