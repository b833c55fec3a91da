# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, nullable, string


@frozen(kw_only=True)
class Door(_model.Model):
    """A door of a key.

    Attributes:
        id: The number of the door in the key.
        lock_id: The lock's number, as text.
        lock_uuid: The lock's UUID.
        label: The name of the door for the guest.
        access_method: Whether the door opens by the key's link, by its PIN, or by both (key, code or both).
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "lock_uuid": "lockUuid", "access_method": "accessMethod"}

    id: int
    lock_id: str
    lock_uuid: str
    label: str | None
    access_method: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> Door:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            id=reader.required("id", integer),
            lock_id=reader.required("lockId", string),
            lock_uuid=reader.required("lockUuid", string),
            label=reader.required("label", nullable(string)),
            access_method=reader.required("accessMethod", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {
                "id": self.id,
                "lockId": self.lock_id,
                "lockUuid": self.lock_uuid,
                "label": self.label,
                "accessMethod": self.access_method,
            },
            {},
            self.extra,
        )
