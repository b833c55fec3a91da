# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def lock_key(
    *,
    uuid: str = "04a2b1c9d05e80",
    index_number: int | None = 3,
    user_id: str | None = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    extra: Mapping[str, Any] | None = None,
) -> _models.LockKey:
    """Return an example of `LockKey`. The arguments are its attributes.

    A key on a lock.
    """
    return _models.LockKey.from_dict(_members({"uuid": uuid}, {"indexNumber": index_number, "userId": user_id}, extra))
