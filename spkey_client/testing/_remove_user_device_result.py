# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def remove_user_device_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 3,
    event: _models.DeviceRemovedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.RemoveUserDeviceResult:
    """Return an example of `RemoveUserDeviceResult`. The arguments are its attributes.

    The result of unlinking a device.
    """
    return _models.RemoveUserDeviceResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "DeviceRemoved",
                    "data": {
                        "userId": aggregate_id,
                        "deviceId": "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
                        "deviceType": "camera",
                        "removedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                        "reason": "camera replaced",
                        "removedAt": "2026-11-05T17:00:00.000Z",
                    },
                }
                if event is _EXAMPLE
                else event,
            },
            {},
            extra,
        )
    )
