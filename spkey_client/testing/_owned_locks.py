# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def owned_locks(
    *,
    locks: Sequence[_models.OwnedLock] = _EXAMPLE,
    total_count: int = 1,
    source: _models.OwnedLocksSource = "spacetimedb",
    extra: Mapping[str, Any] | None = None,
) -> _models.OwnedLocks:
    """Return an example of `OwnedLocks`. The arguments are its attributes.

    The locks that a user owns.
    """
    return _models.OwnedLocks.from_dict(
        _members(
            {
                "locks": [
                    {
                        "lockUuid": "3f8b2a61-94c7-4d0e-b5a2-6e1c7d9f4083",
                        "serialNumber": "SPK-0042",
                        "thingName": "lock-0042",
                        "online": True,
                        "keysCount": 3,
                        "residentCount": 2,
                        "lastEvent": "KeyAdded",
                        "lastUpdated": 1793894400000,
                    }
                ]
                if locks is _EXAMPLE
                else locks,
                "totalCount": total_count,
                "source": source,
            },
            {},
            extra,
        )
    )
