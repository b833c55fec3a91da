# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def lock_event_page(
    *,
    aggregate_id: str = "4711",
    total_events: int = 5,
    page: int = 1,
    page_size: int = 10,
    total_pages: int = 1,
    events: Sequence[_models.RecordedLockEvent] = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.LockEventPage:
    """Return an example of `LockEventPage`. The arguments are its attributes.

    A page of a lock's events.
    """
    return _models.LockEventPage.from_dict(
        _members(
            {
                "aggregateId": aggregate_id,
                "totalEvents": total_events,
                "page": page,
                "pageSize": page_size,
                "totalPages": total_pages,
                "events": [
                    {
                        "aggregateType": "lock",
                        "aggregateId": aggregate_id,
                        "version": 5,
                        "type": "LockOpenRequested",
                        "timestamp": "2026-11-05T16:00:00.000Z",
                        "orgId": "acme",
                        "event": {
                            "lockId": 4711,
                            "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                            "reason": "Parcel delivery",
                            "timestamp": "2026-11-05T16:00:00.000Z",
                        },
                    }
                ]
                if events is _EXAMPLE
                else events,
            },
            {},
            extra,
        )
    )
