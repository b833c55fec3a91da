# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def physical_key_list(
    *, keys: Sequence[_models.PhysicalKey] = _EXAMPLE, total: int = _EXAMPLE, extra: Mapping[str, Any] | None = None
) -> _models.PhysicalKeyList:
    """Return an example of `PhysicalKeyList`. The arguments are its attributes.

    The physical keys that match the filters of a query.
    """
    return _models.PhysicalKeyList.from_dict(
        _members(
            {
                "keys": [
                    {
                        "number": 1,
                        "orgId": "acme",
                        "orgName": "Acme Property Management",
                        "note": "front door",
                        "addedAt": 1793923200000,
                    },
                    {"number": 3, "orgId": "acme", "addedAt": 1793923205000},
                ]
                if keys is _EXAMPLE
                else keys,
                "total": (2 if keys is _EXAMPLE else len(keys)) if total is _EXAMPLE else total,
            },
            {},
            extra,
        )
    )
