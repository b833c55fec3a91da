# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def physical_key_added(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    number: int = 1,
    org_id: str = "acme",
    added_at: int = 1793923200000,
    org_name: str | None = None,
    note: str | None = "front door",
    extra: Mapping[str, Any] | None = None,
) -> _models.PhysicalKeyAdded:
    """Return an example of `PhysicalKeyAdded`. The arguments are its attributes.

    The data of the event that records an added physical key. In a delivery, it also carries the name of the event.
    """
    return _models.PhysicalKeyAdded.from_dict(
        _members(
            {"userId": user_id, "number": number, "orgId": org_id, "addedAt": added_at},
            {"orgName": org_name, "note": note},
            extra,
        )
    )
