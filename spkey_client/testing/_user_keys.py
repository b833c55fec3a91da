# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def user_keys(
    *,
    physical_keys: Sequence[_models.PhysicalKey] = _EXAMPLE,
    digital_keys: Sequence[_models.DigitalKey] = _EXAMPLE,
    wallet_key: _models.WalletKey | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.UserKeys:
    """Return an example of `UserKeys`. The arguments are its attributes.

    All keys of a user.
    """
    return _models.UserKeys.from_dict(
        _members(
            {
                "physicalKeys": [{"number": 2, "orgId": "acme", "note": "back door", "addedAt": 1793923202000}]
                if physical_keys is _EXAMPLE
                else physical_keys,
                "digitalKeys": list[Any]() if digital_keys is _EXAMPLE else digital_keys,
            },
            {"walletKey": wallet_key},
            extra,
        )
    )
