# Generated from openapi.yaml by python -m generator. Do not edit.
"""The residents of a lock."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_RESIDENT: Operation[models.AddResidentResult] = Operation(
    id="add_resident",
    method="POST",
    path="/locks/{id}/AddResident",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id", ("body", "phoneNumber"): "phone_number", ("body", "userId"): "user_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.AddResidentResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_resident(
    lock_id: int,
    *,
    name: str,
    email: str | None = None,
    phone_number: str | None = None,
    user_id: str | UUID | None = None,
) -> Call[models.AddResidentResult]:
    """Add a resident to a lock.

    Residents are notified when somebody rings. They get no rights on the lock.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        name: The resident's name. At least 1 character.
        email: The user's e-mail address.
        phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored.
        user_id: The user's id. It takes precedence over the e-mail address, which takes precedence over the phone
            number. At least 1 character.
    """
    return _ADD_RESIDENT.call(
        path={"id": lock_id},
        members={"name": name},
        optional={"email": email, "phoneNumber": phone_number, "userId": user_id},
    )


_REMOVE_RESIDENT: Operation[models.RemoveResidentResult] = Operation(
    id="remove_resident",
    method="POST",
    path="/locks/{id}/RemoveResident",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id", ("body", "phoneNumber"): "phone_number", ("body", "userId"): "user_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.RemoveResidentResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def remove_resident(
    lock_id: int, *, email: str | None = None, phone_number: str | None = None, user_id: str | UUID | None = None
) -> Call[models.RemoveResidentResult]:
    """Remove a resident from a lock.

    The user is identified by id, e-mail address or phone number.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        email: The user's e-mail address.
        phone_number: The user's phone number, which must begin with + or 00. Spaces are ignored.
        user_id: The user's id. It takes precedence over the e-mail address, which takes precedence over the phone
            number. At least 1 character.
    """
    return _REMOVE_RESIDENT.call(
        path={"id": lock_id}, optional={"email": email, "phoneNumber": phone_number, "userId": user_id}
    )


_LIST_RESIDENTS: Operation[models.ResidentList] = Operation(
    id="list_residents",
    method="GET",
    path="/locks/{id}/residents",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.ResidentList.from_dict)},
    accept="application/json",
)


def list_residents(lock_id: int) -> Call[models.ResidentList]:
    """List the residents of a lock.

    Intended for doorbells. The list shows whether a resident has a phone number, but not the number itself.

    No credential is required, and none is sent.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
    """
    return _LIST_RESIDENTS.call(path={"id": lock_id})
