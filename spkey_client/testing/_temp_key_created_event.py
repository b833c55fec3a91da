# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def temp_key_created_event(
    *,
    type: Literal["TempKeyCreated"] | str = "TempKeyCreated",
    data: _models.TempKeyCreated = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.TempKeyCreatedEvent:
    """Return an example of `TempKeyCreatedEvent`. The arguments are its attributes.

    The event that records a created temporary key.
    """
    return _models.TempKeyCreatedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "tempKeyUuid": "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
                    "lockId": 4711,
                    "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                    "timestamp": "2026-11-05T15:00:00.000Z",
                    "accessMode": "public",
                    "allowedUserIds": list[Any](),
                    "validFrom": "2026-11-05T16:00:00Z",
                    "validUntil": "2026-11-06T10:00:00Z",
                    "maxUses": 3,
                    "createdBy": "acme",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
