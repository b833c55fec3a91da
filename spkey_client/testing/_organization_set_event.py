# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def organization_set_event(
    *,
    type: Literal["OrganizationSet"] | str = "OrganizationSet",
    data: _models.OrganizationSet = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.OrganizationSetEvent:
    """Return an example of `OrganizationSetEvent`. The arguments are its attributes.

    The event that records a change of a lock's organisation.
    """
    return _models.OrganizationSetEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "lockId": 4711,
                    "uuid": "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
                    "orgId": "globex",
                    "timestamp": "2026-11-05T16:00:00.000Z",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
