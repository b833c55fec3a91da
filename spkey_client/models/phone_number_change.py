# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class PhoneNumberChange(_model.Model):
    """A changed phone number.

    Attributes:
        old: The number before the change. Absent if there was none.
        new: The number after the change. Absent if it was removed.
        extra: Properties that the contract does not know.
    """

    old: str | None = None
    new: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> PhoneNumberChange:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(old=reader.optional("old", string), new=reader.optional("new", string), extra=reader.rest(anything))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({}, {"old": self.old, "new": self.new}, self.extra)
