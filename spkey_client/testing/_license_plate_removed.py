# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def license_plate_removed(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    plate: str = "WA1234K",
    extra: Mapping[str, Any] | None = None,
) -> _models.LicensePlateRemoved:
    """Return an example of `LicensePlateRemoved`. The arguments are its attributes.

    The data of the event that records a removed licence plate. In a delivery, it also carries the name of the event.
    """
    return _models.LicensePlateRemoved.from_dict(_members({"userId": user_id, "plate": plate}, {}, extra))
