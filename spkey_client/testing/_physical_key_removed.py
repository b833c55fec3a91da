# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def physical_key_removed(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    number: int = 2,
    removed_at: int = 1793926800000,
    extra: Mapping[str, Any] | None = None,
) -> _models.PhysicalKeyRemoved:
    """Return an example of `PhysicalKeyRemoved`. The arguments are its attributes.

    The data of the event that records a removed physical key. In a delivery, it also carries the name of the event.
    """
    return _models.PhysicalKeyRemoved.from_dict(
        _members({"userId": user_id, "number": number, "removedAt": removed_at}, {}, extra)
    )
