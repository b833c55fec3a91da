# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def accessible_lock_removed_event(
    *,
    type: Literal["AccessibleLockRemoved"] | str = "AccessibleLockRemoved",
    data: _models.AccessibleLockRemoved = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.AccessibleLockRemovedEvent:
    """Return an example of `AccessibleLockRemovedEvent`. The arguments are its attributes.

    The event that records a lock removed from the list.
    """
    return _models.AccessibleLockRemovedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "lockId": "4711",
                    "removedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                    "reason": "moved out",
                    "removedAt": "2026-11-05T17:00:00.000Z",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
