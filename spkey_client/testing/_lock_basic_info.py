# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def lock_basic_info(
    *,
    id: str = "4711",
    lock_id: int = 4711,
    uuid: str = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e",
    version: int = 7,
    r_2_prefix: str = "locks/4711/",
    serial_number: str | None = "SPK-2026-004711",
    owner_id: str | None = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    org_id: str | None = "acme",
    organization_id: str | None = None,
    do_id: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> _models.LockBasicInfo:
    """Return an example of `LockBasicInfo`. The arguments are its attributes.

    The basic information about a lock.
    """
    return _models.LockBasicInfo.from_dict(
        _members(
            {"id": id, "lockId": lock_id, "uuid": uuid, "version": version, "r2Prefix": r_2_prefix},
            {
                "serialNumber": serial_number,
                "ownerId": owner_id,
                "orgId": org_id,
                "organizationId": organization_id,
                "doId": do_id,
            },
            extra,
        )
    )
