# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_device(
    *,
    device_id: str = "d81f5d0c-6f3e-4b8a-9a52-7e0c1b94f6d3",
    device_type: str = "camera",
    org_id: str = "acme",
    added_at: str = "2026-11-05T16:00:00.000Z",
    name: str | None = None,
    added_by: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.UserDevice:
    """Return an example of `UserDevice`. The arguments are its attributes.

    A device that is linked to a user.
    """
    return _models.UserDevice.from_dict(
        _members(
            {"deviceId": device_id, "deviceType": device_type, "orgId": org_id, "addedAt": added_at},
            {"name": name, "addedBy": added_by},
            extra,
        )
    )
