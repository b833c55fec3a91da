# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def user_device_list(
    *, devices: Sequence[_models.UserDevice] = _EXAMPLE, total_count: int = 1, extra: Mapping[str, Any] | None = None
) -> _models.UserDeviceList:
    """Return an example of `UserDeviceList`. The arguments are its attributes.

    The devices of a user that the caller may see.
    """
    return _models.UserDeviceList.from_dict(
        _members(
            {
                "devices": [
                    {
                        "deviceId": "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
                        "deviceType": "camera",
                        "orgId": "acme",
                        "name": "Entrance camera",
                        "addedAt": "2026-11-05T16:00:00.000Z",
                    }
                ]
                if devices is _EXAMPLE
                else devices,
                "totalCount": total_count,
            },
            {},
            extra,
        )
    )
