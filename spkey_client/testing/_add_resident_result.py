# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_resident_result(
    *,
    success: bool = True,
    aggregate_id: str = "4711",
    version: int = 11,
    event: _models.ResidentAddedEvent | None = _EXAMPLE,
    email: str | None = "ada@example.com",
    extra: Mapping[str, Any] | None = None,
) -> _models.AddResidentResult:
    """Return an example of `AddResidentResult`. The arguments are its attributes.

    The result of adding a resident.
    """
    return _models.AddResidentResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "ResidentAdded",
                    "data": {
                        "lockId": 4711,
                        "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                        "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                        "name": "Ada Lovelace",
                        "email": email,
                        "timestamp": "2026-11-05T16:00:00.000Z",
                    },
                }
                if event is _EXAMPLE
                else event,
            },
            {"email": email},
            extra,
        )
    )
