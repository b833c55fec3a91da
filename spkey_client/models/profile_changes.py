# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.name_change", "spkey_client.models.phone_number_change"}

from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, members
from .name_change import NameChange
from .phone_number_change import PhoneNumberChange


@frozen(kw_only=True)
class ProfileChanges(_model.Model):
    """The changed properties of a profile.

    Attributes:
        first_name: The first name, if it changed.
        last_name: The last name, if it changed.
        phone_number: The phone number, if it changed.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {
        "first_name": "firstName",
        "last_name": "lastName",
        "phone_number": "phoneNumber",
    }

    first_name: NameChange | None = None
    last_name: NameChange | None = None
    phone_number: PhoneNumberChange | None = None
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> ProfileChanges:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            first_name=reader.optional("firstName", NameChange.from_dict),
            last_name=reader.optional("lastName", NameChange.from_dict),
            phone_number=reader.optional("phoneNumber", PhoneNumberChange.from_dict),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members(
            {}, {"firstName": self.first_name, "lastName": self.last_name, "phoneNumber": self.phone_number}, self.extra
        )
