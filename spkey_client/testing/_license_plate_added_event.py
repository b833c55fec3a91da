# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def license_plate_added_event(
    *,
    type: Literal["LicensePlateAdded"] | str = "LicensePlateAdded",
    data: _models.LicensePlateAdded = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.LicensePlateAddedEvent:
    """Return an example of `LicensePlateAddedEvent`. The arguments are its attributes.

    The event that records an added licence plate.
    """
    return _models.LicensePlateAddedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "plate": "WA1234K",
                    "label": "company car",
                    "addedAt": 1793923200000,
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
