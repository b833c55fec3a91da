# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

__lazy_modules__ = {"spkey_client.models.license_plate"}

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from .. import _model
from .._codec import Reader, anything, array, integer, members
from .license_plate import LicensePlate


@frozen(kw_only=True)
class LicensePlateList(_model.Model):
    """The licence plates of a user.

    Iterating over it yields the items of `license_plates`, and its length is their number.

    Attributes:
        license_plates: The plates.
        total_count: The number of plates.
        extra: Properties that the contract does not know.
    """

    _wire: ClassVar[Mapping[str, str]] = {"license_plates": "licensePlates", "total_count": "totalCount"}

    license_plates: tuple[LicensePlate, ...]
    total_count: int
    extra: Mapping[str, Any] = field(factory=dict[str, Any], hash=False)

    @classmethod
    def from_dict(cls, value: object) -> LicensePlateList:
        """Read the JSON object.

        Raises:
            ValueError: The value does not match the contract. The message names the location.
        """
        reader = Reader(value)
        return cls(
            license_plates=reader.required("licensePlates", array(LicensePlate.from_dict)),
            total_count=reader.required("totalCount", integer),
            extra=reader.rest(anything),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without optional properties that are absent."""
        return members({"licensePlates": self.license_plates, "totalCount": self.total_count}, {}, self.extra)

    def __iter__(self) -> Iterator[LicensePlate]:
        return iter(self.license_plates)

    def __len__(self) -> int:
        return len(self.license_plates)
