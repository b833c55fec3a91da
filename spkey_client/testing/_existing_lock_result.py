# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def existing_lock_result(
    *,
    success: bool = True,
    aggregate_id: str = "4711",
    version: int = 4,
    event: _models.LockCreatedEvent | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.CreateLockResult:
    """Return an example of `CreateLockResult`. The arguments are its attributes.

    The result of creating a lock that already exists: nothing changes.
    """
    return _models.CreateLockResult.from_dict(
        _members(
            {"success": success, "aggregateId": aggregate_id, "version": version, "event": event, "created": False},
            {},
            extra,
        )
    )
