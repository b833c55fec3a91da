# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_phone_number(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    phone_number: str | None = "+48123456789",
    extra: Mapping[str, Any] | None = None,
) -> _models.UserPhoneNumber:
    """Return an example of `UserPhoneNumber`. The arguments are its attributes.

    A user's phone number.
    """
    return _models.UserPhoneNumber.from_dict(_members({"userId": user_id, "phoneNumber": phone_number}, {}, extra))
