# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def physical_key_removed_event(
    *,
    type: Literal["PhysicalKeyRemoved"] | str = "PhysicalKeyRemoved",
    data: _models.PhysicalKeyRemoved = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.PhysicalKeyRemovedEvent:
    """Return an example of `PhysicalKeyRemovedEvent`. The arguments are its attributes.

    The event that records a removed physical key.
    """
    return _models.PhysicalKeyRemovedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {"userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "number": 2, "removedAt": 1793926800000}
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
