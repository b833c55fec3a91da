# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def resident_removed(
    *,
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    email: str | None = "ada@example.com",
    extra: Mapping[str, Any] | None = None,
) -> _models.ResidentRemoved:
    """Return an example of `ResidentRemoved`. The arguments are its attributes.

    The data of the event that records a resident removed from a lock. In a delivery, it also carries the name of the
    event.
    """
    return _models.ResidentRemoved.from_dict(
        _members({"lockId": lock_id, "uuid": uuid, "userId": user_id, "timestamp": timestamp}, {"email": email}, extra)
    )
