# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def lock_resident(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    name: str = "Ada Lovelace",
    email: str | None = "ada@example.com",
    extra: Mapping[str, Any] | None = None,
) -> _models.LockResident:
    """Return an example of `LockResident`. The arguments are its attributes.

    A resident, as the details of a lock show it.
    """
    return _models.LockResident.from_dict(_members({"userId": user_id, "name": name}, {"email": email}, extra))
