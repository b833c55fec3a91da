# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def update_email_result(
    *,
    success: bool = True,
    aggregate_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    version: int = 2,
    event: _models.UserEmailUpdatedEvent | None = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.UpdateEmailResult:
    """Return an example of `UpdateEmailResult`. The arguments are its attributes.

    The result of setting an e-mail address.
    """
    return _models.UpdateEmailResult.from_dict(
        _members(
            {
                "success": success,
                "aggregateId": aggregate_id,
                "version": version,
                "event": {
                    "type": "UserEmailUpdated",
                    "data": {
                        "userId": aggregate_id,
                        "action": "set",
                        "maskedEmail": "a***@example.com",
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
