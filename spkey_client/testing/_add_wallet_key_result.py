# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_wallet_key_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.WalletKeyPreparedEvent | None = _EXAMPLE,
    key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    wallet_type: str = "APPLE",
    extra: Mapping[str, Any] | None = None,
) -> _models.AddWalletKeyResult:
    """Return an example of `AddWalletKeyResult`. The arguments are its attributes.

    The result of adding a wallet key.
    """
    return _models.AddWalletKeyResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "WalletKeyPrepared",
                    "data": {
                        "userId": aggregate_id,
                        "keyId": key_id,
                        "walletType": wallet_type,
                        "keyIndex": 0,
                        "deviceId": "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
                    },
                }
                if event is _EXAMPLE
                else event,
                "keyId": key_id,
                "walletType": wallet_type,
            },
            {},
            extra,
        )
    )
