# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_email_updated(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    action: _models.PersonalDataAction = "set",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    masked_email: str | None = "a***@example.com",
    extra: Mapping[str, Any] | None = None,
) -> _models.UserEmailUpdated:
    """Return an example of `UserEmailUpdated`. The arguments are its attributes.

    The data of the event recorded when an e-mail address is set or removed. In a delivery, it also carries the name of
    the event.
    """
    return _models.UserEmailUpdated.from_dict(
        _members({"userId": user_id, "action": action, "timestamp": timestamp}, {"maskedEmail": masked_email}, extra)
    )
