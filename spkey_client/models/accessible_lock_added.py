# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class AccessibleLockAdded(_model.Model):
    """The data of the event that records a lock added to the list. In a delivery, it also carries the name of the
    event.

    Attributes:
        user_id: The user's id.
        lock_id: The lock's id, normally its number as text.
        lock_name: The name of the lock.
        access_level: The access level, such as OWNER, ADMIN, USER or GUEST.
        granted_by: Who added the lock.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "user_id": "userId",
        "lock_id": "lockId",
        "lock_name": "lockName",
        "access_level": "accessLevel",
        "granted_by": "grantedBy",
    }

    user_id: str
    lock_id: str
    lock_name: str
    access_level: str
    granted_by: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> AccessibleLockAdded:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            user_id=reader.required("userId", string),
            lock_id=reader.required("lockId", string),
            lock_name=reader.required("lockName", string),
            access_level=reader.required("accessLevel", string),
            granted_by=reader.required("grantedBy", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "userId": self.user_id,
                "lockId": self.lock_id,
                "lockName": self.lock_name,
                "accessLevel": self.access_level,
                "grantedBy": self.granted_by,
            },
            {},
            self.extra,
        )
