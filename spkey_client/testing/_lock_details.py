# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def lock_details(
    *,
    id: str = "4711",
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    keys: Sequence[_models.LockKey] = _EXAMPLE,
    residents: Sequence[_models.LockResident] = _EXAMPLE,
    org_id: str = "acme",
    version: int = 7,
    timestamp: str = "2026-11-05T16:00:00.000Z",
    r_2_prefix: str = "locks/4711/",
    serial_number: str | None = "SPK-2026-004711",
    owner_id: str | None = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    organization_id: str | None = None,
    do_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.LockDetails:
    """Return an example of `LockDetails`. The arguments are its attributes.

    A lock with its keys and residents.
    """
    return _models.LockDetails.from_dict(
        _members(
            {
                "id": id,
                "lockId": lock_id,
                "uuid": uuid,
                "keys": [{"uuid": "04a2b1c9d05e80", "indexNumber": 3, "userId": owner_id}]
                if keys is _EXAMPLE
                else keys,
                "residents": [{"userId": owner_id, "name": "Ada Lovelace", "email": "ada@example.com"}]
                if residents is _EXAMPLE
                else residents,
                "orgId": org_id,
                "version": version,
                "timestamp": timestamp,
                "r2Prefix": r_2_prefix,
            },
            {"serialNumber": serial_number, "ownerId": owner_id, "organizationId": organization_id, "doId": do_id},
            extra,
        )
    )
