# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.door"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, members, nullable, string
from .door import Door


@frozen(kw_only=True)
class TempKey(_model.Model):
    """A temporary key for several doors.

    Attributes:
        uuid: The id of the key.
        url: The path of the guest's page, which needs no credential and shows the PIN.
        valid_from: The time from which the key is valid, in ISO 8601 format.
        valid_until: The time at which the key expires, in ISO 8601 format.
        description: The note on the key.
        created_by: The user or the organisation that created the key.
        created_at: The time at which the key was created, in ISO 8601 format.
        revoked_at: The time at which the key was revoked, in ISO 8601 format, or null if it was not.
        doors: The doors, in order of their numbers.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "valid_from": "validFrom",
        "valid_until": "validUntil",
        "created_by": "createdBy",
        "created_at": "createdAt",
        "revoked_at": "revokedAt",
    }

    uuid: str
    url: str
    valid_from: str
    valid_until: str
    description: str | None
    created_by: str
    created_at: str
    revoked_at: str | None
    doors: tuple[Door, ...]
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> TempKey:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            uuid=reader.required("uuid", string),
            url=reader.required("url", string),
            valid_from=reader.required("validFrom", string),
            valid_until=reader.required("validUntil", string),
            description=reader.required("description", nullable(string)),
            created_by=reader.required("createdBy", string),
            created_at=reader.required("createdAt", string),
            revoked_at=reader.required("revokedAt", nullable(string)),
            doors=reader.required("doors", array(Door.from_dict)),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "uuid": self.uuid,
                "url": self.url,
                "validFrom": self.valid_from,
                "validUntil": self.valid_until,
                "description": self.description,
                "createdBy": self.created_by,
                "createdAt": self.created_at,
                "revokedAt": self.revoked_at,
                "doors": self.doors,
            },
            {},
            self.extra,
        )
