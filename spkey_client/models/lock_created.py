# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.lock_key"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members, string
from .lock_key import LockKey


@frozen(kw_only=True)
class LockCreated(_model.Model):
    """The data of the event that records a created lock. In a delivery, it also carries the name of the event.

    Attributes:
        lock_id: The lock's number.
        uuid: The lock's UUID.
        timestamp: The time at which the event was recorded, in ISO 8601 format.
        serial_number: The lock's serial number.
        keys: The keys that are on the lock from the start.
        owner_id: The id of the user who owns the lock.
        thing_name: The name of the lock's device in the service's cloud.
        thing_arn: The resource name of the lock's device in the service's cloud.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "lock_id": "lockId",
        "serial_number": "serialNumber",
        "owner_id": "ownerId",
        "thing_name": "thingName",
        "thing_arn": "thingArn",
    }

    lock_id: int
    uuid: str
    timestamp: str
    serial_number: str | None = None
    keys: tuple[LockKey, ...] | None = None
    owner_id: str | None = None
    thing_name: str | None = None
    thing_arn: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockCreated:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            timestamp=reader.required("timestamp", string),
            serial_number=reader.optional("serialNumber", string),
            keys=reader.optional("keys", array(LockKey.from_dict)),
            owner_id=reader.optional("ownerId", string),
            thing_name=reader.optional("thingName", string),
            thing_arn=reader.optional("thingArn", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"lockId": self.lock_id, "uuid": self.uuid, "timestamp": self.timestamp},
            {
                "serialNumber": self.serial_number,
                "keys": self.keys,
                "ownerId": self.owner_id,
                "thingName": self.thing_name,
                "thingArn": self.thing_arn,
            },
            self.extra,
        )
