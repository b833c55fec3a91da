# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def owned_lock(
    *,
    lock_uuid: str = "3f8b2a61-94c7-4d0e-b5a2-6e1c7d9f4083",
    serial_number: str | None = "SPK-0042",
    thing_name: str | None = "lock-0042",
    online: bool = True,
    keys_count: int = 3,
    resident_count: int = 2,
    last_event: str | None = "KeyAdded",
    last_updated: int | None = 1793894400000,
    extra: Mapping[str, Any] | None = None,
) -> _models.OwnedLock:
    """Return an example of `OwnedLock`. The arguments are its attributes.

    A lock that a user owns, as the read model knows it.
    """
    return _models.OwnedLock.from_dict(
        _members(
            {
                "lockUuid": lock_uuid,
                "serialNumber": serial_number,
                "thingName": thing_name,
                "online": online,
                "keysCount": keys_count,
                "residentCount": resident_count,
                "lastEvent": last_event,
                "lastUpdated": last_updated,
            },
            {},
            extra,
        )
    )
