# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def temp_key_updated_event(
    *,
    type: Literal["TempKeyUpdated"] | str = "TempKeyUpdated",
    data: _models.TempKeyUpdated = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.TempKeyUpdatedEvent:
    """Return an example of `TempKeyUpdatedEvent`. The arguments are its attributes.

    The event that records a changed temporary key.
    """
    return _models.TempKeyUpdatedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "tempKeyUuid": "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4",
                    "lockId": 4711,
                    "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                    "timestamp": "2026-11-05T15:00:00.000Z",
                    "changes": {"maxUses": 5},
                    "updatedBy": "acme",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
