# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def lock_created(
    *,
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    serial_number: str | None = "SPK-2026-004711",
    keys: Sequence[_models.LockKey] | None = _EXAMPLE,
    owner_id: str | None = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    thing_name: str | None = None,
    thing_arn: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.LockCreated:
    """Return an example of `LockCreated`. The arguments are its attributes.

    The data of the event that records a created lock. In a delivery, it also carries the name of the event.
    """
    return _models.LockCreated.from_dict(
        _members(
            {"lockId": lock_id, "uuid": uuid, "timestamp": timestamp},
            {
                "serialNumber": serial_number,
                "keys": [{"uuid": "04a2b1c9d05e80", "indexNumber": 3}] if keys is _EXAMPLE else keys,
                "ownerId": owner_id,
                "thingName": thing_name,
                "thingArn": thing_arn,
            },
            extra,
        )
    )
