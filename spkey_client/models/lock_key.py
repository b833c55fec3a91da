# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class LockKey(_model.Model):
    """A key on a lock.

    Attributes:
        uuid: The id of the key, unique on the lock.
        index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
        user_id: The id of the user who holds the key. The user has rights on the lock.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"index_number": "indexNumber", "user_id": "userId"}

    uuid: str
    index_number: int | None = None
    user_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockKey:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            uuid=reader.required("uuid", string),
            index_number=reader.optional("indexNumber", integer),
            user_id=reader.optional("userId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"uuid": self.uuid}, {"indexNumber": self.index_number, "userId": self.user_id}, self.extra)
