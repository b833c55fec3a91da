# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def user_phone_number_updated_event(
    *,
    type: Literal["UserPhoneNumberUpdated"] | str = "UserPhoneNumberUpdated",
    data: _models.UserPhoneNumberUpdated = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.UserPhoneNumberUpdatedEvent:
    """Return an example of `UserPhoneNumberUpdatedEvent`. The arguments are its attributes.

    The event recorded when a phone number is set or removed.
    """
    return _models.UserPhoneNumberUpdatedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {
                    "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                    "action": "set",
                    "maskedPhoneNumber": "***6789",
                    "timestamp": "2026-11-05T16:00:00.000Z",
                }
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
