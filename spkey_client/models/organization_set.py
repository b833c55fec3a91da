# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class OrganizationSet(_model.Model):
    """The data of the event that records a change of a lock's organisation. In a delivery, it also carries the name of
    the event.

    Attributes:
        lock_id: The lock's number.
        uuid: The lock's UUID.
        org_id: The id of the organisation that the lock belongs to now.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "org_id": "orgId"}

    lock_id: int
    uuid: str
    org_id: str
    timestamp: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> OrganizationSet:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            org_id=reader.required("orgId", string),
            timestamp=reader.required("timestamp", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"lockId": self.lock_id, "uuid": self.uuid, "orgId": self.org_id, "timestamp": self.timestamp},
            {},
            self.extra,
        )
