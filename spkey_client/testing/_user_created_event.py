# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def user_created_event(
    *,
    type: Literal["UserCreated"] | str = "UserCreated",
    data: _models.UserCreated = _EXAMPLE,
    extra: Mapping[str, Any] | None = None,
) -> _models.UserCreatedEvent:
    """Return an example of `UserCreatedEvent`. The arguments are its attributes.

    The event that records a created user.
    """
    return _models.UserCreatedEvent.from_dict(
        _members(
            {
                "type": type,
                "data": {"userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "status": "ACTIVE"}
                if data is _EXAMPLE
                else data,
            },
            {},
            extra,
        )
    )
