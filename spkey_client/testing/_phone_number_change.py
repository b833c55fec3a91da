# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def phone_number_change(
    *, old: str | None = None, new: str | None = "+48123456789", extra: Mapping[str, Any] | None = None
) -> _models.PhoneNumberChange:
    """Return an example of `PhoneNumberChange`. The arguments are its attributes.

    A changed phone number.
    """
    return _models.PhoneNumberChange.from_dict(_members({}, {"old": old, "new": new}, extra))
