# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def lock_temp_key_list(
    *, temp_keys: Sequence[_models.LockTempKey] = _EXAMPLE, extra: Mapping[str, Any] | None = None
) -> _models.LockTempKeyList:
    """Return an example of `LockTempKeyList`. The arguments are its attributes.

    The temporary keys of a lock.
    """
    return _models.LockTempKeyList.from_dict(
        _members(
            {
                "tempKeys": [
                    {
                        "uuid": "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
                        "lockId": 4711,
                        "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                        "accessMode": "public",
                        "allowedUserIds": list[Any](),
                        "validFrom": "2026-11-05T16:00:00Z",
                        "validUntil": "2026-11-06T10:00:00Z",
                        "maxUses": 3,
                        "usedCount": 1,
                        "createdAt": "2026-11-05T15:00:00.000Z",
                        "createdBy": "acme",
                        "status": "valid",
                    }
                ]
                if temp_keys is _EXAMPLE
                else temp_keys
            },
            {},
            extra,
        )
    )
