# Generated from openapi.yaml by python -m generator. Do not edit.
"""The locks of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from .. import _secret, models
from .._call import Call, Operation, json_body, json_request

_CREATE_LOCK: Operation[models.CreateLockResult] = Operation(
    id="create_lock",
    method="POST",
    path="/locks/{id}/CreateLock",
    command=True,
    idempotent=True,
    body=json_request("application/json", required=True),
    arguments={
        ("path", "id"): "lock_id",
        ("body", "serialNumber"): "serial_number",
        ("body", "vendorName"): "vendor_name",
        ("body", "ownerId"): "owner_id",
        ("body", "index"): "lock_id",
    },
    path_types={"id": (int,)},
    responses={
        "200": json_body(lambda: models.CreateLockResult.from_dict, outcome={"created": False}),
        "201": json_body(lambda: models.CreateLockResult.from_dict, outcome={"created": True}),
    },
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def create_lock(
    lock_id: int,
    *,
    uuid: str | UUID,
    serial_number: str | None = None,
    vendor_name: str | None = None,
    owner_id: str | UUID | None = None,
    keys: Sequence[models.LockKey] | None = None,
) -> Call[models.CreateLockResult]:
    """Create a lock.

    The new lock belongs to the organisation of the credential. If the lock already exists, nothing changes: the status
    is 200 and the event is null.

    Args:
        lock_id: The lock's number. Greater than 0. At most 9007199254740991.
        uuid: The lock's UUID, which must be unique. Pattern:
            `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`.
        serial_number: The lock's serial number. At most 800 characters. Pattern: `^[a-zA-Z0-9_.,@/:#=[\\]-]*$`.
        vendor_name: The name of the vendor. No event and no response shows it. At most 800 characters. Pattern:
            `^[a-zA-Z0-9_.,@/:#=[\\]-]*$`.
        owner_id: The id of the user who owns the lock.
        keys: The keys that are on the lock from the start. Default: `[]`.
    """
    return _CREATE_LOCK.call(
        path={"id": lock_id},
        members={"index": lock_id, "uuid": uuid},
        optional={"serialNumber": serial_number, "vendorName": vendor_name, "ownerId": owner_id, "keys": keys},
    )


_OPEN_LOCK: Operation[models.OpenLockResult] = Operation(
    id="open_lock",
    method="POST",
    path="/locks/{id}/OpenLock",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=False),
    arguments={("path", "id"): "lock_id", ("body", "requestId"): "request_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.OpenLockResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
    empty={
        "401": "The credential is missing or invalid.",
        "403": "The credential gives no access, or the request carries an internal header.",
        "404": "The lock does not exist.",
    },
)


def open_lock(
    lock_id: int, *, request_id: str | UUID | None = None, reason: str | None = None
) -> Call[models.OpenLockResult]:
    """Open a lock.

    The service sends the opening to the device. Each request opens the lock once.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        request_id: An id that appears in the event, for tracking. It does not make retries safe.
        reason: The reason for the opening.
    """
    return _OPEN_LOCK.call(path={"id": lock_id}, optional={"requestId": request_id, "reason": reason})


_OPEN_LOCK_WITH_PIN: Operation[models.OpenLockWithPinResult] = Operation(
    id="open_lock_with_pin",
    method="POST",
    path="/locks/{id}/open-with-pin",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.OpenLockWithPinResult.from_dict)},
    accept="application/json",
)


def open_lock_with_pin(lock_id: int, *, pin: str) -> Call[models.OpenLockWithPinResult]:
    """Open a lock with a PIN.

    Intended for keypads and guests. The PIN belongs to a temporary key that has a door with this lock.

    No credential is required, and none is sent.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        pin: The PIN, 4 to 8 digits. Pattern: `^\\d{4,8}$`.
    """
    pin = _secret.concealed(pin)
    return _OPEN_LOCK_WITH_PIN.call(path={"id": lock_id}, members={"pin": pin})


_SET_LOCK_OWNER: Operation[models.SetLockOwnerResult] = Operation(
    id="set_lock_owner",
    method="POST",
    path="/locks/{id}/SetOwner",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id", ("body", "userId"): "user_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.SetLockOwnerResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def set_lock_owner(lock_id: int, *, user_id: str | UUID) -> Call[models.SetLockOwnerResult]:
    """Set a lock's owner.

    The owner's token gives rights on the lock. A lock has at most one owner.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        user_id: The id of the new owner.
    """
    return _SET_LOCK_OWNER.call(path={"id": lock_id}, members={"userId": user_id})


_SET_LOCK_ORGANIZATION: Operation[models.SetLockOrganizationResult] = Operation(
    id="set_lock_organization",
    method="POST",
    path="/locks/{id}/SetOrganization",
    command=True,
    idempotent=False,
    body=json_request("application/json", required=True),
    arguments={("path", "id"): "lock_id", ("body", "orgId"): "org_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.SetLockOrganizationResult.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def set_lock_organization(lock_id: int, *, org_id: str | UUID) -> Call[models.SetLockOrganizationResult]:
    """Move a lock to another organisation.

    The previous organisation loses its rights on the lock. The lock keeps its keys, residents and owner.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        org_id: The id of the new organisation.
    """
    return _SET_LOCK_ORGANIZATION.call(path={"id": lock_id}, members={"orgId": org_id})


_GET_LOCK_BASIC_INFO: Operation[models.LockBasicInfo] = Operation(
    id="get_lock_basic_info",
    method="GET",
    path="/locks/{id}/basic-info",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.LockBasicInfo.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_lock_basic_info(lock_id: int) -> Call[models.LockBasicInfo]:
    """Get the basic information about a lock.

    Returns the lock without its keys and residents.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
    """
    return _GET_LOCK_BASIC_INFO.call(path={"id": lock_id})


_GET_LOCK_DETAILS: Operation[models.LockDetails] = Operation(
    id="get_lock_details",
    method="GET",
    path="/locks/{id}/details",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.LockDetails.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def get_lock_details(lock_id: int) -> Call[models.LockDetails]:
    """Get a lock with its keys and residents.

    Returns all keys and all residents, without pagination.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
    """
    return _GET_LOCK_DETAILS.call(path={"id": lock_id})


_LIST_LOCK_EVENTS: Operation[models.LockEventPage] = Operation(
    id="list_lock_events",
    method="GET",
    path="/locks/{id}/events",
    command=False,
    idempotent=True,
    arguments={("path", "id"): "lock_id"},
    path_types={"id": (int,)},
    responses={"200": json_body(lambda: models.LockEventPage.from_dict)},
    accept="application/json",
    security=(("token",), ("api_key",)),
)


def list_lock_events(lock_id: int, *, page: int | None = None) -> Call[models.LockEventPage]:
    """List the events of a lock.

    Returns a page of the lock's history. The first page has the oldest events.

    Args:
        lock_id: The lock's number, not its UUID. From 1 to 9007199254740991.
        page: The number of the page, from 1. By default, the last page. At least 1.
    """
    return _LIST_LOCK_EVENTS.call(path={"id": lock_id}, query={"page": page})
