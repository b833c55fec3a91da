# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.owned_lock", "spkey_client.models.owned_locks_source"}

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members, string
from .owned_lock import OwnedLock
from .owned_locks_source import OwnedLocksSource


@frozen(kw_only=True)
class OwnedLocks(_model.Model):
    """The locks that a user owns.

    Iterating over it yields the items of `locks`, and its length is their number.

    Attributes:
        locks: The locks.
        total_count: The number of locks.
        source: The read model that the list comes from, or unavailable if it could not be reached.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"total_count": "totalCount"}

    locks: tuple[OwnedLock, ...]
    total_count: int
    source: OwnedLocksSource
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> OwnedLocks:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            locks=reader.required("locks", array(OwnedLock.from_dict)),
            total_count=reader.required("totalCount", integer),
            source=reader.required("source", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"locks": self.locks, "totalCount": self.total_count, "source": self.source}, {}, self.extra)

    def __iter__(self) -> Iterator[OwnedLock]:
        return iter(self.locks)

    def __len__(self) -> int:
        return len(self.locks)
