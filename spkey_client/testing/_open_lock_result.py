# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def open_lock_result(
    *,
    success: bool = True,
    aggregate_id: str = "4711",
    version: int = 5,
    event: _models.LockOpenRequestedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.OpenLockResult:
    """Return an example of `OpenLockResult`. The arguments are its attributes.

    The result of opening a lock.
    """
    return _models.OpenLockResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "LockOpenRequested",
                    "data": {
                        "lockId": 4711,
                        "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                        "reason": "Parcel delivery",
                        "requestId": "visit-2026-11-05",
                        "timestamp": "2026-11-05T16:00:00.000Z",
                    },
                }
                if event is _EXAMPLE
                else event,
            },
            {},
            extra,
        )
    )
