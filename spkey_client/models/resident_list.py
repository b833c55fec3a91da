# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.resident"}

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, members
from .resident import Resident


@frozen(kw_only=True)
class ResidentList(_model.Model):
    """The residents of a lock.

    Iterating over it yields the items of `residents`, and its length is their number.

    Attributes:
        residents: All residents, in the order in which they were added.
        extra: Properties that the contract does not know.
    """

    residents: tuple[Resident, ...]
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> ResidentList:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(residents=reader.required("residents", array(Resident.from_dict)), extra=reader.rest(anything))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"residents": self.residents}, {}, self.extra)

    def __iter__(self) -> Iterator[Resident]:
        return iter(self.residents)

    def __len__(self) -> int:
        return len(self.residents)
