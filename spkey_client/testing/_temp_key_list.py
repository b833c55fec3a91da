# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def temp_key_list(
    *, temp_keys: Sequence[_models.TempKey] = _EXAMPLE, extra: Mapping[str, Any] | None = None
) -> _models.TempKeyList:
    """Return an example of `TempKeyList`. The arguments are its attributes.

    Temporary keys for several doors.
    """
    return _models.TempKeyList.from_dict(
        _members(
            {
                "tempKeys": [
                    {
                        "uuid": "3e8a7d52-6f0b-4c19-b6a1-9d2c5b7e8f40",
                        "url": "/temp-keys/3e8a7d52-6f0b-4c19-b6a1-9d2c5b7e8f40",
                        "validFrom": "2026-11-05T16:00:00Z",
                        "validUntil": "2026-11-06T10:00:00Z",
                        "description": "The plumber.",
                        "createdBy": "acme",
                        "createdAt": "2026-11-05T15:00:00.000Z",
                        "revokedAt": None,
                        "doors": [
                            {
                                "id": 1,
                                "lockId": "4711",
                                "lockUuid": "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
                                "label": "Front door",
                                "accessMethod": "both",
                            }
                        ],
                    }
                ]
                if temp_keys is _EXAMPLE
                else temp_keys
            },
            {},
            extra,
        )
    )
