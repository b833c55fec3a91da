# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def wallet_key_prepared(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    wallet_type: str = "APPLE",
    key_index: int | None = 0,
    device_id: str | None = "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyPrepared:
    """Return an example of `WalletKeyPrepared`. The arguments are its attributes.

    The data of the event that records an added wallet key. In a delivery, it also carries the name of the event.
    """
    return _models.WalletKeyPrepared.from_dict(
        _members(
            {"userId": user_id, "keyId": key_id, "walletType": wallet_type},
            {"keyIndex": key_index, "deviceId": device_id},
            extra,
        )
    )
