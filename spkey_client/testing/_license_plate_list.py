# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def license_plate_list(
    *,
    license_plates: Sequence[_models.LicensePlate] = _EXAMPLE,
    total_count: int = 1,
    extra: Mapping[str, Any] | None = None,
) -> _models.LicensePlateList:
    """Return an example of `LicensePlateList`. The arguments are its attributes.

    The licence plates of a user.
    """
    return _models.LicensePlateList.from_dict(
        _members(
            {
                "licensePlates": [{"plate": "WA1234K", "label": "company car", "addedAt": 1793923200000}]
                if license_plates is _EXAMPLE
                else license_plates,
                "totalCount": total_count,
            },
            {},
            extra,
        )
    )
