# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def remove_accessible_lock_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 3,
    event: _models.AccessibleLockRemovedEvent | None = _EXAMPLE,
    lock_id: str = "4711",
    removed_at: str = "2026-11-05T17:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.RemoveAccessibleLockResult:
    """Return an example of `RemoveAccessibleLockResult`. The arguments are its attributes.

    The result of removing a lock from the list.
    """
    return _models.RemoveAccessibleLockResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "AccessibleLockRemoved",
                    "data": {
                        "userId": aggregate_id,
                        "lockId": lock_id,
                        "removedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                        "reason": "moved out",
                        "removedAt": removed_at,
                    },
                }
                if event is _EXAMPLE
                else event,
                "lockId": lock_id,
                "removedAt": removed_at,
            },
            {},
            extra,
        )
    )
