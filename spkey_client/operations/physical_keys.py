# Generated from openapi.yaml by python -m generator. Do not edit.
"""The physical keys in a user's inventory."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_PHYSICAL_KEY: Operation[models.AddPhysicalKeyResult] = Operation(
    id="add_physical_key",
    method="POST",
    path="/users/{id}/AddPhysicalKey",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id", ("body", "orgId"): "org_id", ("body", "orgName"): "org_name"},
    responses={"200": json_body(lambda: models.AddPhysicalKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_physical_key(
    user_id: str | UUID, *, org_id: str | UUID, org_name: str | None = None, note: str | None = None
) -> Call[models.AddPhysicalKeyResult]:
    """Add a physical key to a user's inventory.

    The service issues the number of the key and returns it.

    Args:
        user_id: The user's id, normally a UUID.
        org_id: The id of the organisation that issues the key. At least 1 character.
        org_name: The name of the organisation that issues the key.
        note: A note on the key. Its length is counted in UTF-16 code units. At most 500 characters.
    """
    return _ADD_PHYSICAL_KEY.call(
        path={"id": user_id}, members={"orgId": org_id}, optional={"orgName": org_name, "note": note}
    )


_REMOVE_PHYSICAL_KEY: Operation[models.RemovePhysicalKeyResult] = Operation(
    id="remove_physical_key",
    method="POST",
    path="/users/{id}/RemovePhysicalKey",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.RemovePhysicalKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def remove_physical_key(user_id: str | UUID, *, number: int) -> Call[models.RemovePhysicalKeyResult]:
    """Remove a physical key from a user's inventory.

    The number of the removed key is never issued again.

    Args:
        user_id: The user's id, normally a UUID.
        number: The number of the key. Greater than 0. At most 9007199254740991.
    """
    return _REMOVE_PHYSICAL_KEY.call(path={"id": user_id}, members={"number": number})


_LIST_PHYSICAL_KEYS: Operation[models.PhysicalKeyList] = Operation(
    id="list_physical_keys",
    method="GET",
    path="/users/{id}/PhysicalKeys",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id", ("query", "orgId"): "org_id", ("query", "orgName"): "org_name"},
    responses={"200": json_body(lambda: models.PhysicalKeyList.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_physical_keys(
    user_id: str | UUID, *, org_id: str | UUID | None = None, org_name: str | None = None, q: str | None = None
) -> Call[models.PhysicalKeyList]:
    """List the physical keys in a user's inventory.

    Returns the keys that match all given filters, at most 100, and the total number of matches. There are no further
    pages. To reach keys beyond the first 100, use filters, get them by number, or get all keys of the user.

    Args:
        user_id: The user's id, normally a UUID.
        org_id: Only keys issued by this organisation. At least 1 character.
        org_name: Only keys whose issuing organisation has this name. At least 1 character.
        q: Only keys whose note contains this text, case-insensitively. At least 1 character.
    """
    return _LIST_PHYSICAL_KEYS.call(path={"id": user_id}, query={"orgId": org_id, "orgName": org_name, "q": q})


_GET_PHYSICAL_KEY: Operation[models.PhysicalKey] = Operation(
    id="get_physical_key",
    method="GET",
    path="/users/{id}/PhysicalKeys/{number}",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    path_types={"number": (int,)},
    responses={"200": json_body(lambda: models.PhysicalKey.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_physical_key(user_id: str | UUID, number: int) -> Call[models.PhysicalKey]:
    """Get a physical key from a user's inventory by its number.

    A number that is not in the inventory returns 404.

    Args:
        user_id: The user's id, normally a UUID.
        number: The number of the key. Greater than 0. At most 9007199254740991.
    """
    return _GET_PHYSICAL_KEY.call(path={"id": user_id, "number": number})
