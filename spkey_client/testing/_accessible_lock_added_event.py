# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def accessible_lock_added_event(
    *,
    type: Literal["AccessibleLockAdded"] | str = "AccessibleLockAdded",
    data: _models.AccessibleLockAdded = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.AccessibleLockAddedEvent:
    """Return an example of `AccessibleLockAddedEvent`. The arguments are its attributes.

    The event that records a lock added to the list.
    """
    return _models.AccessibleLockAddedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "lockId": "4711",
                    "lockName": "Front door",
                    "accessLevel": "USER",
                    "grantedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
