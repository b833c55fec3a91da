# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def existing_user_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 4,
    event: _models.UserCreatedEvent | None = None,
    user_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.CreateUserResult:
    """Return an example of `CreateUserResult`. The arguments are its attributes.

    The result of creating a user that already exists: nothing changes.
    """
    return _models.CreateUserResult.from_dict(
        _members(
            {"success": success, "aggregateId": aggregate_id, "version": version, "event": event, "created": False},
            {"userId": user_id},
            extra,
        )
    )
