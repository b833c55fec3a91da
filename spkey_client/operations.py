# Generated from openapi.yaml by python -m generator. Do not edit.
"""The operations of the API, as functions that create calls. A client sends the call.

Every function raises `ValueError` if a path segment is empty, "." or "..", or if a number is not finite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import models
from ._call import Call, Operation, json_body

if TYPE_CHECKING:
    from .models import (
        AddPhysicalKeyResult,
        CreateUserResult,
        ExistingUserResult,
        PhysicalKey,
        PhysicalKeyList,
        RemovePhysicalKeyResult,
        UserKeys,
        UserProfile,
    )


_ADD_PHYSICAL_KEY: Operation[AddPhysicalKeyResult] = Operation(
    id="add_physical_key",
    method="POST",
    path="/users/{id}/AddPhysicalKey",
    command=True,
    idempotent=False,
    body_required=True,
    answers={"200": json_body(lambda: models.AddPhysicalKeyResult.from_dict)},
)


def add_physical_key(
    user_id: str, *, org_id: str, org_name: str | None = None, note: str | None = None
) -> Call[AddPhysicalKeyResult]:
    """Add a physical key to a user's inventory.

    The service issues the number of the key and returns it.

    Args:
        user_id: The user's id, normally a UUID.
        org_id: The id of the organisation that issues the key.
        org_name: The name of the organisation that issues the key.
        note: A note on the key, at most 500 UTF-16 code units long.
    """
    return _ADD_PHYSICAL_KEY.call(
        path={"id": user_id}, members={"orgId": org_id}, optional={"orgName": org_name, "note": note}
    )


_REMOVE_PHYSICAL_KEY: Operation[RemovePhysicalKeyResult] = Operation(
    id="remove_physical_key",
    method="POST",
    path="/users/{id}/RemovePhysicalKey",
    command=True,
    idempotent=True,
    body_required=True,
    answers={"200": json_body(lambda: models.RemovePhysicalKeyResult.from_dict)},
)


def remove_physical_key(user_id: str, *, number: int) -> Call[RemovePhysicalKeyResult]:
    """Remove a physical key from a user's inventory.

    The number of the removed key is never issued again.

    Args:
        user_id: The user's id, normally a UUID.
        number: The number of the key.
    """
    return _REMOVE_PHYSICAL_KEY.call(path={"id": user_id}, members={"number": number})


_LIST_PHYSICAL_KEYS: Operation[PhysicalKeyList] = Operation(
    id="list_physical_keys",
    method="GET",
    path="/users/{id}/PhysicalKeys",
    command=False,
    idempotent=True,
    body_required=False,
    answers={"200": json_body(lambda: models.PhysicalKeyList.from_dict)},
)


def list_physical_keys(
    user_id: str, *, org_id: str | None = None, org_name: str | None = None, q: str | None = None
) -> Call[PhysicalKeyList]:
    """List the physical keys in a user's inventory.

    Returns the keys that match all given filters, at most 100, and the total number of matches. There are no further
    pages. To reach keys beyond the first 100, use filters or get them by number.

    Args:
        user_id: The user's id, normally a UUID.
        org_id: Only keys issued by this organisation.
        org_name: Only keys whose issuing organisation has this name.
        q: Only keys whose note contains this text, case-insensitively.
    """
    return _LIST_PHYSICAL_KEYS.call(path={"id": user_id}, query={"orgId": org_id, "orgName": org_name, "q": q})


_GET_PHYSICAL_KEY: Operation[PhysicalKey] = Operation(
    id="get_physical_key",
    method="GET",
    path="/users/{id}/PhysicalKeys/{number}",
    command=False,
    idempotent=True,
    body_required=False,
    answers={"200": json_body(lambda: models.PhysicalKey.from_dict)},
)


def get_physical_key(user_id: str, number: int) -> Call[PhysicalKey]:
    """Get a physical key of a user's inventory by its number.

    A number that is not in the inventory returns 404.

    Args:
        user_id: The user's id, normally a UUID.
        number: The number of the key.
    """
    return _GET_PHYSICAL_KEY.call(path={"id": user_id, "number": number})


_CREATE_USER: Operation[ExistingUserResult | CreateUserResult] = Operation(
    id="create_user",
    method="POST",
    path="/users/{id}/CreateUser",
    command=True,
    idempotent=True,
    body_required=True,
    answers={
        "200": json_body(lambda: models.ExistingUserResult.from_dict),
        "201": json_body(lambda: models.CreateUserResult.from_dict),
    },
)


def create_user(
    user_id: str,
    *,
    email: str | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
    phone_number: str | None = None,
) -> Call[ExistingUserResult | CreateUserResult]:
    """Create a user.

    The id in the path identifies the user. A new user has an empty inventory. If the user already exists, nothing
    changes and the response has status 200 and no event.

    Args:
        user_id: The user's id, normally a UUID.
        email: The user's e-mail address.
        first_name: The user's first name.
        last_name: The user's last name.
        phone_number: The user's phone number, which begins with + or 00. Spaces are ignored. The number is validated
            but not stored.
    """
    return _CREATE_USER.call(
        path={"id": user_id},
        members={"userId": user_id},
        optional={"email": email, "firstName": first_name, "lastName": last_name, "phoneNumber": phone_number},
    )


_GET_USER_PROFILE: Operation[UserProfile] = Operation(
    id="get_user_profile",
    method="GET",
    path="/users/{id}/profile",
    command=False,
    idempotent=True,
    body_required=False,
    answers={"200": json_body(lambda: models.UserProfile.from_dict)},
)


def get_user_profile(user_id: str) -> Call[UserProfile]:
    """Get a user's profile.

    Personal data that was never provided is absent from the profile.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_PROFILE.call(path={"id": user_id})


_GET_USER_KEYS: Operation[UserKeys] = Operation(
    id="get_user_keys",
    method="GET",
    path="/users/{id}/keys",
    command=False,
    idempotent=True,
    body_required=False,
    answers={"200": json_body(lambda: models.UserKeys.from_dict)},
)


def get_user_keys(user_id: str) -> Call[UserKeys]:
    """Get all keys of a user.

    Returns the physical keys in the inventory, the digital keys on the user's devices, and the wallet key if there is
    one.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_KEYS.call(path={"id": user_id})
