# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def wallet_key_link(
    *,
    url: str = "https://a.wallet.spkey.co/?email=a%40example.com&uuid=5f0c6b2e-3d1a-4c58-9a77-2b8e4d6f1c03&brand=spkey",
    wallet_type: str = "APPLE",
    extra: Mapping[str, Any] | None = None,
) -> _models.WalletKeyLink:
    """Return an example of `WalletKeyLink`. The arguments are its attributes.

    The link that adds a key to the wallet on a phone.
    """
    return _models.WalletKeyLink.from_dict(_members({"url": url, "walletType": wallet_type}, {}, extra))
