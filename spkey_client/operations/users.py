# Generated from openapi.yaml by python -m generator. Do not edit.
"""The users that own the inventories."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_CREATE_USER: Operation[models.CreateUserResult] = Operation(
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
) -> Call[models.CreateUserResult]:
    """Create a user.

    The id in the path identifies the user. A new user has an empty inventory. If the user already exists, nothing
    changes: the status is 200 and the event is null.

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


_GET_USER_PROFILE: Operation[models.UserProfile] = Operation(
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


def get_user_profile(user_id: str | UUID) -> Call[models.UserProfile]:
    """Get a user's profile.

    Personal data that was never provided is absent from the profile.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_PROFILE.call(path={"id": user_id})


_FIND_OR_CREATE_USER_BY_EMAIL: Operation[models.UserOfEmail] = Operation(
    id="find_or_create_user_by_email",
    method="GET",
    path="/users/by-email",
    command=True,
    idempotent=True,
    arguments={("query", "searchOnly"): "search_only"},
    responses={"200": json_body(lambda: models.UserOfEmail.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def find_or_create_user_by_email(
    *, email: str, uuid: str | UUID | None = None, search_only: bool | None = None
) -> Call[models.UserOfEmail]:
    """Find a user by e-mail address, or create one.

    If no user has the e-mail address, a user is created, unless searchOnly is true. A new user belongs to the
    organisation of the credential.

    Although it is a GET, it can change something.

    Args:
        email: The e-mail address to find. Pattern: `^[^@\\s]+@[^@\\s]+$`.
        uuid: The id of a new user. If it is absent, the service generates one. At least 1 character.
        search_only: Whether to search without creating a user.
    """
    return _FIND_OR_CREATE_USER_BY_EMAIL.call(query={"email": email, "uuid": uuid, "searchOnly": search_only})


_FIND_OR_CREATE_USER_BY_PHONE: Operation[models.UserOfPhoneNumber] = Operation(
    id="find_or_create_user_by_phone",
    method="GET",
    path="/users/by-phone",
    command=True,
    idempotent=True,
    arguments={("query", "phoneNumber"): "phone_number", ("query", "searchOnly"): "search_only"},
    responses={"200": json_body(lambda: models.UserOfPhoneNumber.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def find_or_create_user_by_phone(
    *, phone_number: str, email: str | None = None, uuid: str | UUID | None = None, search_only: bool | None = None
) -> Call[models.UserOfPhoneNumber]:
    """Find a user by phone number, or create one.

    If no user has the phone number, a user is created, unless searchOnly is true. A new user belongs to the
    organisation of the credential.

    Although it is a GET, it can change something.

    Args:
        phone_number: The phone number to find, which must begin with + or 00. In a query string, + is written as %2B.
        email: The e-mail address of a new user. Pattern: `^[^@\\s]+@[^@\\s]+$`.
        uuid: The id of a new user. If it is absent, the service generates one. At least 1 character.
        search_only: Whether to search without creating a user.
    """
    return _FIND_OR_CREATE_USER_BY_PHONE.call(
        query={"phoneNumber": phone_number, "email": email, "uuid": uuid, "searchOnly": search_only}
    )


_GET_USER_PHONE_NUMBER: Operation[models.UserPhoneNumber] = Operation(
    id="get_user_phone_number",
    method="GET",
    path="/users/{id}/phone-number",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.UserPhoneNumber.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_user_phone_number(user_id: str | UUID) -> Call[models.UserPhoneNumber]:
    """Get a user's phone number.

    The number is null if the user has none.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_PHONE_NUMBER.call(path={"id": user_id})


_UPDATE_USER_PHONE_NUMBER: Operation[models.UpdatePhoneNumberResult] = Operation(
    id="update_user_phone_number",
    method="POST",
    path="/users/{id}/UpdatePhoneNumber",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id", ("body", "phoneNumber"): "phone_number"},
    responses={"200": json_body(lambda: models.UpdatePhoneNumberResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def update_user_phone_number(user_id: str | UUID, *, phone_number: str | None) -> Call[models.UpdatePhoneNumberResult]:
    """Set or remove a user's phone number.

    A number replaces the user's current one. Null removes it.

    Args:
        user_id: The user's id, normally a UUID.
        phone_number: The phone number, which must begin with + or 00, or null to remove it. Spaces are ignored.
    """
    return _UPDATE_USER_PHONE_NUMBER.call(path={"id": user_id}, members={"phoneNumber": phone_number})


_UPDATE_USER_EMAIL: Operation[models.UpdateEmailResult] = Operation(
    id="update_user_email",
    method="POST",
    path="/users/{id}/UpdateEmail",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.UpdateEmailResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def update_user_email(user_id: str | UUID, *, email: str) -> Call[models.UpdateEmailResult]:
    """Set the e-mail address of a user that has none.

    An e-mail address can be set once. No operation changes or removes it.

    Args:
        user_id: The user's id, normally a UUID.
        email: The e-mail address. Pattern: `^[^@\\s]+@[^@\\s]+$`.
    """
    return _UPDATE_USER_EMAIL.call(path={"id": user_id}, members={"email": email})


_GET_USER_KEYS: Operation[models.UserKeys] = Operation(
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


def get_user_keys(user_id: str | UUID) -> Call[models.UserKeys]:
    """Get all keys of a user.

    Returns the physical keys in the inventory, the digital keys on the user's devices, and the wallet key, if there is
    one.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_KEYS.call(path={"id": user_id})


_LIST_USER_OWNED_LOCKS: Operation[models.OwnedLocks] = Operation(
    id="list_user_owned_locks",
    method="GET",
    path="/users/{id}/owned-locks",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.OwnedLocks.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_user_owned_locks(user_id: str | UUID) -> Call[models.OwnedLocks]:
    """List the locks that a user owns.

    The list comes from a read model, which may lag behind the commands on locks. The source says whether the read model
    could be reached.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _LIST_USER_OWNED_LOCKS.call(path={"id": user_id})


_GET_USER_THREE_DEYE_CREDENTIALS: Operation[models.ThreeDeyeCredentials] = Operation(
    id="get_user_three_deye_credentials",
    method="GET",
    path="/users/{id}/3deye-credentials",
    command=True,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.ThreeDeyeCredentials.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_user_three_deye_credentials(user_id: str | UUID) -> Call[models.ThreeDeyeCredentials]:
    """Get a user's credentials for 3dEye, the camera cloud.

    The first call creates the user's account there.

    Although it is a GET, it can change something.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _GET_USER_THREE_DEYE_CREDENTIALS.call(path={"id": user_id})
