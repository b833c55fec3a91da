# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from .._codec import Reader, anything, array, integer, members
from .physical_key import PhysicalKey


@frozen(kw_only=True)
class PhysicalKeyList:
    """The physical keys that pass the filters of a query.

    Attributes:
        keys: The first of the keys, by ascending number.
        total: How many keys pass the filters in all, listed or not.
        extra: Members that the contract does not know.
    """

    keys: tuple[PhysicalKey, ...]
    total: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> PhysicalKeyList:
        """Reads the JSON object.

        Raises:
            ValueError: The value is not what the contract says. The message names the place.
        """
        reader = Reader(value)
        return cls(
            keys=reader.required("keys", array(PhysicalKey.from_dict)),
            total=reader.required("total", integer),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Writes the JSON object; optional members that are None are left out."""
        return members({"keys": self.keys, "total": self.total}, {}, self.extra)
