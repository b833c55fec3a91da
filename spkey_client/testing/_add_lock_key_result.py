# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_lock_key_result(
    *,
    success: bool = True,
    aggregate_id: str = "4711",
    version: int = 7,
    event: _models.KeyAddedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.AddLockKeyResult:
    """Return an example of `AddLockKeyResult`. The arguments are its attributes.

    The result of adding a key to a lock.
    """
    return _models.AddLockKeyResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "KeyAdded",
                    "data": {
                        "lockId": 4711,
                        "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                        "keyUuid": "04a2b1c9d05e80",
                        "keyIndexNumber": 3,
                        "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
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
