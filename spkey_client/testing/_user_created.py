# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_created(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    status: _models.UserStatus = "ACTIVE",
    extra: Mapping[str, Any] | None = None,
) -> _models.UserCreated:
    """Return an example of `UserCreated`. The arguments are its attributes.

    The data of the event that records a created user. In a delivery, it also carries the name of the event.
    """
    return _models.UserCreated.from_dict(_members({"userId": user_id, "status": status}, {}, extra))
