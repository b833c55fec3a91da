# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import OMITTED, Reader, anything, array, integer, members, string, with_nulls, written


@frozen(kw_only=True)
class TempKeyChanges(_model.Model):
    """The properties of a temporary key that changed, with their new values.

    Attributes:
        valid_from: The time from which the key is valid, in ISO 8601 format.
        valid_until: The time at which the key expires, in ISO 8601 format.
        max_uses: The maximum number of uses. If null, there is no limit.
        allowed_user_ids: The users on the whitelist.
        access_mode: Who may use the key, public or user-whitelist.
        extra: Properties that the contract does not know.
        nulls: The names of the optional attributes that are null rather than absent.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "valid_from": "validFrom",
        "valid_until": "validUntil",
        "max_uses": "maxUses",
        "allowed_user_ids": "allowedUserIds",
        "access_mode": "accessMode",
    }

    valid_from: str | None = None
    valid_until: str | None = None
    max_uses: int | None = OMITTED
    allowed_user_ids: tuple[str, ...] | None = None
    access_mode: str | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)
    nulls: AbstractSet[str] = field(default=OMITTED, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        with_nulls(self, "max_uses")

    @classmethod
    def from_dict(cls, value: object) -> TempKeyChanges:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            valid_from=reader.optional("validFrom", string),
            valid_until=reader.optional("validUntil", string),
            max_uses=reader.nullable("maxUses", integer),
            allowed_user_ids=reader.optional("allowedUserIds", array(string)),
            access_mode=reader.optional("accessMode", string),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {"maxUses": written(self.max_uses, "max_uses", self.nulls)},
            {
                "validFrom": self.valid_from,
                "validUntil": self.valid_until,
                "allowedUserIds": self.allowed_user_ids,
                "accessMode": self.access_mode,
            },
            self.extra,
        )
