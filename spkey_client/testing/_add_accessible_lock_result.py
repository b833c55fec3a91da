# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_accessible_lock_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.AccessibleLockAddedEvent | None = _EXAMPLE,
    lock_id: str = "4711",
    access_level: str = "USER",
    extra: Mapping[str, Any] | None = None,
) -> _models.AddAccessibleLockResult:
    """Return an example of `AddAccessibleLockResult`. The arguments are its attributes.

    The result of adding a lock to the list.
    """
    return _models.AddAccessibleLockResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "AccessibleLockAdded",
                    "data": {
                        "userId": aggregate_id,
                        "lockId": lock_id,
                        "lockName": "Front door",
                        "accessLevel": access_level,
                        "grantedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                    },
                }
                if event is _EXAMPLE
                else event,
                "lockId": lock_id,
                "accessLevel": access_level,
            },
            {},
            extra,
        )
    )
