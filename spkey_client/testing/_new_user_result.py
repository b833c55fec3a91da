# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def new_user_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 1,
    event: _models.UserCreatedEvent | None = _EXAMPLE,
    user_id: str | None = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    extra: Mapping[str, Any] | None = None,
) -> _models.CreateUserResult:
    """Return an example of `CreateUserResult`. The arguments are its attributes.

    The result of creating a new user.
    """
    return _models.CreateUserResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {"type": "UserCreated", "data": {"userId": user_id, "status": "ACTIVE"}}
                if event is _EXAMPLE
                else event,
                "created": True,
            },
            {"userId": user_id},
            extra,
        )
    )
