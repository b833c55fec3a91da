# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def add_physical_key_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.PhysicalKeyAddedEvent | None = _EXAMPLE,
    number: int = 1,
    org_id: str = "acme",
    added_at: int = 1793923200000,
    org_name: str | None = "Acme Property Management",
    note: str | None = "front door",
    extra: Mapping[str, Any] | None = None,
) -> _models.AddPhysicalKeyResult:
    """Return an example of `AddPhysicalKeyResult`. The arguments are its attributes.

    The result of adding a physical key.
    """
    return _models.AddPhysicalKeyResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "PhysicalKeyAdded",
                    "data": {
                        "userId": aggregate_id,
                        "number": number,
                        "orgId": org_id,
                        "orgName": org_name,
                        "note": note,
                        "addedAt": added_at,
                    },
                }
                if event is _EXAMPLE
                else event,
                "number": number,
                "orgId": org_id,
                "addedAt": added_at,
            },
            {"orgName": org_name, "note": note},
            extra,
        )
    )
