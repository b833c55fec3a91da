# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def remove_physical_key_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 5,
    event: _models.PhysicalKeyRemovedEvent | None = _EXAMPLE,
    number: int = 2,
    extra: Mapping[str, Any] | None = None,
) -> _models.RemovePhysicalKeyResult:
    """Return an example of `RemovePhysicalKeyResult`. The arguments are its attributes.

    The result of removing a physical key.
    """
    return _models.RemovePhysicalKeyResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "PhysicalKeyRemoved",
                    "data": {"userId": aggregate_id, "number": number, "removedAt": 1793926800000},
                }
                if event is _EXAMPLE
                else event,
                "number": number,
            },
            {},
            extra,
        )
    )
