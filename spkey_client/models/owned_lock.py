# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, nullable, string


@frozen(kw_only=True)
class OwnedLock(_model.Model):
    """A lock that a user owns, as the read model knows it.

    Attributes:
        lock_uuid: The lock's UUID.
        serial_number: The lock's serial number, or null if it is unknown.
        thing_name: The name of the lock's device in the cloud, or null if it is unknown.
        online: Whether the lock is connected.
        keys_count: The number of keys on the lock.
        resident_count: The number of residents of the lock.
        last_event: The name of the last event of the lock, or null if there is none.
        last_updated: The time of that event, in milliseconds since 1970-01-01 UTC, or null.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "lock_uuid": "lockUuid",
        "serial_number": "serialNumber",
        "thing_name": "thingName",
        "keys_count": "keysCount",
        "resident_count": "residentCount",
        "last_event": "lastEvent",
        "last_updated": "lastUpdated",
    }

    lock_uuid: str
    serial_number: str | None
    thing_name: str | None
    online: bool
    keys_count: int
    resident_count: int
    last_event: str | None
    last_updated: int | None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> OwnedLock:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_uuid=reader.required("lockUuid", string),
            serial_number=reader.required("serialNumber", nullable(string)),
            thing_name=reader.required("thingName", nullable(string)),
            online=reader.required("online", boolean),
            keys_count=reader.required("keysCount", integer),
            resident_count=reader.required("residentCount", integer),
            last_event=reader.required("lastEvent", nullable(string)),
            last_updated=reader.required("lastUpdated", nullable(integer)),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "lockUuid": self.lock_uuid,
                "serialNumber": self.serial_number,
                "thingName": self.thing_name,
                "online": self.online,
                "keysCount": self.keys_count,
                "residentCount": self.resident_count,
                "lastEvent": self.last_event,
                "lastUpdated": self.last_updated,
            },
            {},
            self.extra,
        )
