# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def accessible_lock(
    *,
    lock_id: str = "4711",
    lock_name: str = "Front door",
    access_level: str = "USER",
    granted_by: str = "0b0c1d2e-0000-4000-8000-000000000001",
    expires_at: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.AccessibleLock:
    """Return an example of `AccessibleLock`. The arguments are its attributes.

    A lock that a user's app shows.
    """
    return _models.AccessibleLock.from_dict(
        _members(
            {"lockId": lock_id, "lockName": lock_name, "accessLevel": access_level, "grantedBy": granted_by},
            {"expiresAt": expires_at},
            extra,
        )
    )
