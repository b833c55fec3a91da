# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def wallet_key_committed(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    pass_id: str = "93a6d0f4-2e7b-4c15-8b9d-5f1e0c7a3d68",
    pass_url: str = "https://wallet.example/pass/93a6d0f4-2e7b-4c15-8b9d-5f1e0c7a3d68",
    committed_at: str = "2026-11-05T16:00:01.000Z",
    key_index: int | None = None,
    wallet_type: str | None = None,
    device_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyCommitted:
    """Return an example of `WalletKeyCommitted`. The arguments are its attributes.

    The data of the event recorded when a wallet key receives its pass. In a delivery, it also carries the name of the
    event.
    """
    return _models.WalletKeyCommitted.from_dict(
        _members(
            {"userId": user_id, "keyId": key_id, "passId": pass_id, "passUrl": pass_url, "committedAt": committed_at},
            {"keyIndex": key_index, "walletType": wallet_type, "deviceId": device_id},
            extra,
        )
    )
