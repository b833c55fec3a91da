# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def profile_changes(
    *,
    first_name: _models.NameChange | None = None,
    last_name: _models.NameChange | None = _EXAMPLE,
    phone_number: _models.PhoneNumberChange | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.ProfileChanges:
    """Return an example of `ProfileChanges`. The arguments are its attributes.

    The changed properties of a profile.
    """
    return _models.ProfileChanges.from_dict(
        _members(
            {},
            {
                "firstName": first_name,
                "lastName": {"old": "Byron", "new": "Lovelace"} if last_name is _EXAMPLE else last_name,
                "phoneNumber": phone_number,
            },
            extra,
        )
    )
