# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def three_deye_credentials(
    *,
    user_id: str = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    email: str = "ada@example.com",
    three_deye_user_id: str | None = "6d1f0c3a-58b2-4e97-a0d4-9c7e2b15f836",
    password: str = "4kd8-Zt2m-Qw7x",
    extra: Mapping[str, Any] | None = None,
) -> _models.ThreeDeyeCredentials:
    """Return an example of `ThreeDeyeCredentials`. The arguments are its attributes.

    A user's credentials for 3dEye.
    """
    return _models.ThreeDeyeCredentials.from_dict(
        _members(
            {"userId": user_id, "email": email, "threeDeyeUserId": three_deye_user_id, "password": password}, {}, extra
        )
    )
