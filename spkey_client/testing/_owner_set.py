# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def owner_set(
    *,
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.OwnerSet:
    """Return an example of `OwnerSet`. The arguments are its attributes.

    The data of the event that records a change of a lock's owner. In a delivery, it also carries the name of the event.
    """
    return _models.OwnerSet.from_dict(
        _members({"lockId": lock_id, "uuid": uuid, "userId": user_id, "timestamp": timestamp}, {}, extra)
    )
