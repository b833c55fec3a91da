# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def lock_created_event(
    *,
    type: Literal["LockCreated"] | str = "LockCreated",
    data: _models.LockCreated = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.LockCreatedEvent:
    """Return an example of `LockCreatedEvent`. The arguments are its attributes.

    The event that records a created lock.
    """
    return _models.LockCreatedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "lockId": 4711,
                    "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                    "serialNumber": "SPK-2026-004711",
                    "keys": [{"uuid": "04a2b1c9d05e80", "indexNumber": 3}],
                    "ownerId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "timestamp": "2026-11-05T16:00:00.000Z",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
