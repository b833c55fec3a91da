# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, boolean, integer, members, string


@frozen(kw_only=True)
class Opening(_model.Model):
    """The opening that a redirect confirms.

    Attributes:
        location: The path of a page that confirms the opening.
        door: The number of the door in the key. Greater than 0.
        offline: Whether the lock is offline. If so, the opening takes place once the lock is online again.
        extra: Properties that the contract does not know.
    """

    location: str
    door: int | None = None
    offline: bool | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> Opening:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            location=reader.required("location", string),
            door=reader.optional("door", integer),
            offline=reader.optional("offline", boolean),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"location": self.location}, {"door": self.door, "offline": self.offline}, self.extra)
