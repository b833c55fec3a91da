# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def accessible_lock_list(
    *, locks: Sequence[_models.AccessibleLock] = _EXAMPLE, total_count: int = 1, extra: Mapping[str, Any] | None = None
) -> _models.AccessibleLockList:
    """Return an example of `AccessibleLockList`. The arguments are its attributes.

    The locks that a user's app shows.
    """
    return _models.AccessibleLockList.from_dict(
        _members(
            {
                "locks": [
                    {
                        "lockId": "4711",
                        "lockName": "Front door",
                        "accessLevel": "USER",
                        "grantedBy": "0b0c1d2e-0000-4000-8000-000000000001",
                    }
                ]
                if locks is _EXAMPLE
                else locks,
                "totalCount": total_count,
            },
            {},
            extra,
        )
    )
