# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def wallet_key_removed(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    key_id: str = "5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03",
    reason: str = "The key was replaced.",
    removed_at: str = "2026-11-05T17:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyRemoved:
    """Return an example of `WalletKeyRemoved`. The arguments are its attributes.

    The data of the event that records a removed wallet key. In a delivery, it also carries the name of the event.
    """
    return _models.WalletKeyRemoved.from_dict(
        _members({"userId": user_id, "keyId": key_id, "reason": reason, "removedAt": removed_at}, {}, extra)
    )
