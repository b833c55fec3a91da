# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.physical_key"}

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members
from .physical_key import PhysicalKey


@frozen(kw_only=True)
class PhysicalKeyList(_model.Model):
    """The physical keys that match the filters of a query.

    Iterating over it yields the items of `keys`, and its length is their number.

    Attributes:
        keys: The matching keys with the lowest numbers, in ascending order. At most 100 items.
        total: The total number of matching keys, listed or not. At least 0.
        extra: Properties that the contract does not know.
    """

    keys: tuple[PhysicalKey, ...]
    total: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> PhysicalKeyList:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            keys=reader.required("keys", array(PhysicalKey.from_dict)),
            total=reader.required("total", integer),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"keys": self.keys, "total": self.total}, {}, self.extra)

    def __iter__(self) -> Iterator[PhysicalKey]:
        return iter(self.keys)

    def __len__(self) -> int:
        return len(self.keys)
