# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def device_removed(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    device_id: str = "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
    device_type: str = "camera",
    removed_by: str = "0b0c1d2e-0000-4000-8000-000000000001",
    reason: str = "camera replaced",
    removed_at: str = "2026-11-05T17:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.DeviceRemoved:
    """Return an example of `DeviceRemoved`. The arguments are its attributes.

    The data of the event that records an unlinked device. In a delivery, it also carries the name of the event.
    """
    return _models.DeviceRemoved.from_dict(
        _members(
            {
                "userId": user_id,
                "deviceId": device_id,
                "deviceType": device_type,
                "removedBy": removed_by,
                "reason": reason,
                "removedAt": removed_at,
            },
            {},
            extra,
        )
    )
