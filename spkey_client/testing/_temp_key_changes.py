# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def temp_key_changes(
    *,
    valid_from: str | None = None,
    valid_until: str | None = None,
    max_uses: int | None = 5,
    allowed_user_ids: Sequence[str] | None = None,
    access_mode: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.TempKeyChanges:
    """Return an example of `TempKeyChanges`. The arguments are its attributes.

    The properties of a temporary key that changed, with their new values.
    """
    return _models.TempKeyChanges.from_dict(
        _members(
            {"maxUses": max_uses},
            {
                "validFrom": valid_from,
                "validUntil": valid_until,
                "allowedUserIds": allowed_user_ids,
                "accessMode": access_mode,
            },
            extra,
        )
    )
