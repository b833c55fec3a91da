# Generated from openapi.yaml by python -m generator. Do not edit.
"""The operations of the API, as functions that create calls. A client sends the call.

Every function raises `ValueError` if a path segment is empty, "." or "..", or if a number is not finite.

The functions of a resource are imported on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from .physical_keys import add_physical_key, get_physical_key, list_physical_keys, remove_physical_key
    from .users import create_user, get_user_keys, get_user_profile
else:
    __getattr__, __dir__ = _lazy.lazy(
        globals(),
        {
            "add_physical_key": "physical_keys",
            "remove_physical_key": "physical_keys",
            "list_physical_keys": "physical_keys",
            "get_physical_key": "physical_keys",
            "create_user": "users",
            "get_user_profile": "users",
            "get_user_keys": "users",
        },
    )

__all__ = [
    "add_physical_key",
    "create_user",
    "get_physical_key",
    "get_user_keys",
    "get_user_profile",
    "list_physical_keys",
    "remove_physical_key",
]
