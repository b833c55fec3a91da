# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def physical_key(
    *,
    number: int = 2,
    org_id: str = "acme",
    added_at: int = 1793923202000,
    org_name: str | None = None,
    note: str | None = "back door",
    extra: Mapping[str, Any] | None = None,
) -> _models.PhysicalKey:
    """Return an example of `PhysicalKey`. The arguments are its attributes.

    A physical key in a user's inventory.
    """
    return _models.PhysicalKey.from_dict(
        _members({"number": number, "orgId": org_id, "addedAt": added_at}, {"orgName": org_name, "note": note}, extra)
    )
