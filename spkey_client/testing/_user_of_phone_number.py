# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_of_phone_number(
    *,
    uuid: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    email: str | None = "ada@example.com",
    phone_number: str | None = "+48123456789",
    created_at: str = "2026-11-05T16:00:00.000Z",
    extra: Mapping[str, Any] | None = None,
) -> _models.UserOfPhoneNumber:
    """Return an example of `UserOfPhoneNumber`. The arguments are its attributes.

    A user that was found by phone number, or created.
    """
    return _models.UserOfPhoneNumber.from_dict(
        _members({"uuid": uuid, "email": email, "phoneNumber": phone_number, "created_at": created_at}, {}, extra)
    )
