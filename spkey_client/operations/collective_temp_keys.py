# Generated from openapi.yaml by python -m generator. Do not edit.
"""The older interface to temporary keys for several doors."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from .. import models
from .._call import Call, Operation, json_body, json_request
from .._redirects import redirect

_CREATE_COLLECTIVE_TEMP_KEY: Operation[models.CreateTempKeyResult] = Operation(
    id="create_collective_temp_key",
    method="POST",
    path="/collective-temp-keys",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("body", "validFrom"): "valid_from", ("body", "validUntil"): "valid_until"},
    responses={"201": json_body(lambda: models.CreateTempKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def create_collective_temp_key(
    *, valid_from: str, valid_until: str, doors: Sequence[models.NewDoor], description: str | None = None
) -> Call[models.CreateTempKeyResult]:
    """Create a collective temporary key.

    Works like creating a temporary key for several doors, except that the key's link leads to the collective
    operations. Anyone who has the link also has the PIN, because the guest's page shows it.

    Args:
        valid_from: The time from which the key is valid, in UTC with Z. Pattern:
            `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
        valid_until: The time at which the key expires, in UTC with Z. It must be after validFrom. Pattern:
            `^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$`.
        doors: The doors that the key opens. They are numbered in this order. 1 to 50 items.
        description: A note on the key. At most 2000 characters.
    """
    return _CREATE_COLLECTIVE_TEMP_KEY.call(
        members={"validFrom": valid_from, "validUntil": valid_until, "doors": doors},
        optional={"description": description},
    )


_REVOKE_COLLECTIVE_TEMP_KEY: Operation[models.RevokeTempKeyResult] = Operation(
    id="revoke_collective_temp_key",
    method="DELETE",
    path="/collective-temp-keys/{uuid}",
    command=True,
    idempotent=True,
    responses={"200": json_body(lambda: models.RevokeTempKeyResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def revoke_collective_temp_key(uuid: str | UUID) -> Call[models.RevokeTempKeyResult]:
    """Revoke a collective temporary key.

    A revoked key opens nothing. It is still listed, with the time of its revocation.

    Args:
        uuid: The id of the key. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
    """
    return _REVOKE_COLLECTIVE_TEMP_KEY.call(path={"uuid": uuid})


_OPEN_COLLECTIVE_TEMP_KEY_DOOR: Operation[models.Opening] = Operation(
    id="open_collective_temp_key_door",
    method="POST",
    path="/collective-temp-keys/{uuid}/doors/{doorId}/open",
    command=True,
    idempotent=False,
    arguments={("path", "doorId"): "door_id"},
    path_types={"doorId": (int,)},
    responses={"303": redirect(lambda: models.Opening.from_dict, {"door": "integer", "offline": "boolean"})},
)


def open_collective_temp_key_door(uuid: str | UUID, door_id: int) -> Call[models.Opening]:
    """Open a door of a collective temporary key.

    The response redirects to a page that confirms the opening.

    No credential is required, and none is sent. The response is a redirect, which the client does not follow.

    Args:
        uuid: The id of the key. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
        door_id: The number of the door in the key. Greater than 0.
    """
    return _OPEN_COLLECTIVE_TEMP_KEY_DOOR.call(path={"uuid": uuid, "doorId": door_id})
