# Generated from openapi.yaml by python -m generator. Do not edit.
"""The users that own the inventories."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

if TYPE_CHECKING:
    from ..models import CreateUserResult, UserKeys, UserProfile


_CREATE_USER: Operation[CreateUserResult] = Operation(
    id="create_user",
    method="POST",
    path="/users/{id}/CreateUser",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "user_id",
        ("body", "firstName"): "first_name",
        ("body", "lastName"): "last_name",
        ("body", "phoneNumber"): "phone_number",
        ("body", "userId"): "user_id",
    },
    responses={
        "200": json_body(lambda: models.CreateUserResult.from_dict, outcome={"created": False}),
        "201": json_body(lambda: models.CreateUserResult.from_dict, outcome={"created": True}),
    },
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def create_user(
    user_id: str | UUID,
    *,
    email: str | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
    phone_number: str | None = None,
) -> Call[CreateUserResult]:
    """Create a user.

    The id in the path identifies the user. A new user has an empty inventory. If the user already exists, nothing
    changes and the response has status 200 and no event.

    Args:
        user_id: The user's id, which must be a UUID. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
        email: The user's e-mail address.
        first_name: The user's first name.
        last_name: The user's last name.
        phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored. The number is
            validated but not stored.
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
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.UserProfile.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_user_profile(user_id: str | UUID) -> Call[UserProfile]:
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
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.UserKeys.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_user_keys(user_id: str | UUID) -> Call[UserKeys]:
    """Get all keys of a user.

    Returns the physical keys in the inventory, the digital keys on the user's devices, and the wallet key if there is
    one.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_KEYS.call(path={"id": user_id})
