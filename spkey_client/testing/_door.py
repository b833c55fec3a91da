# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def door(
    *,
    id: int = 1,
    lock_id: str = "4711",
    lock_uuid: str = "0b9f2f57-3a5c-4e0a-9a53-3d6f7a3c2c11",
    label: str | None = "Front door",
    access_method: str = "both",
    extra: Mapping[str, Any] | None = None,
) -> _models.Door:
    """Return an example of `Door`. The arguments are its attributes.

    A door of a key.
    """
    return _models.Door.from_dict(
        _members(
            {"id": id, "lockId": lock_id, "lockUuid": lock_uuid, "label": label, "accessMethod": access_method},
            {},
            extra,
        )
    )
