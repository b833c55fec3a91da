# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def open_lock_with_pin_result(
    *, success: bool = True, offline: bool = False, extra: Mapping[str, Any] | None = None
) -> _models.OpenLockWithPinResult:
    """Return an example of `OpenLockWithPinResult`. The arguments are its attributes.

    The result of opening a lock with a PIN.
    """
    return _models.OpenLockWithPinResult.from_dict(_members({"success": success, "offline": offline}, {}, extra))
