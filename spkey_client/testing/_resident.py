# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def resident(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    name: str = "Ada Lovelace",
    has_phone: bool = True,
    email: str | None = "ada@example.com",
    extra: Mapping[str, Any] | None = None,
) -> _models.Resident:
    """Return an example of `Resident`. The arguments are its attributes.

    A resident of a lock.
    """
    return _models.Resident.from_dict(
        _members({"userId": user_id, "name": name, "hasPhone": has_phone}, {"email": email}, extra)
    )
