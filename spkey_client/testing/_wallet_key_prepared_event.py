# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def wallet_key_prepared_event(
    *,
    type: Literal["WalletKeyPrepared"] | str = "WalletKeyPrepared",
    data: _models.WalletKeyPrepared = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyPreparedEvent:
    """Return an example of `WalletKeyPreparedEvent`. The arguments are its attributes.

    The event that records an added wallet key.
    """
    return _models.WalletKeyPreparedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "keyId": "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
                    "walletType": "APPLE",
                    "keyIndex": 0,
                    "deviceId": "c4d2f8a1-7b36-4e0d-8f59-61a3b9e7d204",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
