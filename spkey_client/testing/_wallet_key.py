# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def wallet_key(
    *,
    key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    key_index: int = 0,
    wallet_type: str = "APPLE",
    device_id: str = "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
    added_at: str = "2026-11-05T16:00:00.000Z",
    pass_url: str | None = None,
    serial_number: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKey:
    """Return an example of `WalletKey`. The arguments are its attributes.

    The key in a user's wallet.
    """
    return _models.WalletKey.from_dict(
        _members(
            {
                "keyId": key_id,
                "keyIndex": key_index,
                "walletType": wallet_type,
                "deviceId": device_id,
                "addedAt": added_at,
            },
            {"passUrl": pass_url, "serialNumber": serial_number},
            extra,
        )
    )
