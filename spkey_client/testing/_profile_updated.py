# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def profile_updated(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    changes: _models.ProfileChanges = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.ProfileUpdated:
    """Return an example of `ProfileUpdated`. The arguments are its attributes.

    The data of the event that records a changed profile. In a delivery, it also carries the name of the event.
    """
    return _models.ProfileUpdated.from_dict(
        _members(
            {
                "userId": user_id,
                "changes": {"lastName": {"old": "Byron", "new": "Lovelace"}} if changes is _EXAMPLE else changes,
            },
            {},
            extra,
        )
    )
