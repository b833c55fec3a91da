# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def device_removed_event(
    *,
    type: Literal["DeviceRemoved"] | str = "DeviceRemoved",
    data: _models.DeviceRemoved = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.DeviceRemovedEvent:
    """Return an example of `DeviceRemovedEvent`. The arguments are its attributes.

    The event that records an unlinked device.
    """
    return _models.DeviceRemovedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "deviceId": "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
                    "deviceType": "camera",
                    "removedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                    "reason": "camera replaced",
                    "removedAt": "2026-11-05T17:00:00.000Z",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
