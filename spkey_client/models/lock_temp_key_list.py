# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.lock_temp_key"}

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, members
from .lock_temp_key import LockTempKey


@frozen(kw_only=True)
class LockTempKeyList(_model.Model):
    """The temporary keys of a lock.

    Iterating over it yields the items of `temp_keys`, and its length is their number.

    Attributes:
        temp_keys: The keys, in order of creation.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"temp_keys": "tempKeys"}

    temp_keys: tuple[LockTempKey, ...]
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockTempKeyList:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(temp_keys=reader.required("tempKeys", array(LockTempKey.from_dict)), extra=reader.rest(anything))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"tempKeys": self.temp_keys}, {}, self.extra)

    def __iter__(self) -> Iterator[LockTempKey]:
        return iter(self.temp_keys)

    def __len__(self) -> int:
        return len(self.temp_keys)
