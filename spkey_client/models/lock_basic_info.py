# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class LockBasicInfo(_model.Model):
    """The basic information about a lock.

    Attributes:
        id: The lock's number, as text.
        lock_id: The lock's number.
        uuid: The lock's UUID.
        version: The lock's version.
        r_2_prefix: The prefix under which the service stores the lock's files.
        serial_number: The lock's serial number.
        owner_id: The id of the user who owns the lock.
        org_id: The id of the organisation that the lock belongs to.
        organization_id: The id of the organisation that the lock moved to. Absent if it never moved.
        do_id: The id of the object that holds the lock in the service.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "lock_id": "lockId",
        "r_2_prefix": "r2Prefix",
        "serial_number": "serialNumber",
        "owner_id": "ownerId",
        "org_id": "orgId",
        "organization_id": "organizationId",
        "do_id": "doId",
    }

    id: str
    lock_id: int
    uuid: str
    version: int
    r_2_prefix: str
    serial_number: str | None = None
    owner_id: str | None = None
    org_id: str | None = None
    organization_id: str | None = None
    do_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockBasicInfo:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            id=reader.required("id", string),
            lock_id=reader.required("lockId", integer),
            uuid=reader.required("uuid", string),
            version=reader.required("version", integer),
            r_2_prefix=reader.required("r2Prefix", string),
            serial_number=reader.optional("serialNumber", string),
            owner_id=reader.optional("ownerId", string),
            org_id=reader.optional("orgId", string),
            organization_id=reader.optional("organizationId", string),
            do_id=reader.optional("doId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "id": self.id,
                "lockId": self.lock_id,
                "uuid": self.uuid,
                "version": self.version,
                "r2Prefix": self.r_2_prefix,
            },
            {
                "serialNumber": self.serial_number,
                "ownerId": self.owner_id,
                "orgId": self.org_id,
                "organizationId": self.organization_id,
                "doId": self.do_id,
            },
            self.extra,
        )
