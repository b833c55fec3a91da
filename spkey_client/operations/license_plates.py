# Generated from openapi.yaml by python -m generator. Do not edit.
"""The licence plates of a user's vehicles."""

from __future__ import annotations

from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request

_ADD_LICENSE_PLATE: Operation[models.AddLicensePlateResult] = Operation(
    id="add_license_plate",
    method="POST",
    path="/users/{id}/AddLicensePlate",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.AddLicensePlateResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def add_license_plate(
    user_id: str | UUID, *, plate: str, label: str | None = None
) -> Call[models.AddLicensePlateResult]:
    """Add a licence plate to a user.

    The service stores the plate in upper case, without spaces or dashes, and returns it in that form. Adding a plate
    that the user already has returns 400.

    Args:
        user_id: The user's id, normally a UUID.
        plate: The plate, in any spelling. At least 1 character.
        label: A label for the plate. Default: `\"\"`.
    """
    return _ADD_LICENSE_PLATE.call(path={"id": user_id}, members={"plate": plate}, optional={"label": label})


_REMOVE_LICENSE_PLATE: Operation[models.RemoveLicensePlateResult] = Operation(
    id="remove_license_plate",
    method="POST",
    path="/users/{id}/RemoveLicensePlate",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.RemoveLicensePlateResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def remove_license_plate(user_id: str | UUID, *, plate: str) -> Call[models.RemoveLicensePlateResult]:
    """Remove a licence plate from a user.

    The plate can be added again later.

    Args:
        user_id: The user's id, normally a UUID.
        plate: The plate, in any spelling. At least 1 character.
    """
    return _REMOVE_LICENSE_PLATE.call(path={"id": user_id}, members={"plate": plate})


_LIST_LICENSE_PLATES: Operation[models.LicensePlateList] = Operation(
    id="list_license_plates",
    method="GET",
    path="/users/{id}/license-plates",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "user_id"},
    responses={"200": json_body(lambda: models.LicensePlateList.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_license_plates(user_id: str | UUID) -> Call[models.LicensePlateList]:
    """List the licence plates of a user.

    Returns all plates of the user.

    Args:
        user_id: The user's id, normally a UUID.
    """
    return _LIST_LICENSE_PLATES.call(path={"id": user_id})
