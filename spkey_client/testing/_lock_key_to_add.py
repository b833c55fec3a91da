# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def lock_key_to_add(
    *,
    key_uuid: str = "04a2b1c9d05e80",
    key_index_number: int | None = 3,
    user_id: str | None = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    extra: Mapping[str, Any] | None = None,
) -> _models.LockKeyToAdd:
    """Return an example of `LockKeyToAdd`. The arguments are its attributes.

    A key that is added together with others.
    """
    return _models.LockKeyToAdd.from_dict(
        _members({"keyUuid": key_uuid}, {"keyIndexNumber": key_index_number, "userId": user_id}, extra)
    )
