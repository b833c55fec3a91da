# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_suspended(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    reason: str = "Lost phone",
    suspended_by: str = "security",
    suspended_at: str = "2026-11-05T16:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.UserSuspended:
    """Return an example of `UserSuspended`. The arguments are its attributes.

    The data of the event that records a suspended user. In a delivery, it also carries the name of the event.
    """
    return _models.UserSuspended.from_dict(
        _members(
            {"userId": user_id, "reason": reason, "suspendedBy": suspended_by, "suspendedAt": suspended_at}, {}, extra
        )
    )
