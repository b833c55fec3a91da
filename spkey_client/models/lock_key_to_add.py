# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, integer, members, string


@frozen(kw_only=True)
class LockKeyToAdd(_model.Model):
    """A key that is added together with others.

    Attributes:
        key_uuid: The id of the key, such as the keyId of a wallet key. Any text is allowed.
        key_index_number: The index of the key on the device. From -9007199254740991 to 9007199254740991.
        user_id: The id of the user who holds the key. The user gets rights on the lock.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "key_uuid": "keyUuid",
        "key_index_number": "keyIndexNumber",
        "user_id": "userId",
    }

    key_uuid: str
    key_index_number: int | None = None
    user_id: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LockKeyToAdd:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            key_uuid=reader.required("keyUuid", string),
            key_index_number=reader.optional("keyIndexNumber", integer),
            user_id=reader.optional("userId", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"keyUuid": self.key_uuid}, {"keyIndexNumber": self.key_index_number, "userId": self.user_id}, self.extra
        )
