# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def temp_key_used(
    *,
    temp_key_uuid: str = "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
    lock_id: int = 4711,
    lock_uuid: str = "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
    timestamp: str = "2026-11-05T15:00:00.000Z",
    used_count: int = 1,
    user_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.TempKeyUsed:
    """Return an example of `TempKeyUsed`. The arguments are its attributes.

    The data of the event that records an opening with a temporary key. In a delivery, it also carries the name of the
    event.
    """
    return _models.TempKeyUsed.from_dict(
        _members(
            {
                "tempKeyUuid": temp_key_uuid,
                "lockId": lock_id,
                "lockUuid": lock_uuid,
                "timestamp": timestamp,
                "usedCount": used_count,
            },
            {"userId": user_id},
            extra,
        )
    )
