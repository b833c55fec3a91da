# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def opening(
    *,
    location: str = "/temp-keys/3e8a7d52-6f0b-4c19-b6a1-9d2c5b7e8f40/confirmation?door=1&offline=false",
    door: int | None = 1,
    offline: bool | None = False,
    extra: Mapping[str, Any] | None = None,
) -> _models.Opening:
    """Return an example of `Opening`. The arguments are its attributes.

    The opening that a redirect confirms.
    """
    return _models.Opening.from_dict(_members({"location": location}, {"door": door, "offline": offline}, extra))
