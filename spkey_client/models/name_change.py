# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members, string


@frozen(kw_only=True)
class NameChange(_model.Model):
    """A changed name.

    Attributes:
        old: The name before the change.
        new: The name after the change.
        extra: Properties that the contract does not know.
    """

    old: str
    new: str
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> NameChange:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(old=reader.required("old", string), new=reader.required("new", string), extra=reader.rest(anything))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"old": self.old, "new": self.new}, {}, self.extra)
