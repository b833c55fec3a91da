# Generated from openapi.yaml by python -m generator. Do not edit.
"""Requests of the locks operations."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import field, frozen

from ...service.contract import Values


@frozen
class LockKey:
    """A key on a lock.

    Attributes:
        uuid: The id of the key, unique on the lock.
        index_number: The index of the key on the device.
        user_id: The id of the user who holds the key. The user has rights on the lock.
    """

    uuid: str
    index_number: int | None = None
    user_id: str | None = None

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read the object from validated values."""
        return cls(
            uuid=values["uuid"],
            index_number=None if (value := values.get("indexNumber")) is None else int(value),
            user_id=values.get("userId"),
        )


@frozen
class CreateLock:
    """Create a lock.

    Attributes:
        id: The lock's number, not its UUID.
        index: The lock's number.
        uuid: The lock's UUID, which must be unique.
        serial_number: The lock's serial number.
        vendor_name: The name of the vendor. No event and no response shows it.
        owner_id: The id of the user who owns the lock.
        keys: The keys that are on the lock from the start.
    """

    operation: ClassVar[str] = "create_lock"

    id: int
    index: int
    uuid: str
    serial_number: str | None = None
    vendor_name: str | None = None
    owner_id: str | None = None
    keys: tuple[LockKey, ...] | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(
            id=int(params["id"]),
            index=int(body["index"]),
            uuid=body["uuid"],
            serial_number=body.get("serialNumber"),
            vendor_name=body.get("vendorName"),
            owner_id=body.get("ownerId"),
            keys=None if (value := body.get("keys")) is None else tuple(LockKey.read(item) for item in value),
        )


@frozen
class OpenLock:
    """Open a lock.

    Attributes:
        id: The lock's number, not its UUID.
        request_id: An id that appears in the event, for tracking. It does not make retries safe.
        reason: The reason for the opening.
    """

    operation: ClassVar[str] = "open_lock"

    id: int
    request_id: str | None = None
    reason: str | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), request_id=body.get("requestId"), reason=body.get("reason"))


@frozen
class OpenLockWithPin:
    """Open a lock with a PIN.

    Attributes:
        id: The lock's number, not its UUID.
        pin: The PIN, 4 to 8 digits.
    """

    operation: ClassVar[str] = "open_lock_with_pin"

    id: int
    pin: str = field(repr=False)

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), pin=body["pin"])


@frozen
class SetLockOwner:
    """Set a lock's owner.

    Attributes:
        id: The lock's number, not its UUID.
        user_id: The id of the new owner.
    """

    operation: ClassVar[str] = "set_lock_owner"

    id: int
    user_id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), user_id=body["userId"])


@frozen
class SetLockOrganization:
    """Move a lock to another organisation.

    Attributes:
        id: The lock's number, not its UUID.
        org_id: The id of the new organisation.
    """

    operation: ClassVar[str] = "set_lock_organization"

    id: int
    org_id: str

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, body = values["params"], values["body"]
        return cls(id=int(params["id"]), org_id=body["orgId"])


@frozen
class GetLockBasicInfo:
    """Get the basic information about a lock.

    Attributes:
        id: The lock's number, not its UUID.
    """

    operation: ClassVar[str] = "get_lock_basic_info"

    id: int

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=int(params["id"]))


@frozen
class GetLockDetails:
    """Get a lock with its keys and residents.

    Attributes:
        id: The lock's number, not its UUID.
    """

    operation: ClassVar[str] = "get_lock_details"

    id: int

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params = values["params"]
        return cls(id=int(params["id"]))


@frozen
class ListLockEvents:
    """List the events of a lock.

    Attributes:
        id: The lock's number, not its UUID.
        page: The number of the page, from 1. By default, the last page.
    """

    operation: ClassVar[str] = "list_lock_events"

    id: int
    page: int | None = None

    @classmethod
    def read(cls, values: Values) -> Self:
        """Read the request from validated values."""
        params, query = values["params"], values["query"]
        return cls(id=int(params["id"]), page=None if (value := query.get("page")) is None else int(value))
