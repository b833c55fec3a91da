# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def delete_lock_temp_key_result(
    *,
    success: bool = True,
    aggregate_id: str = "4711",
    version: int = 4,
    event: _models.TempKeyDeletedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.DeleteLockTempKeyResult:
    """Return an example of `DeleteLockTempKeyResult`. The arguments are its attributes.

    The result of deleting a temporary key.
    """
    return _models.DeleteLockTempKeyResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "TempKeyDeleted",
                    "data": {
                        "tempKeyUuid": "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
                        "lockId": 4711,
                        "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                        "timestamp": "2026-11-06T11:00:00.000Z",
                        "deletedBy": "acme",
                    },
                }
                if event is _EXAMPLE
                else event,
            },
            {},
            extra,
        )
    )
