# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def device_added_event(
    *,
    type: Literal["DeviceAdded"] | str = "DeviceAdded",
    data: _models.DeviceAdded = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.DeviceAddedEvent:
    """Return an example of `DeviceAddedEvent`. The arguments are its attributes.

    The event that records a linked device.
    """
    return _models.DeviceAddedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "deviceId": "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
                    "deviceType": "camera",
                    "orgId": "acme",
                    "addedAt": "2026-11-05T16:00:00.000Z",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
