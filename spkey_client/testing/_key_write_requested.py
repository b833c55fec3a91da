# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def key_write_requested(
    *,
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    key_uuid: str = "04a2b1c9d05e80",
    timestamp: str = "2026-11-05T16:00:00.000Z",
    key_index_number: int | None = 3,
    extra: Mapping[str, Any] | None = None,
) -> _models.KeyWriteRequested:
    """Return an example of `KeyWriteRequested`. The arguments are its attributes.

    The data of the event that records a request to write a key onto a card. In a delivery, it also carries the name of
    the event.
    """
    return _models.KeyWriteRequested.from_dict(
        _members(
            {"lockId": lock_id, "uuid": uuid, "keyUuid": key_uuid, "timestamp": timestamp},
            {"keyIndexNumber": key_index_number},
            extra,
        )
    )
