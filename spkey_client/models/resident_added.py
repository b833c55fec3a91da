# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class ResidentAdded(_model.Model):
    """The data of the event that records a resident added to a lock. In a delivery, it also carries the name of the
    event.

    Attributes:
        lock_id: The lock's number.
        uuid: The lock's UUID.
        user_id: The user's id.
        name: The resident's name.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        email: The e-mail address in the request.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "user_id": "userId"}

    lock_id: int
    uuid: str
    user_id: str
    name: str
    timestamp: str
    email: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> ResidentAdded:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            user_id=reader.required("userId", string),
            name=reader.required("name", string),
            timestamp=reader.required("timestamp", string),
            email=reader.optional("email", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "lockId": self.lock_id,
                "uuid": self.uuid,
                "userId": self.user_id,
                "name": self.name,
                "timestamp": self.timestamp,
            },
            {"email": self.email},
            self.extra,
        )
