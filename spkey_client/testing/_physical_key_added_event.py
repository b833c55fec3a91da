# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def physical_key_added_event(
    *,
    type: Literal["PhysicalKeyAdded"] | str = "PhysicalKeyAdded",
    data: _models.PhysicalKeyAdded = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.PhysicalKeyAddedEvent:
    """Return an example of `PhysicalKeyAddedEvent`. The arguments are its attributes.

    The event that records an added physical key.
    """
    return _models.PhysicalKeyAddedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "number": 1,
                    "orgId": "acme",
                    "addedAt": 1793923200000,
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
