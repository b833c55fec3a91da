# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.new_door_access_method"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string
from .new_door_access_method import NewDoorAccessMethod


@frozen(kw_only=True)
class NewDoor(_model.Model):
    """A door of a new key.

    Attributes:
        lock_id: The lock's number, as text. At least 1 character.
        label: The name of the door for the guest. At most 120 characters.
        access_method: Whether the door opens by the key's link, by its PIN, or by both. The default is key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"lock_id": "lockId", "access_method": "accessMethod"}

    lock_id: str
    label: str | None = None
    access_method: NewDoorAccessMethod | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> NewDoor:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            lock_id=reader.required("lockId", string),
            label=reader.optional("label", string),
            access_method=reader.optional("accessMethod", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"lockId": self.lock_id}, {"label": self.label, "accessMethod": self.access_method}, self.extra)
