# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def temp_key(
    *,
    uuid: str = "3e8a7d52-6f0b-4c19-b6a1-9d2c5b7e8f40",
    url: str = "/temp-keys/3e8a7d52-6f0b-4c19-b6a1-9d2c5b7e8f40",
    valid_from: str = "2026-11-05T16:00:00Z",
    valid_until: str = "2026-11-06T10:00:00Z",
    description: str | None = None,
    created_by: str = "acme",
    created_at: str = "2026-11-05T15:00:00.000Z",
    revoked_at: str | None = None,
    doors: Sequence[_models.Door] = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.TempKey:
    """Return an example of `TempKey`. The arguments are its attributes.

    A temporary key for several doors.
    """
    return _models.TempKey.from_dict(
        _members(
            {
                "uuid": uuid,
                "url": url,
                "validFrom": valid_from,
                "validUntil": valid_until,
                "description": description,
                "createdBy": created_by,
                "createdAt": created_at,
                "revokedAt": revoked_at,
                "doors": [
                    {
                        "id": 1,
                        "lockId": "4711",
                        "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                        "label": None,
                        "accessMethod": "key",
                    }
                ]
                if doors is _EXAMPLE
                else doors,
            },
            {},
            extra,
        )
    )
