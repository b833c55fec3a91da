# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def digital_key(
    *,
    key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    key_index: int = 0,
    wallet_type: str = "APPLE",
    device_id: str = "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
    added_at: str = "2026-11-05T16:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.DigitalKey:
    """Return an example of `DigitalKey`. The arguments are its attributes.

    A digital key on one of a user's devices.
    """
    return _models.DigitalKey.from_dict(
        _members(
            {
                "keyId": key_id,
                "keyIndex": key_index,
                "walletType": wallet_type,
                "deviceId": device_id,
                "addedAt": added_at,
            },
            {},
            extra,
        )
    )
