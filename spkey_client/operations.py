# Generated from openapi.yaml by python -m generator. Do not edit.
"""The operations of the API as functions that make a call. Nothing is sent here: a client sends the call.

Every function raises `ValueError` where a part of the path is empty, "." or "..", or a number is not finite.
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

    Puts one more physical key into the inventory of the user and answers with the number that the service gave it.

    Args:
        user_id: The id of the user, as a rule a UUID.
        org_id: The id of the organisation that issues the key.
        org_name: The name of the organisation that issues the key.
        note: A remark on the key, of at most 500 UTF-16 code units.
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

    Takes the physical key with this number out of the inventory of the user. The number is used up for good: the
    counter of the next number does not go down.

    Args:
        user_id: The id of the user, as a rule a UUID.
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

    Answers with the keys that pass all filters given, at most 100 of them, and with how many there are in all. There
    are no further pages: to reach keys beyond the first 100, filter, or get them by number.

    Args:
        user_id: The id of the user, as a rule a UUID.
        org_id: Only keys that this organisation issued.
        org_name: Only keys whose issuing organisation has this name.
        q: Only keys whose note contains this text, ignoring case.
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
    """Get one physical key of a user's inventory.

    Answers with the key that has this number in the inventory of the user.

    Args:
        user_id: The id of the user, as a rule a UUID.
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

    Creates the user that the path names, with an empty inventory. The id has to be a UUID. If the user exists already,
    nothing changes and the answer says so with 200 and no event.

    Args:
        user_id: The id of the user, as a rule a UUID.
        email: The e-mail address of the user.
        first_name: The first name of the user.
        last_name: The last name of the user.
        phone_number: The phone number of the user. It is checked but not kept.
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
    """Get the profile of a user.

    Answers with what is known of the user. Personal data that was never given is left out.

    Args:
        user_id: The id of the user, as a rule a UUID.
    """
    return _GET_USER_PROFILE.call(path={"id": user_id})
