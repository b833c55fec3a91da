# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class PhysicalKey(_model.Model):
    """A physical key in a user's inventory.

    Attributes:
        number: The number of the key, unique within the user's inventory and never issued again. Greater than 0.
        org_id: The id of the organisation that issued the key.
        added_at: The time at which the key was added, in milliseconds since 1970-01-01 UTC.
        org_name: The name of the organisation that issued the key.
        note: A note on the key.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"org_id": "orgId", "added_at": "addedAt", "org_name": "orgName"}

    number: int
    org_id: str
    added_at: int
    org_name: str | None = None
    note: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> PhysicalKey:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            number=reader.required("number", integer),
            org_id=reader.required("orgId", string),
            added_at=reader.required("addedAt", integer),
            org_name=reader.optional("orgName", string),
            note=reader.optional("note", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"number": self.number, "orgId": self.org_id, "addedAt": self.added_at},
            {"orgName": self.org_name, "note": self.note},
            self.extra,
        )
