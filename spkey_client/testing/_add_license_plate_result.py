# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_license_plate_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.LicensePlateAddedEvent | None = _EXAMPLE,
    plate: str = "WA1234K",
    label: str = "company car",
    extra: Mapping[str, Any] | None = None,
) -> _models.AddLicensePlateResult:
    """Return an example of `AddLicensePlateResult`. The arguments are its attributes.

    The result of adding a licence plate.
    """
    return _models.AddLicensePlateResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "LicensePlateAdded",
                    "data": {"userId": aggregate_id, "plate": plate, "label": label, "addedAt": 1793923200000},
                }
                if event is _EXAMPLE
                else event,
                "plate": plate,
                "label": label,
            },
            {},
            extra,
        )
    )
