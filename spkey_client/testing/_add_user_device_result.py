# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_user_device_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.DeviceAddedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.AddUserDeviceResult:
    """Return an example of `AddUserDeviceResult`. The arguments are its attributes.

    The result of linking a device to a user.
    """
    return _models.AddUserDeviceResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "DeviceAdded",
                    "data": {
                        "userId": aggregate_id,
                        "deviceId": "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
                        "deviceType": "camera",
                        "orgId": "acme",
                        "name": "Entrance camera",
                        "addedAt": "2026-11-05T16:00:00.000Z",
                    },
                }
                if event is _EXAMPLE
                else event,
            },
            {},
            extra,
        )
    )
