# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def create_lock_temp_key_result(
    *,
    success: bool = True,
    aggregate_id: str = "4711",
    version: int = 2,
    event: _models.TempKeyCreatedEvent | None = _EXAMPLE,
    temp_key_uuid: str = "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
    extra: Mapping[str, Any] | None = None,
) -> _models.CreateLockTempKeyResult:
    """Return an example of `CreateLockTempKeyResult`. The arguments are its attributes.

    The result of creating a temporary key.
    """
    return _models.CreateLockTempKeyResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "TempKeyCreated",
                    "data": {
                        "tempKeyUuid": temp_key_uuid,
                        "lockId": 4711,
                        "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                        "timestamp": "2026-11-05T15:00:00.000Z",
                        "accessMode": "public",
                        "allowedUserIds": list[Any](),
                        "validFrom": "2026-11-05T16:00:00Z",
                        "validUntil": "2026-11-06T10:00:00Z",
                        "maxUses": 3,
                        "createdBy": "acme",
                    },
                }
                if event is _EXAMPLE
                else event,
                "tempKeyUuid": temp_key_uuid,
            },
            {},
            extra,
        )
    )
