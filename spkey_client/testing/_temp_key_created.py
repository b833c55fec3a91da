# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def temp_key_created(
    *,
    temp_key_uuid: str = "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
    lock_id: int = 4711,
    lock_uuid: str = "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
    timestamp: str = "2026-11-05T15:00:00.000Z",
    access_mode: str = "public",
    valid_from: str = "2026-11-05T16:00:00Z",
    valid_until: str = "2026-11-06T10:00:00Z",
    created_by: str = "acme",
    allowed_user_ids: Sequence[str] | None = _EXAMPLE,
    max_uses: int | None = 3,
    extra: Mapping[str, Any] | None = None,
) -> _models.TempKeyCreated:
    """Return an example of `TempKeyCreated`. The arguments are its attributes.

    The data of the event that records a created temporary key. In a delivery, it also carries the name of the event.
    """
    return _models.TempKeyCreated.from_dict(
        _members(
            {
                "tempKeyUuid": temp_key_uuid,
                "lockId": lock_id,
                "lockUuid": lock_uuid,
                "timestamp": timestamp,
                "accessMode": access_mode,
                "validFrom": valid_from,
                "validUntil": valid_until,
                "createdBy": created_by,
                "maxUses": max_uses,
            },
            {"allowedUserIds": list[Any]() if allowed_user_ids is _EXAMPLE else allowed_user_ids},
            extra,
        )
    )
