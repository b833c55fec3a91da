# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def name_change(
    *, old: str = "Byron", new: str = "Lovelace", extra: Mapping[str, Any] | None = None
) -> _models.NameChange:
    """Return an example of `NameChange`. The arguments are its attributes.

    A changed name.
    """
    return _models.NameChange.from_dict(_members({"old": old, "new": new}, {}, extra))
