# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def user_profile(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    email: str | None = "ada@example.com",
    first_name: str | None = "Ada",
    last_name: str | None = "Lovelace",
    phone_number: str | None = None,
    status: _models.UserStatus | None = "ACTIVE",
    extra: Mapping[str, Any] | None = None,
) -> _models.UserProfile:
    """Return an example of `UserProfile`. The arguments are its attributes.

    The profile of a user.
    """
    return _models.UserProfile.from_dict(
        _members(
            {"userId": user_id},
            {
                "email": email,
                "firstName": first_name,
                "lastName": last_name,
                "phoneNumber": phone_number,
                "status": status,
            },
            extra,
        )
    )
