# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def lock_temp_key(
    *,
    uuid: str = "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
    lock_id: int = 4711,
    lock_uuid: str = "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
    access_mode: str = "public",
    allowed_user_ids: Sequence[str] = _EXAMPLE,
    valid_from: str = "2026-11-05T16:00:00Z",
    valid_until: str = "2026-11-06T10:00:00Z",
    max_uses: int | None = 3,
    used_count: int = 1,
    created_at: str = "2026-11-05T15:00:00.000Z",
    created_by: str = "acme",
    status: _models.LockTempKeyStatus = "valid",
    extra: Mapping[str, Any] | None = None,
) -> _models.LockTempKey:
    """Return an example of `LockTempKey`. The arguments are its attributes.

    A temporary key of a lock.
    """
    return _models.LockTempKey.from_dict(
        _members(
            {
                "uuid": uuid,
                "lockId": lock_id,
                "lockUuid": lock_uuid,
                "accessMode": access_mode,
                "allowedUserIds": list[Any]() if allowed_user_ids is _EXAMPLE else allowed_user_ids,
                "validFrom": valid_from,
                "validUntil": valid_until,
                "maxUses": max_uses,
                "usedCount": used_count,
                "createdAt": created_at,
                "createdBy": created_by,
                "status": status,
            },
            {},
            extra,
        )
    )
