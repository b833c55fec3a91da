# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def wallet_key_added(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    wallet_key: _models.WalletKey = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyAdded:
    """Return an example of `WalletKeyAdded`. The arguments are its attributes.

    The data of the event recorded when a wallet key is added together with its pass. In a delivery, it also carries the
    name of the event.
    """
    return _models.WalletKeyAdded.from_dict(
        _members(
            {
                "userId": user_id,
                "walletKey": {
                    "keyId": "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
                    "keyIndex": 0,
                    "walletType": "APPLE",
                    "deviceId": "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
                    "addedAt": "2026-11-05T16:00:00.000Z",
                }
                if wallet_key is _EXAMPLE
                else wallet_key,
            },
            {},
            extra,
        )
    )
