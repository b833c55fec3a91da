# Generated from openapi.yaml by python -m generator. Do not edit.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import models as _models
from .._codec import members as _members
from .._testing import EXAMPLE as _EXAMPLE
from .._testing import factory as _factory


@_factory
def resident_list(
    *, residents: Sequence[_models.Resident] = _EXAMPLE, extra: Mapping[str, Any] | None = None
) -> _models.ResidentList:
    """Return an example of `ResidentList`. The arguments are its attributes.

    The residents of a lock.
    """
    return _models.ResidentList.from_dict(
        _members(
            {
                "residents": [
                    {
                        "userId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                        "name": "Ada Lovelace",
                        "email": "ada@example.com",
                        "hasPhone": True,
                    }
                ]
                if residents is _EXAMPLE
                else residents
            },
            {},
            extra,
        )
    )
