# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def add_lock_keys_in_bulk_result(
    *,
    success: bool = True,
    lock_id: int = 4711,
    instance_id: str = "0d9c1f52-3b6a-4e80-a7d4-6c2e8f1b5a90",
    extra: Mapping[str, Any] | None = None,
) -> _models.AddLockKeysInBulkResult:
    """Return an example of `AddLockKeysInBulkResult`. The arguments are its attributes.

    The confirmation that keys will be added.
    """
    return _models.AddLockKeysInBulkResult.from_dict(
        _members({"success": success, "lockId": lock_id, "instanceId": instance_id}, {}, extra)
    )
