# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import factory as _factory


@_factory
def revoke_temp_key_result(
    *, success: bool | None = True, already_revoked: bool | None = None, extra: Mapping[str, Any] | None = None
) -> _models.RevokeTempKeyResult:
    """Return an example of `RevokeTempKeyResult`. The arguments are its attributes.

    The result of revoking a temporary key for several doors.
    """
    return _models.RevokeTempKeyResult.from_dict(
        _members({}, {"success": success, "alreadyRevoked": already_revoked}, extra)
    )
