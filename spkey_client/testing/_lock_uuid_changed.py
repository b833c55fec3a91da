# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def lock_uuid_changed(
    *,
    lock_id: int = 4711,
    uuid: str = "b7d0f3a2-5c1e-4f86-a9d4-3e2b1c0d9f8a",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    new_uuid: str = "b7d0f3a2-5c1e-4f86-a9d4-3e2b1c0d9f8a",
    previous_uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    extra: Mapping[str, Any] | None = None,
) -> _models.LockUuidChanged:
    """Return an example of `LockUuidChanged`. The arguments are its attributes.

    The data of the event that records a change of a lock's UUID. In a delivery, it also carries the name of the event.
    Only the service's operators can change a UUID.
    """
    return _models.LockUuidChanged.from_dict(
        _members(
            {
                "lockId": lock_id,
                "uuid": uuid,
                "timestamp": timestamp,
                "newUuid": new_uuid,
                "previousUuid": previous_uuid,
            },
            {},
            extra,
        )
    )
