# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def new_door(
    *,
    lock_id: str = "4711",
    label: str | None = "Front door",
    access_method: _models.NewDoorAccessMethod | None = "both",
    extra: Mapping[str, Any] | None = None,
) -> _models.NewDoor:
    """Return an example of `NewDoor`. The arguments are its attributes.

    A door of a new key.
    """
    return _models.NewDoor.from_dict(
        _members({"lockId": lock_id}, {"label": label, "accessMethod": access_method}, extra)
    )
