# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def license_plate_removed_event(
    *,
    type: Literal["LicensePlateRemoved"] | str = "LicensePlateRemoved",
    data: _models.LicensePlateRemoved = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.LicensePlateRemovedEvent:
    """Return an example of `LicensePlateRemovedEvent`. The arguments are its attributes.

    The event that records a removed licence plate.
    """
    return _models.LicensePlateRemovedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {"userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "plate": "WA1234K"}
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
