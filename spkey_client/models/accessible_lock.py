# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class AccessibleLock(_model.Model):
    """A lock that a user's app shows.

    Attributes:
        lock_id: The lock's id, normally its number as text.
        lock_name: The name of the lock.
        access_level: The access level, such as OWNER, ADMIN, USER or GUEST.
        granted_by: Who added the lock.
        expires_at: The time at which the entry expires. The service documents it but sets no expiry.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "lock_id": "lockId",
        "lock_name": "lockName",
        "access_level": "accessLevel",
        "granted_by": "grantedBy",
        "expires_at": "expiresAt",
    }

    lock_id: str
    lock_name: str
    access_level: str
    granted_by: str
    expires_at: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AccessibleLock:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", string),
            lock_name=reader.required("lockName", string),
            access_level=reader.required("accessLevel", string),
            granted_by=reader.required("grantedBy", string),
            expires_at=reader.optional("expiresAt", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "lockId": self.lock_id,
                "lockName": self.lock_name,
                "accessLevel": self.access_level,
                "grantedBy": self.granted_by,
            },
            {"expiresAt": self.expires_at},
            self.extra,
        )
