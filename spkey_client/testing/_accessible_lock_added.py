# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def accessible_lock_added(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    lock_id: str = "4711",
    lock_name: str = "Front door",
    access_level: str = "USER",
    granted_by: str = "0b0c1d2e-0000-4000-8000-000000000001",
    extra: Mapping[str, Any] | None = None,
) -> _models.AccessibleLockAdded:
    """Return an example of `AccessibleLockAdded`. The arguments are its attributes.

    The data of the event that records a lock added to the list. In a delivery, it also carries the name of the event.
    """
    return _models.AccessibleLockAdded.from_dict(
        _members(
            {
                "userId": user_id,
                "lockId": lock_id,
                "lockName": lock_name,
                "accessLevel": access_level,
                "grantedBy": granted_by,
            },
            {},
            extra,
        )
    )
