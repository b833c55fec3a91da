# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def license_plate(
    *,
    plate: str = "WA1234K",
    label: str = "company car",
    added_at: int = 1793923200000,
    extra: Mapping[str, Any] | None = None,
) -> _models.LicensePlate:
    """Return an example of `LicensePlate`. The arguments are its attributes.

    A licence plate of a user.
    """
    return _models.LicensePlate.from_dict(_members({"plate": plate, "label": label, "addedAt": added_at}, {}, extra))
