# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def update_phone_number_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.UserPhoneNumberUpdatedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.UpdatePhoneNumberResult:
    """Return an example of `UpdatePhoneNumberResult`. The arguments are its attributes.

    The result of updating a phone number.
    """
    return _models.UpdatePhoneNumberResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "UserPhoneNumberUpdated",
                    "data": {
                        "userId": aggregate_id,
                        "action": "set",
                        "maskedPhoneNumber": "***6789",
                        "timestamp": "2026-11-05T16:00:00.000Z",
                    },
                }
                if event is _EXAMPLE
                else event,
            },
            {},
            extra,
        )
    )
