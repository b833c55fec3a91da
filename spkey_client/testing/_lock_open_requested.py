# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def lock_open_requested(
    *,
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    reason: str | None = "Parcel delivery",
    request_id: str | None = "visit-2026-11-05",
    extra: Mapping[str, Any] | None = None,
) -> _models.LockOpenRequested:
    """Return an example of `LockOpenRequested`. The arguments are its attributes.

    The data of the event that records a request to open a lock. In a delivery, it also carries the name of the event.
    """
    return _models.LockOpenRequested.from_dict(
        _members(
            {"lockId": lock_id, "uuid": uuid, "timestamp": timestamp},
            {"reason": reason, "requestId": request_id},
            extra,
        )
    )
