# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def wallet_key_rolled_back(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    prepared_key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    reason: str = "The pass was not created.",
    rolled_back_at: str = "2026-11-05T16:00:01.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyRolledBack:
    """Return an example of `WalletKeyRolledBack`. The arguments are its attributes.

    The data of the event recorded when a wallet key receives no pass and is removed. In a delivery, it also carries the
    name of the event.
    """
    return _models.WalletKeyRolledBack.from_dict(
        _members(
            {"userId": user_id, "preparedKeyId": prepared_key_id, "reason": reason, "rolledBackAt": rolled_back_at},
            {},
            extra,
        )
    )
