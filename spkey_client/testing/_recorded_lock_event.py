# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def recorded_lock_event(
    *,
    aggregate_type: str = "lock",
    aggregate_id: str = "4711",
    version: int = 5,
    type: str = "LockOpenRequested",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    org_id: str = "acme",
    event: _models.EventData | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.RecordedLockEvent:
    """Return an example of `RecordedLockEvent`. The arguments are its attributes.

    An event in the history of a lock.
    """
    return _models.RecordedLockEvent.from_dict(
        _members(
            {
                "aggregateType": aggregate_type,
                "aggregateId": aggregate_id,
                "version": version,
                "type": type,
                "timestamp": timestamp,
                "orgId": org_id,
            },
            {
                "event": {
                    "lockId": 4711,
                    "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                    "reason": "Parcel delivery",
                    "timestamp": timestamp,
                }
                if event is _EXAMPLE
                else event
            },
            extra,
        )
    )
