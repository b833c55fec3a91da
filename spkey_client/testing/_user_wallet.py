# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def user_wallet(
    *,
    has_wallet_key: bool = True,
    wallet_key: _models.WalletKey | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.UserWallet:
    """Return an example of `UserWallet`. The arguments are its attributes.

    The wallet of a user.
    """
    return _models.UserWallet.from_dict(
        _members(
            {"hasWalletKey": has_wallet_key},
            {
                "walletKey": {
                    "keyId": "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
                    "keyIndex": 0,
                    "walletType": "APPLE",
                    "deviceId": "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
                    "addedAt": "2026-11-05T16:00:00.000Z",
                }
                if wallet_key is _EXAMPLE
                else wallet_key
            },
            extra,
        )
    )
