# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def remove_license_plate_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 3,
    event: _models.LicensePlateRemovedEvent | None = _EXAMPLE,
    plate: str = "WA1234K",
    extra: Mapping[str, Any] | None = None,
) -> _models.RemoveLicensePlateResult:
    """Return an example of `RemoveLicensePlateResult`. The arguments are its attributes.

    The result of removing a licence plate.
    """
    return _models.RemoveLicensePlateResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {"type": "LicensePlateRemoved", "data": {"userId": aggregate_id, "plate": plate}}
                if event is _EXAMPLE
                else event,
                "plate": plate,
            },
            {},
            extra,
        )
    )
